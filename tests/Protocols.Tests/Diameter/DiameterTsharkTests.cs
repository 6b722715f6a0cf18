using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;
using Tests.Testing;

namespace Tests.Protocols.Diameter;

/// <summary>What we encode, read by tshark: on SCTP and TCP port 3868, request and answer paired,
/// every AVP known.</summary>
[TestFixture]
public sealed class DiameterTsharkTests
{
    private static readonly DiameterIdentity Mme = DiameterIdentity.Parse("mme.epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly DiameterIdentity Hss = DiameterIdentity.Parse("hss.epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly DiameterIdentity Realm = DiameterIdentity.Parse("epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly Imsi Subscriber = Imsi.Parse("001010000000017");
    private static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");

    private static readonly string[] Fields = ["diameter.answer_to", "diameter.avp.code", "diameter.User-Name"];
    private static readonly string[] Checks =
        ["ip.check_checksum:TRUE", "sctp.checksum:CRC-32C", "tcp.check_checksum:TRUE"];

    [Test]
    public void An_exchange_on_SCTP_is_named_paired_and_clean()
    {
        (bool FromMme, byte[] Octets, string Name)[] exchange = [.. Exchange()];
        var capture = new DiameterCapture();
        foreach ((bool fromMme, byte[] octets, _) in exchange)
        {
            capture.AddSctp(fromMme, octets);
        }

        IReadOnlyList<TsharkFrame> frames = Tshark.ReadCapture(capture.File(), exchange.Length, Checks, Fields);
        Check(exchange, frames);
    }

    [Test]
    public void The_same_exchange_on_TCP_is_named_paired_and_clean()
    {
        (bool FromMme, byte[] Octets, string Name)[] exchange = [.. Exchange()];
        var capture = new DiameterCapture();
        foreach ((bool fromMme, byte[] octets, _) in exchange)
        {
            capture.AddTcp(fromMme, octets);
        }

        IReadOnlyList<TsharkFrame> frames = Tshark.ReadCapture(capture.File(), exchange.Length + 3, Checks, Fields);
        Check(exchange, [.. frames.Skip(3)]);
    }

    [Test]
    public void Messages_written_by_hand_are_clean()
    {
        byte[][] messages = [.. DiameterDecoders.Pairs().Select(pair => DiameterVectors.Octets(pair.Vector))];
        Assert.That(BarePdus.ReadClean("diameter", messages), Has.Count.EqualTo(messages.Length));
    }

    [Test]
    public void Every_AVP_of_the_tables_is_in_tsharks_dictionary_under_its_name()
    {
        AvpDefinition[] definitions = S6aCommand.Dictionary.Definitions.ToArray();
        byte[][] messages = Array.ConvertAll(definitions, definition =>
        {
            byte flags = definition.Vendor == 0 ? (byte)0 : DiameterEdit.V;
            byte[] data = definition.Type switch
            {
                AvpType.Grouped => [],
                AvpType.OpaqueGroup => DiameterEdit.Avp(278, DiameterEdit.M, 1),
                _ => new byte[Math.Max(definition.SizeMin, 4)],
            };
            return new DiameterEdit("DWR")
                .Add(DiameterEdit.Avp(definition.Code, flags, data, definition.Vendor))
                .Build();
        });
        IReadOnlyList<TsharkFrame> frames = BarePdus.Read("diameter", messages, fields: ["diameter.avp.unknown"]);
        for (int index = 0; index < definitions.Length; index++)
        {
            Assert.That(frames[index].Complaint, Does.Not.Contain("Unknown AVP"), definitions[index].ToString());
            Assert.That(frames[index].Fields[0], Is.Empty, definitions[index].ToString());
        }
    }

    [Test]
    public void An_AVP_that_is_in_no_dictionary_is_complained_of()
    {
        byte[] octets = new DiameterEdit("DWR").Add(DiameterEdit.Avp(99_999, DiameterEdit.V, 1)).Build();
        Assert.That(BarePdus.Read("diameter", [octets])[0].Severity, Is.GreaterThanOrEqualTo(Tshark.Warning));
    }

    private static void Check((bool FromMme, byte[] Octets, string Name)[] exchange, IReadOnlyList<TsharkFrame> frames)
    {
        Assert.Multiple(() =>
        {
            for (int index = 0; index < exchange.Length; index++)
            {
                TsharkFrame frame = frames[index];
                bool isAnswer = (exchange[index].Octets[4] & 0x80) == 0;
                Assert.That(frame.Protocol, Is.EqualTo("DIAMETER"));
                Assert.That(frame.Info, Does.Contain(exchange[index].Name));
                Assert.That(frame.Severity, Is.LessThan(Tshark.Note), $"{frame.Info}: {frame.Complaint}");
                Assert.That(frame.Fields[0], isAnswer ? Is.Not.Empty : Is.Empty, frame.Info);
            }
        });
    }

    private static IEnumerable<(bool FromMme, byte[] Octets, string Name)> Exchange()
    {
        var capabilities = new PeerCapabilities(
            Mme,
            Realm,
            new(DiameterAddress.IPv4(0x0A140001), DiameterAddress.IPv6(((UInt128)0xFD00000000000000 << 64) | 0x140001)),
            VendorId.Tgpp,
            "simulator",
            1,
            new(VendorId.Tgpp),
            default,
            default,
            default,
            new(new VendorSpecificApplication(VendorId.Tgpp, DiameterApplication.S6a)),
            1);
        PeerCapabilities peer =
            capabilities with { OriginHost = Hss, HostAddresses = new(DiameterAddress.IPv4(0x0A140002)) };

        // MME -> HSS  CER;  HSS -> MME  CEA
        yield return Up(new CapabilitiesExchangeRequest(new(1, 1), capabilities), "Capabilities-Exchange Request");
        yield return Down(
            new CapabilitiesExchangeAnswer(new(1, 1), ResultCode.Success, peer), "Capabilities-Exchange Answer");

        // MME -> HSS  DWR;  HSS -> MME  DWA
        yield return Up(new DeviceWatchdogRequest(new(2, 2), Mme, Realm, 1), "Device-Watchdog Request");
        yield return Down(
            new DeviceWatchdogAnswer(new(2, 2), ResultCode.Success, Hss, Realm, 1), "Device-Watchdog Answer");

        // MME -> HSS  AIR with resynchronisation;  HSS -> MME  AIA with two vectors
        SessionRequest session = Session(3);
        Auts.TryRead(Convert.FromHexString("ba853f3c133b81e8d4025b8e6c4a"), out Auts auts);
        yield return Up(
            new AuthenticationInformationRequest(session, Subscriber, Plmn, new(2, 1, new Resynchronisation(1, auts))),
            "3GPP-Authentication-Information Request");
        yield return Down(
            new AuthenticationInformationAnswer(
                session.Answer(Hss, Realm, DiameterResult.Success),
                new(
                    new EutranVector(1, new(2, 8), new(3), new(4, 5), 1),
                    new EutranVector(6, new(7, 5), new(8), new(9, 10), 2))),
            "3GPP-Authentication-Information Answer");

        // MME -> HSS  ULR;  HSS -> MME  ULA with a subscription
        session = Session(4);
        yield return Up(
            new UpdateLocationRequest(
                session, Subscriber, RatType.Eutran, UlrFlags.S6aIndicator | UlrFlags.InitialAttachIndicator, Plmn),
            "3GPP-Update-Location Request");
        var qos = new EpsSubscribedQos(9, 8, PreemptionCapability.Disabled, PreemptionVulnerability.Enabled);
        var apn = new ApnConfiguration(1, SubscribedPdnType.IPv4, "internet", qos, new Ambr(1000, 2000));
        var subscription = new SubscriptionData(
            SubscriberStatus.ServiceGranted,
            Octets.FromHex("0010101000f0"),
            NetworkAccessMode.OnlyPacket,
            new Ambr(500_000_000, 1_000_000_000),
            new(1, ApnConfigurationsIncluded.All, new(apn, apn with { Context = 2, ServiceSelection = "ims" })));
        yield return Down(
            new UpdateLocationAnswer(
                session.Answer(Hss, Realm, DiameterResult.Success), UlaFlags.SeparationIndication, subscription),
            "3GPP-Update-Location Answer");

        // HSS -> MME  CLR;  MME -> HSS  CLA
        SessionRequest fromHss = Session(5) with { OriginHost = Hss, DestinationHost = Mme };
        yield return Down(
            new CancelLocationRequest(fromHss, Subscriber, CancellationType.MmeUpdateProcedure, ClrFlags.S6aIndicator),
            "3GPP-Cancel-Location Request");
        yield return Up(
            new CancelLocationAnswer(fromHss.Answer(Mme, Realm, DiameterResult.Success)),
            "3GPP-Cancel-Location Answer");

        // MME -> HSS  PUR;  HSS -> MME  PUA, the user is not known
        session = Session(6);
        yield return Up(new PurgeUeRequest(session, Subscriber, PurFlags.UePurgedInMme), "3GPP-Purge-UE Request");
        yield return Down(
            new PurgeUeAnswer(
                session.Answer(Hss, Realm, DiameterResult.Of(S6aResultCode.UserUnknown)), PuaFlags.FreezeMTmsi),
            "3GPP-Purge-UE Answer");

        // MME -> HSS  a PUR without Auth-Session-State;  HSS -> MME  answer-message with an example of what is missing
        byte[] wrong = new DiameterEdit("PUR").Remove(277).Build();
        PurgeUeRequest.TryDecode(wrong, out _, out DiameterFault fault);
        ErrorAnswer.TryMake(wrong, fault, Hss, Realm, out ErrorAnswer error);
        yield return (true, wrong, "3GPP-Purge-UE Request");
        yield return Down(error, "3GPP-Purge-UE Answer(321) flags=-PE-");

        // MME -> HSS  DPR;  HSS -> MME  DPA
        yield return Up(
            new DisconnectPeerRequest(new(7, 7), Mme, Realm, DisconnectCause.Rebooting), "Disconnect-Peer Request");
        yield return Down(
            new DisconnectPeerAnswer(new(7, 7), ResultCode.Success, Hss, Realm), "Disconnect-Peer Answer");
    }

    private static SessionRequest Session(uint number) =>
        new(new(number, number), SessionId.Create(Mme, 1_700_000_000, number), Mme, Realm, Hss, Realm);

    private static (bool FromMme, byte[] Octets, string Name) Up<T>(in T message, string name)
        where T : struct, IWireMessage => (true, DiameterVectors.Encode(message), name);

    private static (bool FromMme, byte[] Octets, string Name) Down<T>(in T message, string name)
        where T : struct, IWireMessage => (false, DiameterVectors.Encode(message), name);
}

/// <summary>A capture of raw IPv4 packets (link type 101) between an MME, 10.20.0.1,
/// and an HSS, 10.20.0.2 port 3868.</summary>
internal sealed class DiameterCapture
{
    private const int MmePort = 41_000, Ipv4Size = 20, TcpSize = 20, Sctp = 132, Tcp = 6;
    private const byte Syn = 0x02, Psh = 0x08, Ack = 0x10;

    private readonly List<byte> _file = [];
    private readonly uint[] _tsn = [1, 1];
    private readonly uint[] _sequence = [1000, 2000];
    private int _frame;

    internal DiameterCapture()
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 65_535);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], 101);
        _file.AddRange(header);
    }

    internal byte[] File() => [.. _file];

    /// <summary>One DATA chunk that holds the whole message (RFC 9260 §3.3.1).</summary>
    internal void AddSctp(bool fromMme, byte[] message)
    {
        int side = fromMme ? 0 : 1, chunk = 16 + message.Length;
        byte[] segment = new byte[12 + chunk]; // messages are multiples of four: no padding
        WritePorts(segment, fromMme);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), fromMme ? 0xABCD0001 : 0xABCD0002);
        segment[13] = 0x03; // beginning and end
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), (ushort)chunk);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(16), _tsn[side]);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(22), (ushort)(_tsn[side]++ - 1));
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(24), DiameterTransport.PayloadProtocol);
        message.CopyTo(segment, 28);
        BinaryPrimitives.WriteUInt32LittleEndian(segment.AsSpan(8), Crc32C(segment));
        AddPacket(fromMme, Sctp, segment);
    }

    /// <summary>One segment; before the first one the three of the handshake.</summary>
    internal void AddTcp(bool fromMme, byte[] message)
    {
        if (_frame == 0)
        {
            AddSegment(true, Syn, []);
            AddSegment(false, Syn | Ack, []);
            AddSegment(true, Ack, []);
        }

        AddSegment(fromMme, Psh | Ack, message);
    }

    private void AddSegment(bool fromMme, byte flags, byte[] data)
    {
        int side = fromMme ? 0 : 1;
        byte[] segment = new byte[TcpSize + data.Length];
        WritePorts(segment, fromMme);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), _sequence[side]);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(8), (flags & Ack) != 0 ? _sequence[1 - side] : 0);
        segment[12] = TcpSize / 4 << 4;
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 65_535);
        data.CopyTo(segment, TcpSize);
        _sequence[side] += (uint)data.Length + ((flags & Syn) != 0 ? 1u : 0u);
        byte[] pseudo =
        [
            .. Address(fromMme), .. Address(!fromMme), 0, Tcp,
            (byte)(segment.Length >> 8), (byte)(segment.Length & 0xFF), .. segment,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(16), Checksum(pseudo));
        AddPacket(fromMme, Tcp, segment);
    }

    private void AddPacket(bool fromMme, byte protocol, byte[] segment)
    {
        byte[] packet = new byte[Ipv4Size + segment.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = protocol;
        Address(fromMme).CopyTo(packet, 12);
        Address(!fromMme).CopyTo(packet, 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, Ipv4Size)));
        segment.CopyTo(packet, Ipv4Size);

        Span<byte> record = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(record, _frame++);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], packet.Length);
        _file.AddRange(record);
        _file.AddRange(packet);
    }

    private static byte[] Address(bool mme) => [10, 20, 0, mme ? (byte)1 : (byte)2];

    private static void WritePorts(Span<byte> segment, bool fromMme)
    {
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)(fromMme ? MmePort : DiameterTransport.Port));
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)(fromMme ? DiameterTransport.Port : MmePort));
    }

    private static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int index = 0; index < octets.Length; index++)
        {
            sum += index % 2 == 0 ? (uint)octets[index] << 8 : octets[index];
        }

        sum = (sum >> 16) + (sum & 0xFFFF);
        return (ushort)(~((sum >> 16) + sum) & 0xFFFF);
    }

    /// <summary>CRC-32C of a packet whose checksum field is zero (RFC 9260 appendix A).</summary>
    private static uint Crc32C(ReadOnlySpan<byte> octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
