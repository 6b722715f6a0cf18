using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// One UE on a real radio link, and at the other end a network that does what the script of a test says. Every message
/// crosses the link as octets; the pool finds every packet that is used after release, and every one that is left.
/// </summary>
internal sealed class UeNetwork : IPacketReceiver
{
    /// <summary>One way over the radio.</summary>
    public static readonly SimTime Delay = SimTime.FromMilliseconds(10);

    public static readonly Guti Guti = new(PlmnId.FromDigits("001", "01"), 0x8001, 1, 0xC0000001);

    // a microsecond an octet
    private static readonly Operation Other = new("test.other", "Something else.", perOctet: true);

    private static readonly SimTime Patience = SimTime.FromSeconds(7_200);

    private readonly Mailbox<Record> _inbox;
    private readonly Node _enb;
    private ulong _sqn;

    public UeNetwork(
        UeOptions? options = null,
        Subscriber? subscriber = null,
        ulong sqnLead = 0,
        SqnScheme? scheme = null,
        LinkOptions? up = null,
        LinkOptions? down = null,
        int queueMax = 10,
        int cardQueueMax = 10,
        SimTime cardTime = default,
        long seed = 1)
    {
        Simulation = new Simulation(seed);
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        Metrics = new MetricRegistry(Simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(1_000_000)));
        Options = options ?? new UeOptions { RrcSetup = SimTime.Zero };
        Subscriber = subscriber ?? Subscriber.Draw(Simulation, "001", "01", 1);
        Node = Topology.AddNode("ue");
        _enb = Topology.AddNode("enb");
        var delay = LinkOptions.Of(Delay);
        Link link = Topology.AddLink("radio", Node, _enb, up ?? delay, down ?? delay, LinkType.ExportedPdu);
        _inbox = new(Simulation);
        link.Second.Receiver = this;
        Processor = Node.AddProcessor(
            "processor", new ProcessorOptions { QueueMax = queueMax }, Free(Ue.OperationsOf(Options), Other));
        Card = Node.AddProcessor(
            "card",
            new ProcessorOptions { QueueMax = cardQueueMax },
            Costs([Operations.UsimAuthenticate], cardTime, 0.0));
        Usim = new Usim(Subscriber, Card, scheme ?? SqnScheme.NotTimeBased, sqnLead);
        Measures = new UeMeasures(
            Procedure("attach", AttachOutcome.All), Procedure("detach", DetachOutcome.All), Metrics, "ue");
        Ue = new Ue(Node, link.First, Usim, Processor, Options, Measures);
        Link = link;
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public MetricRegistry Metrics { get; }

    public UeOptions Options { get; }

    public Subscriber Subscriber { get; }

    public Node Node { get; }

    public Link Link { get; }

    public Processor Processor { get; }

    public Processor Card { get; }

    public Usim Usim { get; }

    public UeMeasures Measures { get; }

    public Ue Ue { get; }

    /// <summary>Requests for a connection that have come, in order.</summary>
    public List<RrcConnectionRequest> Requests { get; } = [];

    /// <summary>The network's end of the context; null until it has one.</summary>
    public NasSecurityContext? Context { get; set; }

    /// <summary>The last vector that was challenged with.</summary>
    public EpsAuthenticationVector Vector { get; private set; }

    /// <summary>KSI of the last challenge.</summary>
    public KeySetId Ksi { get; private set; } = new(0);

    /// <summary>The last record that was received, as it was on the link.</summary>
    public byte[] Octets { get; private set; } = [];

    /// <summary>How the last message was protected.</summary>
    public SecurityHeaderType Header { get; private set; }

    /// <summary>Fault comment of the last record.</summary>
    public string? Fault { get; private set; }

    /// <summary>When the last record arrived.</summary>
    public SimTime ReceivedAt { get; private set; }

    /// <summary>Octets of the last record that the network sent.</summary>
    public byte[] SentOctets { get; private set; } = [];

    /// <summary>Tag that the network puts on what it sends: that of the last record, as an MME does.</summary>
    public MeasurementTag Tag { get; private set; }

    public static ActivateDefaultBearerRequest Bearer { get; } = new(
        new EpsBearerId(5), 1, new EpsQos(9), AccessPointName.Parse("internet"), PdnAddress.OfIpv4(0x0A400001));

    public static SimTime Seconds(double seconds) => SimTime.FromSeconds(seconds);

    public static Octets Encode<T>(T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return new Octets(octets);
    }

    /// <summary>Operations that take no time, so that a test sees delays and timers alone.</summary>
    public static CostTable Free(IEnumerable<Operation> operations, params Operation[] timed) =>
        Costs(operations, SimTime.Zero, 0.0, timed);

    public static CostTable Costs(
        IEnumerable<Operation> operations, SimTime each, double picosecondsPerOctet, params Operation[] timed)
    {
        var costs = new List<KeyValuePair<string, OperationCost>>();
        foreach (Operation operation in timed)
        {
            costs.Add(new(operation.Name, new OperationCost { PicosecondsPerOctet = 1e6 }));
        }

        foreach (Operation operation in operations)
        {
            var cost = new OperationCost { Fixed = each, PicosecondsPerOctet = picosecondsPerOctet };
            costs.Add(new(operation.Name, cost));
        }

        return new CostTable(costs);
    }

    /// <summary>Starts an attach, plays the script to its end and lets everything come to rest.</summary>
    /// <param name="script">What the network does.</param>
    /// <param name="ignoresRest">True if messages that nobody expected do not matter.</param>
    public void Attach(Func<UeNetwork, Process> script, bool ignoresRest = false) =>
        Play(script, ignoresRest, attaches: true);

    /// <summary>Plays the script of a network to its end and lets everything come to rest.</summary>
    /// <param name="script">What the network does.</param>
    /// <param name="ignoresRest">True if messages that nobody expected do not matter.</param>
    /// <param name="attaches">True if the UE starts an attach.</param>
    public void Play(Func<UeNetwork, Process> script, bool ignoresRest = false, bool attaches = false)
    {
        bool isOver = false;
        Simulation.Start(Run());
        if (attaches)
        {
            Ue.StartAttach();
        }

        Simulation.Run();
        Assert.That(isOver, Is.True, "the script of the network has come to its end");
        bool isAnyLeft = _inbox.TryReceive(out Record? left);
        Forget();
        Assert.That(isAnyLeft && !ignoresRest, Is.False, () => $"nobody expected {left?.Label} at {left?.At}");
        Assert.That(Topology.Packets.LiveCount, Is.Zero, "packets that nobody released");

        async Process Run()
        {
            await script(this);
            isOver = true;
        }
    }

    /// <summary>What the UE has sent and nobody has looked at is forgotten.</summary>
    public void Forget() => _inbox.Clear();

    /// <summary>Somebody else uses the UE's processor for so long.</summary>
    public void Occupy(double seconds) =>
        Processor.Submit(Processor.Find(Other.Name), (int)(seconds * 1e6), new Nobody());

    public async Process Pause(double seconds) => await Simulation.Timeout(Seconds(seconds));

    /// <summary>The next message of the UE, which must be this one.</summary>
    public async Process<T> Expect<T>()
        where T : struct, IWireMessage<T>
    {
        string label = await Take();
        byte[] plain = Open(Octets);
        bool isRead = T.TryDecode(plain, out T message, out DecodeError error);
        Assert.That(isRead, Is.True, $"{label} instead of {typeof(T).Name}: {error}");
        return message;
    }

    /// <summary>The next record of the UE, whatever it is.</summary>
    public async Process<byte[]> ExpectAnything()
    {
        await Take();
        return Octets;
    }

    /// <summary>The UE sends nothing for so long.</summary>
    public async Process ExpectNothing(double seconds)
    {
        Received<Record> received = await _inbox.Receive(Seconds(seconds));
        Assert.That(received.TimedOut, Is.True, () => $"{received.Item.Label} at {received.Item.At}");
    }

    /// <summary>Sends a plain message.</summary>
    public void SendPlain<T>(T message)
        where T : struct, IWireMessage => SendOctets(Encode(message).Span);

    /// <summary>Sends a message that is protected and ciphered with the context of the network.</summary>
    public void Send<T>(T message, SecurityHeaderType header = SecurityHeaderType.IntegrityCiphered)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[NasSecurityContext.ProtectedSize(message.EncodedSize)];
        Assert.That(Context!.TryProtect(header, message, octets, out _), Is.True);
        SendOctets(octets);
    }

    /// <summary>Sends octets as they are.</summary>
    public void SendOctets(ReadOnlySpan<byte> octets)
    {
        SentOctets = octets.ToArray();
        Packet packet = Radio.Frame(_enb, octets.Length, NasLabels.Unreadable, Tag);
        octets.CopyTo(packet.Change());
        Link.Second.Send(packet);
    }

    /// <summary>eNB -> UE  RRCConnectionRelease.</summary>
    public void Release() => SendRrc(Encode(new RrcConnectionRelease(0, ReleaseCause.Other)).Span);

    public void SendRrc(ReadOnlySpan<byte> octets)
    {
        Packet packet = Topology.Packets.Rent(octets, Radio.ReleaseLabel);
        packet.Dissector = Radio.RrcDissector;
        Link.Second.Send(packet);
    }

    private ProcedureMeasure Procedure(string name, IReadOnlyList<string> outcomes) =>
        new(name, "A procedure.", "ue", outcomes, Simulation, Metrics);

    /// <summary>A fresh challenge of the home network, the next in sequence.</summary>
    public AuthenticationRequest Challenge(int ksi = 0, Amf? amf = null) => ChallengeAt(++_sqn, ksi, amf);

    /// <summary>A challenge with a chosen SEQ.</summary>
    public AuthenticationRequest ChallengeAt(ulong seq, int ksi = 0, Amf? amf = null, UInt128 wrongK = default)
    {
        var functions = new Milenage(Subscriber.K ^ wrongK, Subscriber.Opc);
        UInt128 rand = new(0xA5A5_0000, seq);
        var sqn = Sqn.FromParts(seq, (int)(seq % 32), 5);
        AuthenticationVector vector = Aka.CreateVector(ref functions, rand, sqn, amf ?? Amf.Eps);
        Span<byte> network = stackalloc byte[PlmnId.Size];
        Options.ServingPlmn.CopyTo(network);
        Vector = vector.ToEps(network);
        Ksi = new KeySetId(ksi);
        return new(Ksi, Vector.Rand, Vector.Autn);
    }

    /// <summary>The network makes a context from the last vector.</summary>
    public SecurityModeCommand Secure(
        CipheringAlgorithm ciphering = CipheringAlgorithm.Eea0, IntegrityAlgorithm integrity = IntegrityAlgorithm.Eia2)
    {
        Context = NasSecurityContext.FromKasme(Vector.Kasme, Ksi, Direction.Downlink, integrity, ciphering);
        return new(ciphering, integrity, Ksi, UeSecurityCapability.Replay(Options.Capability));
    }

    public AttachAccept Accept(Guti? guti = null, ActivateDefaultBearerRequest? bearer = null) => new(
        EpsAttachResult.EpsOnly,
        GprsTimer.FromSeconds(3_240),
        TaiList.Of([new Tai(Options.ServingPlmn, 1)]),
        Encode(bearer ?? Bearer),
        guti ?? Guti);

    /// <summary>Authentication and security mode control, as they go when all is well.</summary>
    public async Process AuthenticateAndSecure(
        CipheringAlgorithm ciphering = CipheringAlgorithm.Eea0, IntegrityAlgorithm integrity = IntegrityAlgorithm.Eia2)
    {
        // MME -> UE  AUTHENTICATION REQUEST;  UE -> MME  AUTHENTICATION RESPONSE
        SendPlain(Challenge());
        AuthenticationResponse response = await Expect<AuthenticationResponse>();
        Assert.That(response.Res, Is.EqualTo(Vector.Xres));

        // MME -> UE  SECURITY MODE COMMAND;  UE -> MME  SECURITY MODE COMPLETE
        Send(Secure(ciphering, integrity), SecurityHeaderType.IntegrityNewContext);
        await Expect<SecurityModeComplete>();
        Assert.That(Header, Is.EqualTo(SecurityHeaderType.IntegrityCipheredNewContext));
    }

    /// <summary>A whole attach as it goes when all is well, from the request on.</summary>
    public async Process AttachWell(CipheringAlgorithm ciphering = CipheringAlgorithm.Eea0)
    {
        await Expect<AttachRequest>();   // UE -> MME  ATTACH REQUEST
        await AuthenticateAndSecure(ciphering);
        Send(Accept());                  // MME -> UE  ATTACH ACCEPT
        await Expect<AttachComplete>();  // UE -> MME  ATTACH COMPLETE
    }

    /// <summary>A registered UE without a connection.</summary>
    public async Process AttachAndRelease()
    {
        await AttachWell();
        Release();
        await Simulation.Timeout(2 * Delay);
    }

    public long Outcomes(string outcome) => ValueOf($"attach.outcome.{outcome}");

    public long DetachOutcomes(string outcome) => ValueOf($"detach.outcome.{outcome}");

    public long Refusals(UeRefusal reason) => Measures.Refused.CountOf(reason);

    public long Events(UeEvent what) => Measures.Events.CountOf(what);

    void IPacketReceiver.Receive(NetworkInterface from, Packet packet)
    {
        if (packet.Dissector == Radio.UplinkRrcDissector)
        {
            Assert.That(
                RrcConnectionRequest.TryDecode(packet.Octets, out RrcConnectionRequest request, out _), Is.True);
            Requests.Add(request);
            packet.Release();
            return;
        }

        Assert.That(packet.Dissector, Is.EqualTo(Radio.NasDissector));
        Tag = packet.Tag;
        _inbox.Put(new Record(Simulation.Now, packet.Octets.ToArray(), packet.Label.Text, packet.Fault));
        packet.Release();
    }

    private async Process<string> Take()
    {
        Received<Record> received = await _inbox.Receive(Patience);
        Assert.That(received.HasItem, Is.True, "the UE sends something");
        (ReceivedAt, Octets, string label, Fault) = received.Item;
        return label;
    }

    private long ValueOf(string name)
    {
        foreach (MetricValue value in Metrics.Values())
        {
            if (value.Metric == name)
            {
                return (long)value.Value;
            }
        }

        throw new AssertionException($"nobody measures {name}");
    }

    // the network believes what is plain, and what its context opens
    private byte[] Open(byte[] octets)
    {
        Assert.That(NasHeader.TryDecode(octets, out NasHeader header, out _), Is.True);
        Header = header.Security;
        if (header.Security == SecurityHeaderType.Plain)
        {
            return octets;
        }

        byte[] plain = new byte[octets.Length];
        bool isOpen = Context!.TryUnprotect(octets, plain, out int size, out NasSecurityFault fault);
        Assert.That(isOpen, Is.True, fault.ToString());
        return plain[..size];
    }

    private sealed class Nobody : IExecutionReceiver
    {
        public void Executed(Packet? packet, in Execution execution)
        {
            // nobody waits for it
        }
    }

    private sealed record Record(SimTime At, byte[] Octets, string Label, string? Fault);
}
