using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enb;

/// <summary>
/// An eNB between hand-written UEs and MMEs: a UE puts records on its radio link and keeps what arrives, an MME answers
/// S1 SETUP and otherwise does what the test says.
/// </summary>
internal sealed class EnbFixture
{
    public static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");
    public static readonly Key256 Kenb = new(new UInt128(1, 2), new UInt128(3, 4));

    private static readonly MessageLabel TestLabel = new("NAS-EPS", "ATTACH REQUEST");
    private static readonly MessageLabel DownLabel = new("S1AP", "DownlinkNASTransport", "ATTACH ACCEPT");

    private readonly MetricRegistry _metrics;
    private readonly Node _enbNode;

    public EnbFixture(int ueCount = 1, int mmeCount = 1, EnbOptions? options = null, int queueMax = 100)
    {
        Simulation = new Simulation(1);
        Packets = new PacketPool(isStrict: true);
        Network = new Topology(Simulation, Packets);
        _metrics = new MetricRegistry(Simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(1_000)));
        Ues = [.. Enumerable.Range(0, ueCount).Select(index => new TestUe(Network.AddNode("ue", index)))];
        _enbNode = Network.AddNode("enb");
        _enbNode.Ip.AddAddress(IpAddress.Parse("10.2.0.1"));
        foreach (TestUe ue in Ues)
        {
            Link radio = Network.AddLink(
                "radio", ue.Node, _enbNode, LinkOptions.Of(SimTime.FromMilliseconds(10)), type: LinkType.ExportedPdu);
            ue.Attach(radio.First);
        }

        for (int index = 0; index < mmeCount; index++)
        {
            Node node = Network.AddNode("mme", index);
            node.Ip.AddAddress(IpAddress.FromV4(10, 3, 0, (byte)(index + 1)));
            Network.AddLink("s1", _enbNode, node, LinkOptions.Of(SimTime.FromMilliseconds(5)));
            Mmes.Add(new TestMme(node, (byte)index));
        }

        var costs = new CostTable(
        [
            new(EnbOperations.StepOperation.Name, new OperationCost { Fixed = SimTime.FromMilliseconds(1) }),
            new(Operations.KdfHmacSha256.Name, new OperationCost { Fixed = SimTime.FromMicroseconds(1) }),
        ]);
        Processor = _enbNode.AddProcessor("enb", new ProcessorOptions { QueueMax = queueMax }, costs);
        options ??= new EnbOptions { Id = 7, Plmn = Plmn };
        Measures = new EnbMeasures(_metrics, "enb/0");
        Enb = new Simulator.Entities.Enb(_enbNode, Processor, options, Measures);
        Enb.Start([.. Mmes.Select(mme => mme.Node.Ip.Addresses[0])]);
    }

    public Simulation Simulation { get; }

    public Topology Network { get; }

    public PacketPool Packets { get; }

    public Processor Processor { get; }

    public EnbMeasures Measures { get; }

    public Simulator.Entities.Enb Enb { get; }

    public Node EnbNode => _enbNode;

    public List<TestUe> Ues { get; }

    public List<TestMme> Mmes { get; } = [];

    public TestUe Ue => Ues[0];

    public TestMme Mme => Mmes[0];

    /// <summary>Runs until S1 is set up with every MME.</summary>
    public EnbFixture SetUp()
    {
        RunFor(100);
        return this;
    }

    public void RunFor(long milliseconds) =>
        Simulation.Run(Simulation.Now + SimTime.FromMilliseconds(milliseconds));

    public long Refused(EnbRefusal refusal) => Measures.Refused.CountOf(refusal);

    /// <summary>Every packet has an owner who lets go of it.</summary>
    public void CheckPackets()
    {
        foreach (TestMme mme in Mmes)
        {
            mme.ReleaseAll();
        }

        RunFor(2_500); // past a connection that is opened again
        Assert.That(Packets.LiveCount, Is.Zero, "packets that nobody has released");
    }

    /// <summary>A hand-written UE.</summary>
    internal sealed class TestUe(Node node) : IPacketReceiver
    {
        private NetworkInterface? _radio;

        public Node Node => node;

        /// <summary>What has arrived: label and octets.</summary>
        public List<(string Label, string Octets)> Received { get; } = [];

        public void Attach(NetworkInterface radio)
        {
            _radio = radio;
            radio.Receiver = this;
        }

        public void Receive(NetworkInterface from, Packet packet)
        {
            Received.Add((packet.Label.Text, Convert.ToHexStringLower(packet.Octets)));
            packet.Release();
        }

        /// <summary>UE -> eNB  octets for the MME.</summary>
        public void SendNas(string hex)
        {
            byte[] octets = Convert.FromHexString(hex);
            Packet packet = Radio.Frame(node, octets.Length, TestLabel, default);
            octets.CopyTo(packet.Change());
            _radio!.Send(packet);
        }

        /// <summary>UE -> eNB  RRCConnectionRequest.</summary>
        public void Request(bool hasSTmsi = false, ulong identity = 0) => _radio!.Send(
            Radio.Frame(
                node,
                new RrcConnectionRequest(hasSTmsi, identity, EstablishmentCause.MoSignalling),
                Radio.RequestLabel,
                default,
                Radio.UplinkRrcDissector));

        /// <summary>UE -> eNB  octets on the channel of RRC.</summary>
        public void SendRrc(string hex)
        {
            byte[] octets = Convert.FromHexString(hex);
            Packet packet = Radio.Frame(node, octets.Length, TestLabel, default, Radio.UplinkRrcDissector);
            octets.CopyTo(packet.Change());
            _radio!.Send(packet);
        }
    }

    /// <summary>A hand-written MME.</summary>
    internal sealed class TestMme
    {
        private readonly byte _code;

        public TestMme(Node node, byte code)
        {
            Node = node;
            _code = code;
            Open();
        }

        public Node Node { get; }

        public SctpAssociation? Association { get; private set; }

        /// <summary>How S1 SETUP is answered.</summary>
        public bool AcceptsSetup { get; set; } = true;

        public int Capacity { get; init; } = 255;

        /// <summary>What has arrived, S1 SETUP apart.</summary>
        public List<Packet> Received { get; } = [];

        public int SetupCount { get; private set; }

        public void Open() => Node.Start(Accept(SctpStack.Of(Node).Open(S1apConstants.Port)));

        public T Last<T>()
            where T : struct, IWireMessage<T>
        {
            Assert.That(Received, Is.Not.Empty, "the MME has received nothing");
            bool isRead = T.TryDecode(Received[^1].Octets, out T message, out DecodeError error);
            Assert.That(isRead, Is.True, $"{Received[^1].Label}: {error}");
            return message;
        }

        public void Send<T>(in T message, MessageLabel? label = null)
            where T : struct, IWireMessage
        {
            byte[] octets = new byte[message.EncodedSize];
            message.Encode(octets);
            Send(octets, label);
        }

        public void Send(byte[] octets, MessageLabel? label = null) => Assert.That(
            Association!.Send(1, SctpPpid.S1ap, octets, label ?? DownLabel), Is.EqualTo(SctpSendOutcome.Queued));

        public void ReleaseAll()
        {
            Received.ForEach(packet => packet.Release());
            Received.Clear();
        }

        private async Process Accept(SctpEndpoint endpoint)
        {
            while (true)
            {
                Association = await endpoint.Accept();
                await Read(Association);
            }
        }

        private async Process Read(SctpAssociation association)
        {
            while (true)
            {
                SctpIndication indication = await association.Receive();
                if (indication.IsEnded)
                {
                    return;
                }

                if (!indication.IsMessage)
                {
                    continue;
                }

                if (S1SetupRequest.TryDecode(indication.Payload.Octets, out S1SetupRequest request, out _))
                {
                    Answer(request);
                    indication.Payload.Release();
                }
                else
                {
                    Received.Add(indication.Payload);
                }
            }
        }

        private void Answer(in S1SetupRequest request)
        {
            SetupCount++;
            Assert.That(request.GlobalEnbId.Plmn, Is.EqualTo(Plmn));
            if (AcceptsSetup)
            {
                var gummei = new ServedGummei(
                    new SequenceOf<PlmnId>(Plmn), new SequenceOf<ushort>(0x8000), new SequenceOf<byte>(_code));
                Send(new S1SetupResponse(new SequenceOf<ServedGummei>(gummei), Capacity));
            }
            else
            {
                Send(new S1SetupFailure(CauseMisc.UnknownPlmn) { TimeToWait = TimeToWait.V2S });
            }
        }
    }
}
