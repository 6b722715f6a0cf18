using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>
/// An eNB (TS 36.300 §4): it holds the RRC connections of its UEs, relays NAS messages between them and the MMEs, and
/// keeps the keys of the access stratum. Relaying is plumbing: callbacks on objects made once.
/// </summary>
public sealed class Enb : INodeObserver
{
    private readonly Processor _processor;
    private readonly EnbMeasures _measures;
    private readonly List<MmeLink> _mmes = [];
    private readonly List<RadioPort> _ports = [];
    private readonly Dictionary<uint, EnbUe> _connections = [];
    private uint _lastId;

    /// <summary>An eNB; it serves the UEs at the other ends of its radio links.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">Handles its messages.</param>
    /// <param name="options">Its configuration.</param>
    /// <param name="measures">What it counts.</param>
    public Enb(Node node, Processor processor, EnbOptions options, EnbMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        Options = options;
        Tai = new(options.Plmn, options.Tac);
        Cell = new(options.Plmn, (options.Id << 8) | 1);
        _processor = processor;
        _measures = measures;
        Operations = new EnbOperations(processor);
        StepWork = Work.Of(Operations.Step);
        foreach (NetworkInterface each in node.Interfaces)
        {
            if (each.Link.Type == LinkType.ExportedPdu)
            {
                _ports.Add(new RadioPort(this, each));
            }
        }

        node.Observe(this);
    }

    /// <summary>Its node.</summary>
    public Node Node { get; }

    /// <summary>UEs that have a connection.</summary>
    public int ConnectionCount => _connections.Count;

    internal EnbOptions Options { get; }

    internal EnbOperations Operations { get; }

    internal Work StepWork { get; }

    internal Tai Tai { get; }

    internal EutranCgi Cell { get; }

    /// <summary>Connects to the MMEs and sets S1 up with each.</summary>
    /// <param name="mmes">Their addresses, in the order in which new UEs go round.</param>
    public void Start(IReadOnlyList<IpAddress> mmes)
    {
        ArgumentNullException.ThrowIfNull(mmes);
        foreach (IpAddress address in mmes)
        {
            _mmes.Add(new MmeLink(this, address));
        }

        Open();
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _connections.Clear();
        foreach (RadioPort port in _ports)
        {
            port.Connection = null;
        }
    }

    /// <inheritdoc/>
    public void Restarted(Node node) => Open();

    internal void Refuse(EnbRefusal refusal) => _measures.Refused.Count(refusal);

    /// <summary>A message costs its handling; if the processor has no room for it, it is lost.</summary>
    internal void Handle(in Work work, IExecutionReceiver receiver, Packet packet)
    {
        ExecutionStatus status = _processor.Submit(work, receiver, packet);
        if (status != ExecutionStatus.Done)
        {
            Refuse(EnbRefusal.QueueFull);
            Node.Drop(packet, status == ExecutionStatus.NodeDown ? DropReason.NodeDown : DropReason.Role);
        }
    }

    /// <summary>
    /// UE -> eNB  RRCConnectionRequest (TS 36.331 §5.3.3): a new connection. One that the UE had is lost, which the MME
    /// is told (TS 36.413 §8.3.2).
    /// </summary>
    internal void Connect(RadioPort port, in RrcConnectionRequest request)
    {
        if (port.Connection is { } lost)
        {
            RequestRelease(lost, CauseRadioNetwork.RadioConnectionWithUeLost);
        }

        STmsi? identity = request.HasSTmsi
            ? new STmsi((byte)(request.Identity >> 32), (uint)(request.Identity & uint.MaxValue))
            : null;
        Add(port, identity, (RrcEstablishmentCause)(int)request.Cause);
    }

    /// <summary>UE -> eNB  a NAS message, on to the MME (TS 36.413 §8.6.2.1, §8.6.2.3).</summary>
    internal void RelayUplink(RadioPort port, Packet packet)
    {
        // a request that was lost is made good here: the message itself shows that the UE is there
        EnbUe? ue = port.Connection ?? Add(port, identity: null, RrcEstablishmentCause.MoSignalling);
        if (ue is { IsInitiated: false })
        {
            ue.IsInitiated = true;
            ue.Mme.SendInitial(ue, packet);
        }
        else if (ue is { MmeId: not null })
        {
            Touch(ue);
            ue.Mme.SendUplink(ue, packet);
        }
        else if (ue is not null)
        {
            Refuse(EnbRefusal.NoMmeIdentity);
        }

        packet.Release();
    }

    internal EnbUe? Find(EnbUeS1apId id) => _connections.TryGetValue(id.Value, out EnbUe? found) ? found : null;

    /// <summary>A NAS message passes: the UE is active.</summary>
    internal void Touch(EnbUe ue)
    {
        ue.LastActivity = Node.Simulation.Now;
        if (Options.Inactivity is { } limit && ue.Inactivity == default)
        {
            ue.Inactivity = Node.Simulation.Schedule(limit, ue);
        }
    }

    /// <summary>The timer of a connection is over: it is asked to be released, or waits for the rest.</summary>
    internal void InactivityExpired(EnbUe ue)
    {
        ue.Inactivity = default;
        if (Options.Inactivity is not { } limit)
        {
            return;
        }

        SimTime idle = Node.Simulation.Now - ue.LastActivity;
        if (idle < limit)
        {
            ue.Inactivity = Node.Simulation.Schedule(limit - idle, ue);
        }
        else
        {
            ue.Mme.SendReleaseRequest(ue, CauseRadioNetwork.UserInactivity);
        }
    }

    /// <summary>The connection is gone: the UE hears of it.</summary>
    internal void Release(EnbUe ue, in MeasurementTag tag)
    {
        if (ue.Port.Connection == ue)
        {
            ue.Port.SendRelease(tag);
        }

        Forget(ue);
    }

    /// <summary>Every connection through an MME is gone, in the order of the radio links.</summary>
    internal void ReleaseAll(MmeLink mme)
    {
        foreach (RadioPort port in _ports)
        {
            if (port.Connection is { } ue && ue.Mme == mme)
            {
                Release(ue, default);
            }
        }
    }

    private void Open()
    {
        foreach (MmeLink mme in _mmes)
        {
            mme.Open();
        }
    }

    private EnbUe? Add(RadioPort port, STmsi? identity, RrcEstablishmentCause cause)
    {
        EnbRefusal? refusal = _connections.Count >= Options.ConnectionsMax ? EnbRefusal.TooManyConnections : null;
        MmeLink? mme = refusal is null ? Choose(identity) : null;
        if (mme is null)
        {
            Refuse(refusal ?? EnbRefusal.NoMme);
            port.SendRelease(default); // the UE need not wait for its timer
            return null;
        }

        var ue = new EnbUe(port, mme, NextId()) { STmsi = identity, Cause = cause };
        port.Connection = ue;
        _connections.Add(ue.Id.Value, ue);
        return ue;
    }

    /// <summary>The MME where the UE is registered, if it is up; otherwise each in its turn, as often as its relative
    /// capacity says (TS 23.401 §4.3.7.2).</summary>
    private MmeLink? Choose(STmsi? identity)
    {
        foreach (MmeLink mme in _mmes)
        {
            if (identity is { } known && mme.Serves(known.MmeCode))
            {
                return mme;
            }
        }

        return Turn();
    }

    // Smooth weighted round robin: shares as the weights say, and no MME gets its share in one piece.
    private MmeLink? Turn()
    {
        MmeLink? chosen = null;
        long sum = 0;
        foreach (MmeLink mme in _mmes)
        {
            if (mme.IsUp)
            {
                sum += mme.Weight;
                mme.Credit += mme.Weight;
                chosen = chosen is null || mme.Credit > chosen.Credit ? mme : chosen;
            }
        }

        if (chosen is not null)
        {
            chosen.Credit -= sum;
        }

        return chosen;
    }

    private uint NextId()
    {
        do
        {
            _lastId = _lastId == EnbUeS1apId.Max ? 1 : _lastId + 1;
        }
        while (_connections.ContainsKey(_lastId));
        return _lastId;
    }

    private void RequestRelease(EnbUe ue, Cause cause)
    {
        if (ue.MmeId is not null)
        {
            ue.Mme.SendReleaseRequest(ue, cause);
        }
        else
        {
            Forget(ue); // the MME does not know it, or its answer will find nobody
        }

        ue.Port.Connection = null;
    }

    private void Forget(EnbUe ue)
    {
        Node.Simulation.Cancel(ue.Inactivity);
        _connections.Remove(ue.Id.Value);
        if (ue.Port.Connection == ue)
        {
            ue.Port.Connection = null;
        }
    }
}
