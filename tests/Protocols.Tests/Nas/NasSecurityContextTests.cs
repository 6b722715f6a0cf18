using System;
using System.Buffers.Binary;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>Protection between a UE and its MME (TS 24.301 §4.4.3, §5.4.3).</summary>
public sealed class NasSecurityContextTests
{
    private const SecurityHeaderType Ciphered = SecurityHeaderType.IntegrityCiphered;
    private static readonly IdentityRequest Question = new(IdentityType.Imeisv);

    /// <summary>The recorded exchange, bit for bit, written and read (vectors/eps_aka_flow.json).</summary>
    [TestCase(CipheringAlgorithm.Eea0, "EEA0", "security_mode_complete (sht=4, EEA0)", "(sht=2, EEA0)")]
    [TestCase(CipheringAlgorithm.Eea2, "EEA2", "security_mode_complete (sht=4, EEA2", "(sht=2, EEA2")]
    public void The_recorded_exchange_is_reproduced(
        CipheringAlgorithm ciphering, string name, string complete, string later)
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Recorded(ciphering);

        // MME -> UE  SECURITY MODE COMMAND
        var command = new SecurityModeCommand(
            ciphering,
            IntegrityAlgorithm.Eia2,
            new KeySetId(0),
            UeSecurityCapability.Replay(UeNetworkCapability.Of(0xF0, 0x70)),
            IsImeisvRequested: true);
        string octets = Protect(mme, SecurityHeaderType.IntegrityNewContext, command);
        Assert.That(octets, Is.EqualTo(NasCase.Recorded($"security_mode_command ({name}/EIA2")));
        Assert.That(Accept<SecurityModeCommand>(ue, octets), Is.EqualTo(command));

        // UE -> MME  SECURITY MODE COMPLETE
        octets = Protect(ue, SecurityHeaderType.IntegrityCipheredNewContext, default(SecurityModeComplete));
        Assert.That(octets, Is.EqualTo(NasCase.Recorded(complete)));
        Assert.That(Accept<SecurityModeComplete>(mme, octets), Is.EqualTo(default(SecurityModeComplete)));

        // MME -> UE  ATTACH ACCEPT
        var accept = new AttachAccept(
            EpsAttachResult.EpsOnly,
            new GprsTimer(0x49),
            TaiList.Of(new Tai(PlmnId.FromDigits("001", "01"), 1)),
            Octets.FromHex("5201c101090908696e7465726e657405010a2d0002"),
            new Guti(PlmnId.FromDigits("001", "01"), 0x8001, 1, 0xC0000001));
        octets = Protect(mme, Ciphered, accept);
        Assert.That(octets, Is.EqualTo(NasCase.Recorded("attach_accept " + later)));
        Assert.That(Accept<AttachAccept>(ue, octets), Is.EqualTo(accept));

        // UE -> MME  ATTACH COMPLETE
        var last = new AttachComplete(Octets.FromHex("5200c2"));
        octets = Protect(ue, Ciphered, last);
        Assert.That(octets, Is.EqualTo(NasCase.Recorded("attach_complete " + later)));
        Assert.That(Accept<AttachComplete>(mme, octets), Is.EqualTo(last));
    }

    /// <summary>200 messages of another encoder, COUNT 1 to 200: each is read,
    /// and written with the same octets.</summary>
    [Test]
    public void A_long_recorded_run_is_reproduced()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Recorded(CipheringAlgorithm.Eea2);
        Protect(ue, SecurityHeaderType.IntegrityCipheredNewContext, default(SecurityModeComplete));
        uint count = 0;
        foreach (string recorded in NasCase.Lines("eea2_attach_complete.txt"))
        {
            count++;
            AttachComplete complete = Accept<AttachComplete>(mme, recorded);
            Assert.That(complete.EsmContainer.ToString(), Is.EqualTo("5200c2"));
            Assert.That(mme.LastReceived, Is.EqualTo(new NasCount(count)));
            Assert.That(Protect(ue, Ciphered, complete), Is.EqualTo(recorded));
        }

        Assert.That(count, Is.EqualTo(200));
    }

    [Test]
    public void Both_ends_derive_the_base_station_key_from_the_same_count()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Recorded(CipheringAlgorithm.Eea0);
        Assert.That(ue.LastSent, Is.Null);
        Assert.That(mme.LastReceived, Is.Null);
        Accept<SecurityModeComplete>(
            mme, Protect(ue, SecurityHeaderType.IntegrityCipheredNewContext, default(SecurityModeComplete)));
        Assert.That(ue.LastSent, Is.EqualTo(mme.LastReceived));
        var kasme = Key256.Read(NasCase.Key("KASME"));
        Assert.That(
            EpsKeys.Kenb(kasme, ue.LastSent!.Value.Value), Is.EqualTo(Key256.Read(NasCase.Key("KeNB_ulcount0"))));
    }

    /// <summary>Octets 6.. are EEA of the message, the MAC is EIA of octets 5..: COUNT, bearer 0, direction.</summary>
    [Test]
    public void Every_pair_of_algorithms_protects(
        [Values(1, 2, 3)] int eia,
        [Values] CipheringAlgorithm ciphering,
        [Values] Direction sending,
        [Values(1, 2, 3, 4)] int type)
    {
        const uint Count = 0x00ABCD12;
        var integrity = (IntegrityAlgorithm)eia;
        var header = (SecurityHeaderType)type;
        var sender = new NasSecurityContext(default, sending, integrity, 11, ciphering, 22, new NasCount(Count));
        var receiver = new NasSecurityContext(
            default, Other(sending), integrity, 11, ciphering, 22, nextReceived: new NasCount(Count));
        byte[] octets = type switch
        {
            3 => NasCase.Octets(Protect(sender, header, NasCase.Read<SecurityModeCommand>("075d020002f070"))),
            4 => NasCase.Octets(Protect(sender, header, default(SecurityModeComplete))),
            _ => NasCase.Octets(Protect(sender, header, Question)),
        };

        byte[] expected = NasCase.Octets(type switch { 3 => "075d020002f070", 4 => "075e", _ => "075503" });
        if (type is 2 or 4)
        {
            Eea.Apply(ciphering, 22, Count, 0, sending, expected);
        }

        uint mac = Eia.Compute(integrity, 11, Count, 0, sending, [0x12, .. expected]);
        Assert.That(octets[0], Is.EqualTo((type << 4) | 7));
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(1)), Is.EqualTo(mac));
        Assert.That(octets[5], Is.EqualTo(0x12));
        Assert.That(octets[6..], Is.EqualTo(expected));
        Assert.That(receiver.TryUnprotect(octets, new byte[16], out int size, out _), Is.True);
        Assert.That(size, Is.EqualTo(expected.Length));
    }

    [Test]
    public void A_replayed_message_is_refused_and_the_next_one_accepted()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        string first = Protect(mme, Ciphered, Question), second = Protect(mme, Ciphered, Question);
        Accept<IdentityRequest>(ue, first);
        Refuse(ue, first, NasSecurityFault.Replayed);
        Accept<IdentityRequest>(ue, second);
        Refuse(ue, first, NasSecurityFault.Replayed);
        Refuse(ue, second, NasSecurityFault.Replayed);
    }

    /// <summary>§4.4.3.2 wants each COUNT at most once and says no more: a late one is lost.</summary>
    [Test]
    public void A_message_that_was_overtaken_is_refused()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        string first = Protect(mme, Ciphered, Question), second = Protect(mme, Ciphered, Question);
        Accept<IdentityRequest>(ue, second);
        Refuse(ue, first, NasSecurityFault.Replayed);
    }

    [Test]
    public void A_replay_older_than_one_wrap_is_refused_as_a_forgery()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair(start: 0x200);
        (NasSecurityContext _, NasSecurityContext before) = Pair(start: 0);
        Refuse(ue, Protect(before, Ciphered, Question), NasSecurityFault.WrongMac);
        Accept<IdentityRequest>(ue, Protect(mme, Ciphered, Question));
    }

    [Test]
    public void Every_flipped_bit_is_refused_and_leaves_no_trace()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        byte[] octets = NasCase.Octets(Protect(mme, Ciphered, Question));
        for (int bit = 0; bit < octets.Length * 8; bit++)
        {
            byte[] flipped = [.. octets];
            flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            byte[] plain = [0xA5, 0xA5, 0xA5];
            bool isAccepted = ue.TryUnprotect(flipped, plain, out int size, out NasSecurityFault fault);
            Assert.That(isAccepted, Is.False, $"bit {bit}");
            Assert.That(fault, Is.EqualTo(
                bit == 3 ? NasSecurityFault.WrongHeaderType // type 2 to 3: the MAC does not cover it
                : bit < 8 ? NasSecurityFault.NotProtected
                : NasSecurityFault.WrongMac));
            Assert.That(size, Is.Zero);
            Assert.That(ue.LastReceived, Is.Null);
        }

        Accept<IdentityRequest>(ue, Convert.ToHexStringLower(octets));
    }

    /// <summary>The MAC does not cover the security header type (§9.5): it must fit what is inside.</summary>
    [TestCase(SecurityHeaderType.IntegrityNewContext)]
    [TestCase(SecurityHeaderType.IntegrityCipheredNewContext)]
    public void A_header_for_another_message_is_refused(SecurityHeaderType type)
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        string octets = Protect(mme, type, Question);
        byte[] plain = [0xA5, 0xA5, 0xA5];
        Assert.That(ue.TryUnprotect(NasCase.Octets(octets), plain, out _, out NasSecurityFault fault), Is.False);
        Assert.That(fault, Is.EqualTo(NasSecurityFault.WrongHeaderType));
        Assert.That(plain, Is.EqualTo(new byte[3]));
        Assert.That(ue.LastReceived, Is.Null);
    }

    /// <summary>
    /// A limit of the standard, not of ours: who changes type 2 to 1 in flight makes the receiver take the ciphertext
    /// for the message. It is accepted, uses up its COUNT, and only its decoder can refuse it.
    /// </summary>
    [Test]
    public void A_ciphered_message_relabelled_as_plain_passes_the_code_and_fails_the_decoder()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        byte[] octets = NasCase.Octets(Protect(mme, Ciphered, Question)), plain = new byte[3];
        octets[0] = 0x17;
        Assert.That(ue.TryUnprotect(octets, plain, out _, out _), Is.True);
        Assert.That(plain, Is.EqualTo(octets[6..]));
        Assert.That(IdentityRequest.TryDecode(plain, out _, out _), Is.False);
        Assert.That(ue.LastReceived, Is.EqualTo(new NasCount(0)));
    }

    [TestCase("")]
    [TestCase("07")]
    [TestCase("075503")]
    [TestCase("17")]
    [TestCase("17000000000007")]
    [TestCase("0700000000000755")]
    [TestCase("5700000000000755")]
    [TestCase("c700000000000755")]
    [TestCase("1200000000000755")]
    public void What_is_not_protected_is_refused(string hex) => Refuse(Pair().Ue, hex, NasSecurityFault.NotProtected);

    [Test]
    public void A_message_sent_back_to_its_sender_is_refused()
    {
        (NasSecurityContext ue, NasSecurityContext _) = Pair();
        Refuse(ue, Protect(ue, Ciphered, Question), NasSecurityFault.WrongMac);
    }

    [TestCase(12, 22, IntegrityAlgorithm.Eia2)]
    [TestCase(11, 22, IntegrityAlgorithm.Eia1)]
    [TestCase(11, 22, IntegrityAlgorithm.Eia3)]
    public void Another_key_or_algorithm_is_refused(int integrityKey, int cipheringKey, IntegrityAlgorithm integrity)
    {
        (NasSecurityContext ue, NasSecurityContext _) = Pair();
        var mme = new NasSecurityContext(
            default,
            Direction.Downlink,
            integrity,
            (UInt128)integrityKey,
            CipheringAlgorithm.Eea2,
            (UInt128)cipheringKey);
        Refuse(ue, Protect(mme, Ciphered, Question), NasSecurityFault.WrongMac);
    }

    [Test]
    public void The_sequence_number_wraps_and_the_overflow_counter_follows_at_both_ends()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        for (uint count = 0; count < 600; count++)
        {
            string octets = Protect(mme, Ciphered, Question);
            Assert.That(octets.Substring(10, 2), Is.EqualTo($"{count % 256:x2}"));
            Accept<IdentityRequest>(ue, octets);
            Assert.That(ue.LastReceived, Is.EqualTo(new NasCount(count)));
        }
    }

    /// <summary>Up to 255 messages in a row may be lost; after more the estimated COUNT is wrong.</summary>
    [TestCase(0u, 0, true)]
    [TestCase(0u, 1, true)]
    [TestCase(0u, 255, true)]
    [TestCase(0u, 256, false)]
    [TestCase(0xFEu, 1, true)]
    [TestCase(0xFEu, 2, true)]
    [TestCase(0xFFu, 0, true)]
    [TestCase(0xFFu, 1, true)]
    [TestCase(0xFFu, 255, true)]
    [TestCase(0xFFu, 256, false)]
    [TestCase(0xFFFF00u, 255, true)]
    public void Lost_messages_are_bridged(uint start, int lost, bool isAccepted)
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair(start);
        for (int message = 0; message < lost; message++)
        {
            Protect(mme, Ciphered, Question);
        }

        string octets = Protect(mme, Ciphered, Question);
        if (isAccepted)
        {
            Accept<IdentityRequest>(ue, octets);
            Assert.That(ue.LastReceived, Is.EqualTo(new NasCount(start + (uint)lost)));
        }
        else
        {
            Refuse(ue, octets, NasSecurityFault.WrongMac);
        }
    }

    /// <summary>§4.4.3.5: the COUNT never wraps.</summary>
    [Test]
    public void The_last_count_is_used_once_and_then_nothing_is_sent_or_accepted()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair(NasCount.ValueMax);
        string last = Protect(mme, Ciphered, Question);
        Accept<IdentityRequest>(ue, last);
        byte[] buffer = new byte[16];
        Assert.That(mme.TryProtect(Ciphered, Question, buffer, out int size), Is.False);
        Assert.That(size, Is.Zero);
        Assert.That(buffer, Is.All.Zero);
        Assert.That(mme.LastSent, Is.EqualTo(new NasCount(NasCount.ValueMax)));
        Refuse(ue, last, NasSecurityFault.Replayed);
        Refuse(ue, Protect(Pair().Mme, Ciphered, Question), NasSecurityFault.CountExhausted);
    }

    [Test]
    public void Near_the_end_a_number_that_would_wrap_the_count_is_refused()
    {
        (NasSecurityContext ue, NasSecurityContext _) = Pair(0xFFFF80);
        Refuse(ue, Protect(Pair(0x000010).Mme, Ciphered, Question), NasSecurityFault.CountExhausted);
        Refuse(ue, Protect(Pair(0xFFFF10).Mme, Ciphered, Question), NasSecurityFault.Replayed);
        Accept<IdentityRequest>(ue, Protect(Pair(0xFFFF80).Mme, Ciphered, Question));
    }

    /// <summary>TS 33.401 annex B.0: the code of EIA0 is zero, and replays are not noticed.</summary>
    [Test]
    public void Null_integrity_writes_zero_and_accepts_replays()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Emergency();
        string octets = Protect(mme, SecurityHeaderType.Integrity, Question);
        Assert.That(octets, Is.EqualTo("17" + "00000000" + "00" + "075503"));
        Accept<IdentityRequest>(ue, octets);
        Accept<IdentityRequest>(ue, octets);
        Refuse(ue, "17" + "00000001" + "00" + "075503", NasSecurityFault.WrongMac);
    }

    [TestCase(false, CipheringAlgorithm.Eea0)]
    [TestCase(false, CipheringAlgorithm.Eea2)]
    [TestCase(true, CipheringAlgorithm.Eea2)]
    public void Null_integrity_is_only_for_emergencies_without_ciphering(
        bool isAllowed, CipheringAlgorithm ciphering) =>
        Assert.That(
            () => new NasSecurityContext(
                default, Direction.Uplink, IntegrityAlgorithm.Eia0, 0, ciphering, 0, isNullIntegrityAllowed: isAllowed),
            Throws.ArgumentException);

    [TestCase(4, 0)]
    [TestCase(7, 0)]
    [TestCase(-1, 0)]
    [TestCase(2, 4)]
    [TestCase(2, 7)]
    [TestCase(2, -1)]
    public void A_reserved_algorithm_makes_no_context(int integrity, int ciphering) => Assert.That(
        () => new NasSecurityContext(
            default, Direction.Uplink, (IntegrityAlgorithm)integrity, 0, (CipheringAlgorithm)ciphering, 0),
        Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(12)]
    public void A_header_type_that_protects_nothing_is_our_error(int type) => Assert.That(
        () => Pair().Mme.TryProtect((SecurityHeaderType)type, Question, new byte[16], out _),
        Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_buffer_too_small_is_our_error_and_uses_up_no_count()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        Assert.That(() => mme.TryProtect(Ciphered, Question, new byte[8], out _), Throws.InstanceOf<SystemException>());
        Assert.That(mme.LastSent, Is.Null);
        string octets = Protect(mme, Ciphered, Question);
        Assert.That(
            () => ue.TryUnprotect(NasCase.Octets(octets), new byte[2], out _, out _),
            Throws.InstanceOf<SystemException>());
        Assert.That(ue.LastReceived, Is.Null);
    }

    [Test]
    public void A_context_moved_to_another_node_goes_on_where_it_was()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        Accept<IdentityRequest>(ue, Protect(mme, Ciphered, Question));
        var moved = new NasSecurityContext(
            mme.Ksi, Direction.Downlink, mme.Integrity, 11, mme.Ciphering, 22, nextSent: new NasCount(1));
        Accept<IdentityRequest>(ue, Protect(moved, Ciphered, Question));
        Assert.That(ue.LastReceived, Is.EqualTo(new NasCount(1)));
    }

    [Test]
    public void Protecting_and_checking_allocate_nothing()
    {
        (NasSecurityContext ue, NasSecurityContext mme) = Pair();
        byte[] octets = new byte[16], plain = new byte[16];
        bool isAccepted = true;
        long before = 0;
        for (int round = 0; round < 110; round++)
        {
            before = round == 10 ? GC.GetAllocatedBytesForCurrentThread() : before; // the first rounds set things up
            isAccepted &= mme.TryProtect(Ciphered, Question, octets, out int size);
            isAccepted &= ue.TryUnprotect(octets.AsSpan(0, size), plain, out _, out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(isAccepted, Is.True);
    }

    [TestCase(0u, 0, 0)]
    [TestCase(0xFFu, 0, 255)]
    [TestCase(0x100u, 1, 0)]
    [TestCase(0xFFFFFFu, 0xFFFF, 255)]
    public void A_count_is_overflow_and_sequence_number(uint value, int overflow, int sequence)
    {
        var count = new NasCount(value);
        Assert.That(((int)count.Overflow, (int)count.Sequence), Is.EqualTo((overflow, sequence)));
    }

    [TestCase(0x1000000u)]
    [TestCase(uint.MaxValue)]
    public void A_count_has_24_bits(uint value) =>
        Assert.That(() => new NasCount(value), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static (NasSecurityContext Ue, NasSecurityContext Mme) Recorded(CipheringAlgorithm ciphering)
    {
        var kasme = Key256.Read(NasCase.Key("KASME"));
        var ksi = new KeySetId(0);
        return (
            NasSecurityContext.FromKasme(kasme, ksi, Direction.Uplink, IntegrityAlgorithm.Eia2, ciphering),
            NasSecurityContext.FromKasme(kasme, ksi, Direction.Downlink, IntegrityAlgorithm.Eia2, ciphering));
    }

    private static (NasSecurityContext Ue, NasSecurityContext Mme) Pair(uint start = 0)
    {
        var count = new NasCount(start);
        return (
            new(default, Direction.Uplink, IntegrityAlgorithm.Eia2, 11, CipheringAlgorithm.Eea2, 22, count, count),
            new(default, Direction.Downlink, IntegrityAlgorithm.Eia2, 11, CipheringAlgorithm.Eea2, 22, count, count));
    }

    private static (NasSecurityContext Ue, NasSecurityContext Mme) Emergency() =>
        (Emergency(Direction.Uplink), Emergency(Direction.Downlink));

    private static NasSecurityContext Emergency(Direction sending) =>
        new(default, sending, IntegrityAlgorithm.Eia0, 0, CipheringAlgorithm.Eea0, 0, isNullIntegrityAllowed: true);

    private static Direction Other(Direction direction) =>
        direction == Direction.Uplink ? Direction.Downlink : Direction.Uplink;

    private static string Protect<T>(NasSecurityContext sender, SecurityHeaderType type, T message)
        where T : struct, IWireMessage
    {
        byte[] buffer = new byte[NasSecurityContext.ProtectedSize(message.EncodedSize)];
        Array.Fill(buffer, (byte)0xA5);
        Assert.That(sender.TryProtect(type, message, buffer, out int size), Is.True);
        Assert.That(size, Is.EqualTo(buffer.Length));
        return Convert.ToHexStringLower(buffer);
    }

    private static T Accept<T>(NasSecurityContext receiver, string hex)
        where T : struct, IWireMessage<T>
    {
        byte[] plain = new byte[hex.Length / 2];
        bool isAccepted = receiver.TryUnprotect(NasCase.Octets(hex), plain, out int size, out NasSecurityFault fault);
        Assert.That(isAccepted, Is.True, fault.ToString());
        return NasCase.Read<T>(Convert.ToHexString(plain.AsSpan(0, size)));
    }

    private static void Refuse(NasSecurityContext receiver, string hex, NasSecurityFault expected)
    {
        NasCount? before = receiver.LastReceived;
        byte[] plain = new byte[64];
        bool isAccepted = receiver.TryUnprotect(NasCase.Octets(hex), plain, out int size, out NasSecurityFault fault);
        Assert.That(isAccepted, Is.False);
        Assert.That(fault, Is.EqualTo(expected));
        Assert.That(size, Is.Zero);
        Assert.That(plain, Is.All.Zero);
        Assert.That(receiver.LastReceived, Is.EqualTo(before));
    }
}
