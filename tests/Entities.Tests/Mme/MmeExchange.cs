using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// An MME at one end of a link, scripted eNBs at the other, over SCTP: a test is a process that sends and expects. The
/// pool is strict: a packet used after release, or never released, fails the test.
/// </summary>
internal sealed class MmeExchange
{
    public static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");

    public MmeExchange(
        MmeOptions? options = null, int queueMax = 100, SimTime? step = null, int cores = 1, SimTime? mac = null)
    {
        Simulation = new Simulation();
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        MmeNode = AddNode("mme", 1);
        Options = options ?? new MmeOptions();
        var metrics = new MetricRegistry(Simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(1_000_000)));
        Measures = new MmeMeasures(metrics, "mme");
        Processor = MmeNode.AddProcessor(
            "processor",
            new ProcessorOptions { QueueMax = queueMax, Cores = cores },
            Costs(step ?? SimTime.FromMicroseconds(10), mac ?? SimTime.FromMicroseconds(1)));
        Hss = new ScriptedHss(Simulation);
        Mme = new Mme(MmeNode, Processor, Options, Measures) { Hss = Hss };
        Enb = AddEnb(0);
        Mme.Start();
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public Node MmeNode { get; }

    public Processor Processor { get; }

    public MmeOptions Options { get; }

    public MmeMeasures Measures { get; }

    public ScriptedHss Hss { get; }

    public Mme Mme { get; }

    public ScriptedEnb Enb { get; }

    public static SimTime Seconds(long seconds) => SimTime.FromSeconds(seconds);

    public static SimTime Milliseconds(long milliseconds) => SimTime.FromMilliseconds(milliseconds);

    public long Refused(MmeRefusal reason) => Measures.Refused.CountOf(reason);

    public long Attached(MmeOutcome outcome) => Measures.Attached.CountOf(outcome);

    /// <summary>No message was refused but for these reasons, and each of them once.</summary>
    public void AssertRefused(params MmeRefusal[] reasons)
    {
        foreach (MmeRefusal reason in Enum.GetValues<MmeRefusal>())
        {
            int expected = Array.FindAll(reasons, each => each == reason).Length;
            Assert.That(Refused(reason), Is.EqualTo(expected), $"{reason}");
        }
    }

    /// <summary>Attaches ended in these ways, and in no other.</summary>
    public void AssertAttached(params MmeOutcome[] outcomes)
    {
        foreach (MmeOutcome outcome in Enum.GetValues<MmeOutcome>())
        {
            int expected = Array.FindAll(outcomes, each => each == outcome).Length;
            Assert.That(Attached(outcome), Is.EqualTo(expected), $"{outcome}");
        }
    }

    public ScriptedEnb AddEnb(int index)
    {
        Node node = AddNode("enb", (byte)(index + 2), index);
        Topology.AddLink("s1", node, MmeNode, LinkOptions.Of(Milliseconds(5)));
        return new ScriptedEnb(this, node, (uint)index + 1);
    }

    /// <summary>Runs a script to its end, and what it has started for a while; then no packet is left.</summary>
    public void Run(Func<Process> script)
    {
        Process running = script();
        Assert.That(Simulation.Run(until: running), "the script has come to its end");
        running.GetAwaiter().GetResult();
        Simulation.Run(Simulation.Now + Milliseconds(500));
        Assert.That(Topology.Packets.LiveCount, Is.Zero, "packets that nobody has released");
    }

    /// <summary>Runs a script that begins when the eNB has set up S1.</summary>
    public void RunSetUp(Func<ScriptedEnb, Process> script)
    {
        async Process Whole()
        {
            await Enb.SetUp();
            await script(Enb);
        }

        Run(Whole);
    }

    private static CostTable Costs(SimTime step, SimTime mac)
    {
        var costs = new List<KeyValuePair<string, OperationCost>>();
        foreach (Operation operation in MmeCostNames())
        {
            bool isStep = operation == Mme.Step;
            costs.Add(new(operation.Name, new OperationCost { Fixed = isStep ? step : mac }));
        }

        return new CostTable(costs);
    }

    private static IReadOnlyList<Operation> MmeCostNames() => Mme.OperationsOf(new MmeOptions
    {
        Integrity = [IntegrityAlgorithm.Eia1, IntegrityAlgorithm.Eia2, IntegrityAlgorithm.Eia3],
        Ciphering = [CipheringAlgorithm.Eea1, CipheringAlgorithm.Eea2, CipheringAlgorithm.Eea3],
    });

    private Node AddNode(string group, byte number, int index = 0)
    {
        Node node = Topology.AddNode(group, index);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, number));
        return node;
    }
}

/// <summary>What an eNB has received: octets, what the label said, stream, what is measured.</summary>
internal sealed record S1Received(byte[] Octets, string Label, ushort Stream, MeasurementTag Tag);

/// <summary>An eNB that does what the test says.</summary>
internal sealed class ScriptedEnb
{
    private readonly MmeExchange _exchange;
    private readonly Mailbox<S1Received> _inbox;
    private readonly uint _id;
    private uint _nextUe = 1;

    public ScriptedEnb(MmeExchange exchange, Node node, uint id)
    {
        _exchange = exchange;
        _id = id;
        Node = node;
        _inbox = new Mailbox<S1Received>(exchange.Simulation);
        Endpoint = SctpStack.Of(node).OpenEphemeral();
    }

    public Node Node { get; }

    public SctpEndpoint Endpoint { get; private set; }

    public SctpAssociation Association { get; private set; } = null!;

    public MmeExchange Exchange => _exchange;

    public Simulation Simulation => _exchange.Simulation;

    public GlobalEnbId GlobalId => new(MmeExchange.Plmn, EnbId.Macro(_id));

    public EutranCgi Cell => new(MmeExchange.Plmn, (_id << 8) | 1);

    public Tai Tai => new(MmeExchange.Plmn, 1);

    /// <summary>True once the association has ended.</summary>
    public bool IsEnded { get; private set; }

    public int PendingCount => _inbox.Count;

    /// <summary>Goes with what is sent from now on.</summary>
    public MeasurementTag NextTag { get; set; }

    public async Process Connect()
    {
        IsEnded = false;
        IpAddress mme = _exchange.MmeNode.Ip.Addresses[0];
        SctpConnectResult result = await Endpoint.Connect(mme, S1apConstants.Port);
        Assert.That(result.IsUp, "the MME takes the association");
        Association = result.Association!;
        Simulation.Start(Read(Association));
    }

    /// <summary>Connects once more from another port, and sets up S1.</summary>
    public async Process Reconnect()
    {
        Endpoint = SctpStack.Of(Node).OpenEphemeral();
        await SetUp();
    }

    public async Process SetUp()
    {
        await Connect();

        // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupResponse
        Send(SetupRequest());
        await Receive<S1SetupResponse>();
    }

    public S1SetupRequest SetupRequest(ushort tac = 1, PlmnId? plmn = null) => new(
        GlobalId,
        new(new SupportedTa(tac, new SequenceOf<PlmnId>(plmn ?? MmeExchange.Plmn))),
        PagingDrx.V128);

    public ScriptedUe AddUe(uint? number = null) => new(this, new EnbUeS1apId(number ?? _nextUe++));

    public void Send<T>(in T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        SendOctets(octets);
    }

    public void SendOctets(ReadOnlySpan<byte> octets, uint ppid = S1apConstants.PayloadProtocolId)
    {
        var label = new MessageLabel("S1AP", "scripted");
        SctpSendOutcome outcome = Association.Send(0, ppid, octets, label, NextTag);
        Assert.That(outcome, Is.EqualTo(SctpSendOutcome.Queued));
    }

    /// <summary>The next message, whatever it is.</summary>
    public async Process<S1Received> ReceiveAny()
    {
        Received<S1Received> received = await _inbox.Receive(MmeExchange.Seconds(60));
        Assert.That(received.HasItem, "a message from the MME within a minute");
        return received.Item;
    }

    /// <summary>The next message, if one comes within a time.</summary>
    public async Process<S1Received?> TryReceive(SimTime limit)
    {
        Received<S1Received> received = await _inbox.Receive(SimTime.Latest(limit, SimTime.Zero));
        return received.HasItem ? received.Item : null;
    }

    /// <summary>The next message, which is this one.</summary>
    public async Process<T> Receive<T>()
        where T : struct, IWireMessage<T>
    {
        S1Received received = await ReceiveAny();
        Assert.That(T.TryDecode(received.Octets, out T message, out DecodeError error), $"{received.Label}: {error}");
        return message;
    }

    /// <summary>Nothing comes for a while.</summary>
    public async Process ReceiveNothing(SimTime time)
    {
        Received<S1Received> received = await _inbox.Receive(time);
        Assert.That(received.TimedOut, $"nothing, but it was {received.Item?.Label}");
    }

    private async Process Read(SctpAssociation association)
    {
        while (true)
        {
            SctpIndication indication = await association.Receive();
            if (indication.IsEnded)
            {
                IsEnded = true;
                return;
            }

            if (indication.IsMessage)
            {
                Packet packet = indication.Payload;
                Assert.That(indication.Ppid, Is.EqualTo(S1apConstants.PayloadProtocolId));
                _inbox.Put(new(
                    packet.Octets.ToArray(), packet.Label.Text, indication.Stream, packet.Tag));
                packet.Release();
            }
        }
    }
}
