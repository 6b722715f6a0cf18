using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// Mobility management entity (TS 23.401 §4.4.2): S1 to eNBs, NAS to UEs, and through <see cref="Hss"/> S6a to the home
/// networks. A crash loses everything that it knows; after a restart it begins anew.
/// </summary>
public sealed class Mme : ILocationObserver, INodeObserver
{
    private const int NasSizeMax = 16_384;             // a NAS-PDU in S1AP is shorter (X.691 §11.9)
    private const int EnbMax = 10_000;                 // ours: eNBs that are remembered
    private const uint RandomMTmsiBits = 0xC000_0000;  // ours: as mapped to a P-TMSI (TS 23.003 §2.8.2.1)

    private readonly Dictionary<uint, UeConnection> _connections = [];
    private readonly Dictionary<AttachKey, MmeAttach> _attaches = [];
    private readonly Dictionary<GlobalEnbId, S1Connection?> _enbs = []; // null while its association is down
    private readonly Stack<S1Arrival> _arrivals = new();
    private readonly Stack<MmeAttach> _freeAttaches = new();
    private readonly RandomStream? _mTmsis;
    private PdnAddressPool _addresses;
    private uint _nextMTmsi;
    private uint _lastConnection;

    /// <summary>An MME on a node.</summary>
    /// <param name="node">The node; a crash of it is a crash of the MME.</param>
    /// <param name="processor">Executes what messages cost.</param>
    /// <param name="options">Configuration.</param>
    /// <param name="measures">What is counted, maybe together with other MMEs.</param>
    public Mme(Node node, Processor processor, MmeOptions options, MmeMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(measures);
        Node = node;
        Labels = new MmeLabels(node.Topology.Labels);
        Processor = processor;
        Options = options;
        Measures = measures;
        Costs = new MmeCosts(processor, options);
        Contexts = new UeContextTable(options.ContextsMax);
        TaiList = MakeTaiList(options);
        CongestionReject =
            new AttachReject(EmmCause.Congestion, T3346: GprsTimer.FromSeconds(options.T3346Seconds));
        T3412 = GprsTimer.FromSeconds(options.T3412Seconds);
        _addresses = new PdnAddressPool(options.AddressPool);
        _nextMTmsi = options.MTmsiFirst ?? 0;
        _mTmsis = options.MTmsiFirst is null ? node.Simulation.Random($"{node.Id}/m-tmsi") : null;
        node.Observe(this);
    }

    /// <summary>Handling one message, without the cryptography in it.</summary>
    public static Operation Step { get; } = new("mme.step", "Handle one S1AP, NAS or S6a message in the MME.");

    /// <summary>The home networks' subscriber servers.</summary>
    public IHomeSubscriberServer Hss { get; set; } = null!;

    /// <summary>Subscribers that it knows, registered or not.</summary>
    public int ContextCount => Contexts.Count;

    /// <summary>Logical S1 connections, those being released included.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Attaches that run.</summary>
    public int AttachCount { get; private set; }

    internal Node Node { get; }

    internal Processor Processor { get; }

    internal MmeOptions Options { get; }

    internal MmeMeasures Measures { get; }

    internal MmeCosts Costs { get; }

    internal MmeLabels Labels { get; }

    internal UeContextTable Contexts { get; private set; }

    internal TaiList TaiList { get; }

    internal GprsTimer T3412 { get; }

    /// <summary>ATTACH REJECT with congestion and T3346 (TS 24.301 §5.5.1.2.5).</summary>
    internal AttachReject CongestionReject { get; }

    /// <summary>Room for a NAS message without its protection.</summary>
    internal byte[] PlainBuffer { get; } = new byte[NasSizeMax];

    /// <summary>Room for a NAS message with its protection.</summary>
    internal byte[] ProtectedBuffer { get; } = new byte[NasSizeMax];

    /// <summary>Room for an S1AP message.</summary>
    internal byte[] SendBuffer { get; } = new byte[2 * NasSizeMax];

    /// <summary>True if a new attach is rejected unread (TS 24.301 §5.3.9).</summary>
    internal bool IsCongested => Options.Congestion is { } limit && Processor.QueueCount > limit;

    /// <summary>What an MME may execute: a device profile must have all of it.</summary>
    /// <param name="options">Its configuration.</param>
    public static IReadOnlyList<Operation> OperationsOf(MmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MmeCosts.Of(options);
    }

    /// <summary>Opens SCTP port 36412 and serves the eNBs that connect to it.</summary>
    public void Start()
    {
        Invariant.Require(Hss is not null, "an MME has home subscriber servers to ask");
        Node.Start(Accept(SctpStack.Of(Node).Open(S1apConstants.Port, Options.Sctp)));
    }

    /// <summary>Detaches a registered subscriber (TS 24.301 §5.5.2.3); one who is idle is not told.</summary>
    /// <param name="imsi">The subscriber.</param>
    /// <returns>False if it is not registered, or another procedure runs for it.</returns>
    public bool TryDetach(Imsi imsi)
    {
        bool mayStart = Contexts.Find(imsi) is { IsRegistered: true } found && found.Connection?.Link is null;
        if (mayStart)
        {
            StartDetach(Contexts.Find(imsi)!, isWithdrawn: false, default);
        }

        return mayStart;
    }

    /// <inheritdoc/>
    public void CancelLocation(Imsi imsi, CancellationType type, in MeasurementTag tag)
    {
        if (Contexts.Find(imsi) is not { } context)
        {
            return; // the answer is the same (TS 29.272 §5.2.1.2.3)
        }

        if (context.Owner is { HasUpdatedLocation: false })
        {
            context.Subscription = null; // meant is the location of before, not the one about to be updated
        }
        else if (type == CancellationType.SubscriptionWithdrawal && context.Connection?.Link is null)
        {
            StartDetach(context, isWithdrawn: true, tag);
        }
        else
        {
            DropSubscriber(context, tag);
        }
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        for (; AttachCount > 0; AttachCount--)
        {
            Measures.Attached.Count(MmeOutcome.Crashed);
        }

        Contexts = new UeContextTable(Options.ContextsMax);
        _addresses = new PdnAddressPool(Options.AddressPool);
        _connections.Clear();
        _attaches.Clear();
        _enbs.Clear();
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    internal SimTime TimeOf(MmeTimer timer) => timer switch
    {
        MmeTimer.T3422 => Options.T3422,
        MmeTimer.T3450 => Options.T3450,
        MmeTimer.T3460 => Options.T3460,
        _ => Options.T3470,
    };

    /// <summary>True if the processor has executed what a message costs; one that it refuses is dropped.</summary>
    internal bool IsExecuted(in Execution execution)
    {
        if (!execution.IsDone)
        {
            Measures.Refused.Count(MmeRefusal.ProcessorFull);
        }

        return execution.IsDone;
    }

    /// <summary>What the first message of a UE costs: its MAC is checked with the algorithm wanted most.</summary>
    internal Work CostOfFirst(ReadOnlySpan<byte> nas)
    {
        bool isProtected = !nas.IsEmpty && nas[0] >> 4 != (int)SecurityHeaderType.Plain;
        return isProtected ? Costs.AndCheck(Costs.Step, Options.Integrity[0], nas.Length) : Costs.Step;
    }

    internal S1Arrival Rent() => _arrivals.TryPop(out S1Arrival? arrival) ? arrival : new S1Arrival(this);

    internal void Return(S1Arrival arrival) => _arrivals.Push(arrival);

    /// <summary>A message has been handled, or is refused.</summary>
    internal void Finish(Packet packet, MmeRefusal? refusal)
    {
        if (refusal is { } reason)
        {
            Measures.Refused.Count(reason);
            Node.Drop(packet, DropReason.Role);
        }
        else
        {
            packet.Release();
        }
    }

    /// <summary>The logical connection of an MME UE S1AP ID, or null.</summary>
    internal UeConnection? Find(MmeUeS1apId id) =>
        _connections.TryGetValue(id.Value, out UeConnection? found) ? found : null;

    /// <summary>The subscriber of one of our GUTIs, or null.</summary>
    internal UeContext? Find(EpsMobileIdentity identity) =>
        identity.Guti is { } guti && guti.Plmn == Options.Plmn && guti.MmeGroup == Options.GroupId
            && guti.MmeCode == Options.Code
            ? Contexts.Find(guti.MTmsi)
            : null;

    /// <summary>A new logical connection; null if there are too many.</summary>
    internal UeConnection? Connect(S1Connection enb, EnbUeS1apId enbId)
    {
        if (_connections.Count >= Options.ConnectionsMax)
        {
            return null;
        }

        do
        {
            _lastConnection = unchecked(_lastConnection + 1);
        }
        while (_connections.ContainsKey(_lastConnection));
        var connection = new UeConnection(this, enb, _lastConnection, enbId);
        _connections.Add(_lastConnection, connection);
        enb.Add(connection);
        return connection;
    }

    /// <summary>A logical connection is gone, and the eNB need not be told.</summary>
    internal void Drop(UeConnection connection, MmeOutcome reason)
    {
        if (!connection.IsGone)
        {
            connection.Part(reason);
            connection.IsGone = true;
            connection.Enb.Remove(connection);
            _connections.Remove(connection.Id.Value);
        }
    }

    /// <summary>The association of an eNB is gone.</summary>
    internal void Forget(S1Connection enb)
    {
        if (enb.EnbId is { } id && _enbs.GetValueOrDefault(id) == enb)
        {
            _enbs[id] = null;
        }
    }

    /// <summary>An eNB has set up S1.</summary>
    /// <returns>True if it had an association before this one.</returns>
    internal bool Register(S1Connection enb, GlobalEnbId id)
    {
        bool isKnown = _enbs.TryGetValue(id, out S1Connection? before);
        if (!isKnown && _enbs.Count >= EnbMax)
        {
            return false;
        }

        _enbs[id] = enb;
        if (before is not null && before != enb)
        {
            before.DropAll();
            before.Abandon();
        }

        return isKnown && before != enb;
    }

    /// <summary>Why an eNB cannot be served; null if it can (TS 36.413 §8.7.3.4).</summary>
    internal Cause? RefuseSetup(in S1SetupRequest request)
    {
        bool hasNetwork = false, hasArea = false;
        foreach (SupportedTa area in request.SupportedTas)
        {
            foreach (PlmnId plmn in area.BroadcastPlmns)
            {
                hasNetwork |= plmn == Options.Plmn;
                hasArea |= plmn == Options.Plmn && Serves(area.Tac);
            }
        }

        return hasArea ? null : hasNetwork ? CauseMisc.Unspecified : CauseMisc.UnknownPlmn;
    }

    internal S1SetupResponse SetupResponse(in S1SetupRequest request) =>
        new(new(new ServedGummei(new(Options.Plmn), new(Options.GroupId), new(Options.Code))), Options.RelativeCapacity)
        {
            MmeName = Options.Name,
            CriticalityDiagnostics = request.UnknownIes.IsEmpty
                ? null
                : ErrorReport.Notify(
                    new(PduType.InitiatingMessage, ProcedureCode.S1Setup, Criticality.Reject), request.UnknownIes),
        };

    /// <summary>
    /// UE -> MME  ATTACH REQUEST: a new attach, or the one that runs once more (TS 24.301 §5.5.1.2.7 d to f).
    /// </summary>
    internal void StartAttach(
        UeConnection connection,
        in AttachRequest request,
        ReadOnlySpan<byte> plain,
        UeContext? sender,
        in MeasurementTag tag)
    {
        MmeAttach? running = connection.Attach ?? _attaches.GetValueOrDefault(AttachKey.Of(request.Identity));
        if (running is not null && running.IsRepeatedBy(plain))
        {
            Measures.RepeatedAttaches.Add();
            running.Repeat(connection, tag);
            return;
        }

        running?.Link.Cancel(MmeOutcome.Superseded);
        connection.Link?.Cancel(MmeOutcome.Superseded);
        if (running is not null && running.Link.Connection != connection)
        {
            running.Link.Connection.Release(CauseRadioNetwork.RadioConnectionWithUeLost, tag);
        }

        connection.Pending = null;
        connection.HasRadioContext = false; // it is set up anew, with the keys of this attach
        MmeAttach attach = _freeAttaches.TryPop(out MmeAttach? free) ? free : new MmeAttach(this);
        attach.Begin(connection, request, plain, sender);
        connection.Attach = attach;
        connection.Link = attach.Link;
        _attaches[attach.Key] = attach;
        AttachCount++;
        Node.Start(attach.Run(tag));
    }

    /// <summary>An attach has ended.</summary>
    internal void Ended(MmeAttach attach, MmeOutcome outcome)
    {
        AttachCount--;
        Measures.Attached.Count(outcome);
        AttachKey key = attach.Key;
        if (_attaches.GetValueOrDefault(key) == attach)
        {
            _attaches.Remove(key);
        }

        UeConnection connection = attach.Link.Connection;
        if (connection.Attach == attach)
        {
            connection.Attach = null;
            connection.Link = null;
        }
    }

    /// <summary>An attach that has ended, and that nothing refers to, serves another UE.</summary>
    internal void Return(MmeAttach attach) => _freeAttaches.Push(attach);

    /// <summary>The context of a subscriber who has shown who it is; null if there is no room.</summary>
    internal UeContext? Claim(Imsi imsi)
    {
        UeContext? context = Contexts.FindOrAdd(imsi, out UeContext? forgotten);
        if (forgotten is not null)
        {
            Measures.Evicted.Add();
            Node.Start(Purge(forgotten.Imsi));
        }

        if (context is not null)
        {
            Contexts.Revive(context);
            FreeBearer(context); // §5.5.1.2.7 f: what there was of an earlier registration is deleted
            context.IsRegistered = false;
        }

        return context;
    }

    /// <summary>An M-TMSI that nobody has.</summary>
    internal uint DrawMTmsi()
    {
        uint mTmsi;
        do
        {
            mTmsi = _mTmsis is null
                ? _nextMTmsi++
                : (uint)(_mTmsis.NextBits() >> 32) | RandomMTmsiBits;
        }
        while (mTmsi == 0 || Contexts.Find(mTmsi) is not null);
        return mTmsi;
    }

    /// <summary>An address for a default bearer; 0 if there is none.</summary>
    internal uint TakeAddress() => _addresses.Take();

    /// <summary>A registered subscriber is no longer; its security context and GUTI are kept.</summary>
    internal void Deregister(UeContext context, MmeDetachment how)
    {
        if (context.IsRegistered)
        {
            Measures.Detached.Count(how);
        }

        Abandon(context);
    }

    /// <summary>A subscriber is not registered; without a GUTI there is no reason to keep it.</summary>
    internal void Abandon(UeContext context)
    {
        context.IsRegistered = false;
        FreeBearer(context);
        if (context.MTmsi == 0)
        {
            Forget(context);
        }
        else
        {
            Contexts.Retire(context);
        }
    }

    /// <summary>Forgets a subscriber.</summary>
    internal void Forget(UeContext context)
    {
        FreeBearer(context);
        context.IsRegistered = false;
        if (context.Connection is { } connection)
        {
            connection.Context = null;
            context.Connection = null;
        }

        if (Contexts.Find(context.Imsi) == context)
        {
            Contexts.Remove(context);
        }
    }

    private static TaiList MakeTaiList(MmeOptions options)
    {
        Span<Protocols.Nas.Tai> areas = stackalloc Protocols.Nas.Tai[options.TrackingAreas.Count];
        for (int index = 0; index < areas.Length; index++)
        {
            areas[index] = new(options.Plmn, options.TrackingAreas[index]);
        }

        return TaiList.Of(areas);
    }

    private bool Serves(ushort tac)
    {
        foreach (ushort served in Options.TrackingAreas)
        {
            if (served == tac)
            {
                return true;
            }
        }

        return false;
    }

    private async Process Accept(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpAssociation association = await endpoint.Accept();
            _ = Node.Start(new S1Connection(this, association).Read());
        }
    }

    private void StartDetach(UeContext context, bool isWithdrawn, in MeasurementTag tag)
    {
        if (context.Connection is { } connection)
        {
            var link = new NasLink(this);
            link.Open(connection);
            connection.Link = link;
            Node.Start(MmeDetach.ByNetwork(this, context, connection.Link, isWithdrawn, tag));
            return;
        }

        Deregister(context, MmeDetachment.Implicit);
        if (isWithdrawn)
        {
            Forget(context);
        }
    }

    // The subscriber is elsewhere: it is not told (TS 23.401 §5.3.2.1 step 9).
    private void DropSubscriber(UeContext context, in MeasurementTag tag)
    {
        if (context.IsRegistered)
        {
            Measures.Detached.Count(MmeDetachment.LocationCancelled);
        }

        if (context.Connection is { } connection)
        {
            connection.Release(CauseNas.NormalRelease, tag, MmeOutcome.LocationCancelled);
        }

        Forget(context);
    }

    private void FreeBearer(UeContext context)
    {
        _addresses.Return(context.Address);
        context.Address = 0;
    }

    private async Process Purge(Imsi imsi) => await Hss.Purge(imsi, default);
}
