using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Where a UE stands (TS 24.301 §5.1.3.2).</summary>
public enum UeState
{
    /// <summary>EMM-DEREGISTERED.</summary>
    Deregistered,

    /// <summary>EMM-REGISTERED-INITIATED: it attaches.</summary>
    RegisteredInitiated,

    /// <summary>EMM-REGISTERED.</summary>
    Registered,

    /// <summary>EMM-DEREGISTERED-INITIATED: it detaches.</summary>
    DeregisteredInitiated,
}

/// <summary>
/// A terminal with its card: attaches, authenticates, secures and detaches (TS 24.301 §5.4, §5.5). Only while it does
/// one of these it has a process and a port; an idle one is a few hundred octets.
/// </summary>
public sealed class Ue : IPacketReceiver, INodeObserver
{
    private NasPort? _port; // while the UE is busy
    private StrongBox<UeChallenge>? _challenge;
    private UeDetachTimer? _detachTimer;
    private bool _isConnected;
    private bool _isDetachWanted;
    private SimTime _releaseAt;
    private SimTime _idleAt;

    /// <summary>A terminal, deregistered.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="radio">Its interface to the eNB, whose receiver it becomes.</param>
    /// <param name="usim">Its card.</param>
    /// <param name="processor">What it computes on; the card has one of its own.</param>
    /// <param name="options">What its group has in common.</param>
    /// <param name="measures">What its group measures.</param>
    public Ue(
        Node node, NetworkInterface radio, Usim usim, Processor processor, UeOptions options, UeMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(radio);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(measures);
        Usim = usim;
        Node = node;
        Radio = radio;
        Processor = processor;
        Options = options;
        Measures = measures;
        Costs = measures.CostsOf(processor.Costs, options);
        radio.Receiver = this;
        node.Observe(this);
    }

    private enum Activity
    {
        None,
        Attach,
        Detach,
        Service,
    }

    /// <summary>Reading a message, deciding on it and answering, without its cryptography.</summary>
    public static Operation Step { get; } = new("ue.step", "Read one NAS message in the UE, decide, and answer.");

    /// <summary>Where it stands.</summary>
    public UeState State { get; internal set; }

    /// <summary>Its temporary identity, if it has one.</summary>
    public Guti? Guti { get; internal set; }

    /// <summary>True if it is up, deregistered and does nothing, and T3402 does not run: an attach may start.</summary>
    public bool IsIdle =>
        Node.IsUp && State == UeState.Deregistered && _port is null && Simulation.Now >= _idleAt;

    /// <summary>The procedure that its attaches are parts of; null if each is one of its own.</summary>
    public IAttachOwner? Owner { get; set; }

    internal Node Node { get; }

    internal NetworkInterface Radio { get; }

    internal Processor Processor { get; }

    internal UeOptions Options { get; }

    internal UeMeasures Measures { get; }

    internal UeCosts Costs { get; }

    internal Simulation Simulation => Node.Simulation;

    internal Usim Usim { get; }

    /// <summary>The current native context, if there is one (§4.4.2.1).</summary>
    internal NasSecurityContext? Context { get; private set; }

    /// <summary>KASME of the current context.</summary>
    internal Key256 Kasme { get; private set; }

    /// <summary>The last accepted challenge, until its keys are in use (§5.4.2.3).</summary>
    internal UeChallenge? Challenge => _challenge?.Value;

    /// <summary>Keys of the access stratum, while connected.</summary>
    internal UeAccessKeys? AccessKeys { get; private set; }

    /// <summary>True once messages are exchanged securely on this connection (§4.4.2.3).</summary>
    internal bool IsSecure { get; set; }

    /// <summary>True while there is an RRC connection.</summary>
    internal bool IsConnected => _isConnected && Simulation.Now < _releaseAt;

    /// <summary>Equipment identity and software version, made from the last digits of the IMSI (ours).</summary>
    internal Imeisv Imeisv => Imeisv.Parse($"3500000{EquipmentNumber}00");

    /// <summary>Equipment identity; the digit that is sent as zero is zero.</summary>
    internal Imei Imei => Imei.Parse($"3500000{EquipmentNumber}0");

    private string EquipmentNumber => (Usim.Imsi.Value % 10_000_000).ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>What a UE with these options may execute on its processor.</summary>
    /// <param name="options">What its group has in common.</param>
    public static IReadOnlyList<Operation> OperationsOf(UeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return UeCosts.OperationsOf(options.Capability);
    }

    /// <summary>Starts the attach procedure (§5.5.1.2); the UE must be idle.</summary>
    public void StartAttach()
    {
        Invariant.Require(IsIdle, "an attach starts at an idle UE");
        Start(Activity.Attach);
    }

    /// <summary>Starts the detach procedure (§5.5.2.2), after what the UE is doing; nothing if it is not registered.
    /// </summary>
    public void StartDetach()
    {
        if (State == UeState.Registered && _port is null)
        {
            Start(Activity.Detach);
        }
        else
        {
            _isDetachWanted = State == UeState.Registered;
        }
    }

    /// <inheritdoc/>
    public void Receive(NetworkInterface from, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        bool isRrc = packet.Dissector == Entities.Radio.RrcDissector;
        if (!isRrc && Options.Behaviour == UeBehaviour.Mute)
        {
            Refuse(packet, UeRefusal.Muted);
        }
        else if (_port is { } port)
        {
            port.Put(packet);
        }
        else if (isRrc)
        {
            TryRelease(packet);
        }
        else if (State == UeState.Registered && IsConnected)
        {
            Start(Activity.Service, packet);
        }
        else
        {
            Refuse(packet, UeRefusal.UnexpectedMessage);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        if (State != UeState.Deregistered)
        {
            ForgetContext(); // what is stored of it became invalid when the UE left this state (annex C)
        }

        _port = null; // its process is interrupted and closes it
        _idleAt = SimTime.Zero;
        EnterDeregistered();
        Release();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // the files of the USIM are there, and nothing else
    }

    /// <summary>A message that is not taken.</summary>
    internal void Refuse(Packet packet, UeRefusal refusal, DropReason reason = DropReason.Role)
    {
        Measures.Refused.Count(refusal);
        Node.Drop(packet, reason);
    }

    /// <summary>eNB -> UE  RRCConnectionRelease; other octets are not taken.</summary>
    internal bool TryRelease(Packet packet)
    {
        if (!RrcConnectionRelease.TryDecode(packet.Octets, out RrcConnectionRelease _, out DecodeError _))
        {
            Refuse(packet, UeRefusal.Malformed);
            return false;
        }

        packet.Release();
        Release();
        return true;
    }

    /// <summary>
    /// What the UE asks for a connection with: its S-TMSI, or a value that none other is likely to have (TS 36.331
    /// §5.3.3.3; ours: the last digits of its IMSI, since only the eNB looks at it).
    /// </summary>
    internal RrcConnectionRequest ConnectionRequest() => Guti is { } guti
        ? new(true, ((ulong)guti.MmeCode << 32) | guti.MTmsi, EstablishmentCause.MoSignalling)
        : new(false, Usim.Imsi.Value % (1UL << 40), EstablishmentCause.MoSignalling);

    /// <summary>The connection is there; nothing is secure on it yet.</summary>
    internal void Connect()
    {
        Release();
        _isConnected = true;
        _releaseAt = SimTime.Max;
    }

    /// <summary>The connection is gone, and what is bound to it.</summary>
    internal void Release()
    {
        _isConnected = false;
        IsSecure = false;
        ForgetChallenge();
        AccessKeys = null;
    }

    /// <summary>T3440 runs: then the UE lets go of the connection, if the network has not released it.</summary>
    internal void AwaitRelease() => _releaseAt = SimTime.Min(_releaseAt, Simulation.Now + Options.T3440);

    /// <summary>Takes a context into use (§5.4.3.3); the challenge that it came from is done with.</summary>
    internal void Use(NasSecurityContext context, Key256 kasme)
    {
        Context = context;
        Kasme = kasme;
        IsSecure = true;
        ForgetChallenge();
    }

    /// <summary>A challenge is answered: its keys wait for their use.</summary>
    internal void Remember(in UeChallenge challenge)
    {
        _challenge ??= Measures.RentChallenge();
        _challenge.Value = challenge;
    }

    /// <summary>The keys of the last challenge are in use, or no longer wanted.</summary>
    internal void ForgetChallenge()
    {
        if (_challenge is { } challenge)
        {
            _challenge = null;
            Measures.Return(challenge);
        }
    }

    /// <summary>The UE is registered (§5.5.1.2.4).</summary>
    internal void Register(Guti? guti, UeAccessKeys keys)
    {
        State = UeState.Registered;
        Guti = guti ?? Guti;
        AccessKeys = keys;
        if (Options.DetachAfter is { } time)
        {
            _detachTimer ??= new UeDetachTimer(this);
            _detachTimer.Start(time);
        }
    }

    /// <summary>The UE is deregistered and keeps identity and context.</summary>
    internal void EnterDeregistered()
    {
        State = UeState.Deregistered;
        ForgetChallenge();
        _isDetachWanted = false;
        _detachTimer?.Stop();
    }

    /// <summary>Identity and context are deleted (§5.5.1.2.5).</summary>
    internal void ForgetRegistration()
    {
        Guti = null;
        ForgetContext();
    }

    /// <summary>The UE does not attach for a time: T3402.</summary>
    internal void Bar(SimTime time) => _idleAt = Simulation.Now + time;

    /// <summary>A stream of the group, for what is drawn seldom.</summary>
    internal RandomStream Stream(string purpose) => Simulation.Random($"{Node.Group}/{purpose}");

    /// <summary>Who it says it is (§5.5.1.2.2).</summary>
    internal EpsMobileIdentity Identity =>
        Guti is { } guti ? EpsMobileIdentity.Of(guti) : EpsMobileIdentity.Of(Usim.Imsi);

    private void ForgetContext()
    {
        Context = null;
        Kasme = default;
        IsSecure = false;
    }

    private void Start(Activity activity, Packet? first = null)
    {
        NasPort port = Measures.RentPort(Simulation);
        port.Open(this);
        _port = port;
        if (first is not null)
        {
            port.Put(first);
        }

        Node.Start(Run(port, activity));
    }

    private async Process Run(NasPort port, Activity activity)
    {
        try
        {
            while (activity != Activity.None)
            {
                activity = activity switch
                {
                    Activity.Attach => await Attach(port),
                    Activity.Detach => await Detach(port),
                    _ => await Serve(port),
                };
            }
        }
        finally
        {
            port.Close();
            Measures.Return(port);
            _port = _port == port ? null : _port;
        }
    }

    private async Process<Activity> Attach(NasPort port)
    {
        SimTime startedAt = Simulation.Now;
        string outcome = AttachOutcome.NodeDown;
        port.Tag = Owner?.Begin() ?? Measures.Attach.Start();
        State = UeState.RegisteredInitiated;
        try
        {
            outcome = await port.Attach.Run();
            if (outcome != AttachOutcome.Success)
            {
                EnterDeregistered();
                AwaitRelease();
            }
        }
        finally
        {
            if (Owner is { } owner)
            {
                owner.Attached(outcome, port.Tag);
            }
            else
            {
                Measures.Attach.End(startedAt, outcome, port.Tag);
            }
        }

        return Next(port);
    }

    private async Process<Activity> Detach(NasPort port)
    {
        SimTime startedAt = Simulation.Now;
        string outcome = DetachOutcome.NodeDown;
        port.Tag = Measures.Detach.Start();
        State = UeState.DeregisteredInitiated;
        try
        {
            outcome = await new UeDetach(port).Run();
            EnterDeregistered();
            AwaitRelease();
        }
        finally
        {
            Measures.Detach.End(startedAt, outcome, port.Tag);
        }

        return Activity.None;
    }

    private async Process<Activity> Serve(NasPort port) =>
        await new UeService(port).Run() ? Activity.Attach : Next(port);

    private Activity Next(NasPort port) => State != UeState.Registered ? Activity.None
        : _isDetachWanted ? Activity.Detach
        : port.HasMessages ? Activity.Service
        : Activity.None;
}

/// <summary>The time after which a registered UE detaches by itself.</summary>
internal sealed class UeDetachTimer(Ue ue) : Handler
{
    private TimerHandle _timer;

    public void Start(SimTime time)
    {
        Stop();
        _timer = ue.Simulation.Schedule(time, this);
    }

    public void Stop() => ue.Simulation.Cancel(_timer);

    protected override void Fire() => ue.StartDetach();
}

/// <summary>Keys of the access stratum (TS 33.401 annex A.3, A.7).</summary>
internal sealed record UeAccessKeys(Key256 Kenb, UInt128 RrcIntegrity, UInt128 RrcEncryption, UInt128 UserPlane)
{
    /// <summary>Derivations that it takes to make them.</summary>
    public const int DerivationCount = 4;

    /// <summary>Keys for the algorithms of the NAS: which ones the eNB chooses is not encoded (ours).</summary>
    public static UeAccessKeys Derive(Key256 kasme, uint uplinkCount, NasSecurityContext context)
    {
        Key256 kenb = EpsKeys.Kenb(kasme, uplinkCount);
        (UInt128 rrcIntegrity, UInt128 rrcEncryption, UInt128 userPlane) =
            EpsKeys.AccessStratum(kenb, context.Integrity, context.Ciphering);
        return new(kenb, rrcIntegrity, rrcEncryption, userPlane);
    }
}
