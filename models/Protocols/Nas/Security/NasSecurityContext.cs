using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>
/// One end's EPS NAS security context: keys, algorithms and both NAS COUNTs (TS 24.301 §4.4.2, §4.4.3). A received
/// message changes it only after every check has passed.
/// </summary>
public sealed class NasSecurityContext
{
    // octet of a protected message   0        1..4   5     6..
    //                                SHT|PD   MAC    SEQ   message
    //                                         MAC = EIA(KNASint, COUNT, bearer 0, direction, octets 5..)
    //                                types 2 and 4: octets 6.. = EEA(KNASenc, COUNT, bearer 0, direction, message)
    private const int NasBearer = 0; // TS 33.401 §8.1.1, §8.2
    private const int HeaderTypeMax = (int)SecurityHeaderType.IntegrityCipheredNewContext;
    private readonly UInt128 _integrityKey;
    private readonly UInt128 _cipheringKey;
    private readonly Direction _sending;
    private uint _nextSent; // may be one more than the last COUNT: nothing can be sent any more
    private uint _nextReceived;

    /// <summary>A context from its keys; COUNTs start at zero unless it is taken over from another node.</summary>
    /// <param name="ksi">The key set's name.</param>
    /// <param name="sending">Uplink at the UE, downlink at the MME.</param>
    /// <param name="integrity">Integrity algorithm, EIA0 to EIA3.</param>
    /// <param name="integrityKey">KNASint.</param>
    /// <param name="ciphering">Ciphering algorithm, EEA0 to EEA3.</param>
    /// <param name="cipheringKey">KNASenc.</param>
    /// <param name="nextSent">COUNT of the next message sent.</param>
    /// <param name="nextReceived">The lowest COUNT that may be received.</param>
    /// <param name="isNullIntegrityAllowed">
    /// True only for an emergency attach without authentication: without it EIA0 is our error, and with EIA0 goes EEA0
    /// (TS 33.401 §5.1.4.1, §15.1).
    /// </param>
    public NasSecurityContext(
        KeySetId ksi,
        Direction sending,
        IntegrityAlgorithm integrity,
        UInt128 integrityKey,
        CipheringAlgorithm ciphering,
        UInt128 cipheringKey,
        NasCount nextSent = default,
        NasCount nextReceived = default,
        bool isNullIntegrityAllowed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative((int)integrity, nameof(integrity));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)integrity, (int)IntegrityAlgorithm.Eia3, nameof(integrity));
        ArgumentOutOfRangeException.ThrowIfNegative((int)ciphering, nameof(ciphering));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)ciphering, (int)CipheringAlgorithm.Eea3, nameof(ciphering));
        if (integrity == IntegrityAlgorithm.Eia0 && (!isNullIntegrityAllowed || ciphering != CipheringAlgorithm.Eea0))
        {
            throw new ArgumentException("EIA0 is for unauthenticated emergency calls, with EEA0", nameof(integrity));
        }

        Ksi = ksi;
        Integrity = integrity;
        Ciphering = ciphering;
        _sending = sending;
        _integrityKey = integrityKey;
        _cipheringKey = cipheringKey;
        _nextSent = nextSent.Value;
        _nextReceived = nextReceived.Value;
    }

    /// <summary>The key set's name.</summary>
    public KeySetId Ksi { get; }

    /// <summary>Integrity algorithm.</summary>
    public IntegrityAlgorithm Integrity { get; }

    /// <summary>Ciphering algorithm.</summary>
    public CipheringAlgorithm Ciphering { get; }

    /// <summary>COUNT of the last message sent: at the UE the one for KeNB (TS 33.401 §7.2.6.2).</summary>
    public NasCount? LastSent => _nextSent == 0 ? null : new(_nextSent - 1);

    /// <summary>COUNT of the last message accepted: at the MME the one for KeNB.</summary>
    public NasCount? LastReceived => _nextReceived == 0 ? null : new(_nextReceived - 1);

    private Direction Receiving => _sending == Direction.Uplink ? Direction.Downlink : Direction.Uplink;

    /// <summary>A new context, with the keys that KASME gives for these algorithms (TS 33.401 annex A.7).</summary>
    /// <param name="kasme">KASME, of the authentication that named the key set.</param>
    /// <param name="ksi">The key set's name.</param>
    /// <param name="sending">Uplink at the UE, downlink at the MME.</param>
    /// <param name="integrity">Integrity algorithm, EIA1 to EIA3.</param>
    /// <param name="ciphering">Ciphering algorithm, EEA0 to EEA3.</param>
    public static NasSecurityContext FromKasme(
        Key256 kasme, KeySetId ksi, Direction sending, IntegrityAlgorithm integrity, CipheringAlgorithm ciphering)
    {
        (UInt128 integrityKey, UInt128 cipheringKey) = EpsKeys.Nas(kasme, integrity, ciphering);
        return new(ksi, sending, integrity, integrityKey, ciphering, cipheringKey);
    }

    /// <summary>Octets of a message inside its protection.</summary>
    /// <param name="messageSize">Octets of the plain message.</param>
    public static int ProtectedSize(int messageSize) => SecurityProtectedMessage.MessageOffset + messageSize;

    /// <summary>Encodes a message and protects it; the COUNT goes up by one.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="type">Types 1 to 4; 2 and 4 are ciphered.</param>
    /// <param name="message">The plain message.</param>
    /// <param name="destination">At least <see cref="ProtectedSize"/> octets.</param>
    /// <param name="size">Octets written.</param>
    /// <returns>False if the COUNT is used up and a new context is needed (§4.4.3.5).</returns>
    public bool TryProtect<T>(SecurityHeaderType type, T message, Span<byte> destination, out int size)
        where T : struct, IWireMessage
    {
        ArgumentOutOfRangeException.ThrowIfZero((int)type, nameof(type));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)type, HeaderTypeMax, nameof(type));
        size = 0;
        if (_nextSent > NasCount.ValueMax)
        {
            return false;
        }

        var count = new NasCount(_nextSent);
        size = ProtectedSize(message.Encode(destination[SecurityProtectedMessage.MessageOffset..]));
        Span<byte> octets = destination[..size];
        Cipher(type, count, _sending, octets[SecurityProtectedMessage.MessageOffset..]);
        octets[SecurityProtectedMessage.SequenceOffset] = count.Sequence; // the MAC covers it
        uint mac = Mac(count, _sending, octets);
        SecurityProtectedMessage.WriteHeader(octets, type, mac, count.Sequence);
        _nextSent++;
        return true;
    }

    /// <summary>Checks a received message and deciphers it. Refused, it leaves no trace behind.</summary>
    /// <param name="source">The protected message.</param>
    /// <param name="plain">At least as many octets as the message inside; may not overlap the source.</param>
    /// <param name="size">Octets of the plain message.</param>
    /// <param name="fault">Why it is refused.</param>
    public bool TryUnprotect(ReadOnlySpan<byte> source, Span<byte> plain, out int size, out NasSecurityFault fault)
    {
        size = 0;
        fault = Authenticate(source, out NasCount count);
        if (fault != NasSecurityFault.None)
        {
            return false;
        }

        var type = (SecurityHeaderType)(source[0] >> 4);
        Span<byte> message = plain[..(source.Length - SecurityProtectedMessage.MessageOffset)];
        source[SecurityProtectedMessage.MessageOffset..].CopyTo(message);
        Cipher(type, count, Receiving, message); // the key stream once more takes it away
        if (!IsRightType(type, message))
        {
            message.Clear();
            fault = NasSecurityFault.WrongHeaderType;
            return false;
        }

        size = message.Length;
        _nextReceived = count.Value + 1;
        return true;
    }

    private static bool IsRightType(SecurityHeaderType type, ReadOnlySpan<byte> message) => type switch
    {
        SecurityHeaderType.IntegrityNewContext => message[1] == (int)EmmMessageType.SecurityModeCommand,
        SecurityHeaderType.IntegrityCipheredNewContext => message[1] == (int)EmmMessageType.SecurityModeComplete,
        _ => true,
    };

    private static bool IsCiphered(SecurityHeaderType type) =>
        type is SecurityHeaderType.IntegrityCiphered or SecurityHeaderType.IntegrityCipheredNewContext;

    private NasSecurityFault Authenticate(ReadOnlySpan<byte> source, out NasCount count)
    {
        count = default;
        if (!SecurityProtectedMessage.Check(source).IsNone)
        {
            return NasSecurityFault.NotProtected;
        }

        byte sequence = source[SecurityProtectedMessage.SequenceOffset];
        bool hasEstimate = NasCount.TryEstimate(_nextReceived, sequence, out count);
        if (hasEstimate && IsMacOf(count, source))
        {
            return NasSecurityFault.None;
        }

        // refused in any case: whether it was sent before only gives the refusal its name
        NasCount? used = hasEstimate ? count.OneWrapBefore : new NasCount((NasCount.ValueMax & ~0xFFU) | sequence);
        return used is { } old && IsMacOf(old, source) ? NasSecurityFault.Replayed
            : hasEstimate ? NasSecurityFault.WrongMac
            : NasSecurityFault.CountExhausted;
    }

    private bool IsMacOf(NasCount count, ReadOnlySpan<byte> source) => FixedTime.Equal(
        Mac(count, Receiving, source),
        BinaryPrimitives.ReadUInt32BigEndian(source[SecurityProtectedMessage.MacOffset..]));

    private uint Mac(NasCount count, Direction direction, ReadOnlySpan<byte> octets) => Eia.Compute(
        Integrity, _integrityKey, count.Value, NasBearer, direction, octets[SecurityProtectedMessage.SequenceOffset..]);

    private void Cipher(SecurityHeaderType type, NasCount count, Direction direction, Span<byte> message)
    {
        if (IsCiphered(type))
        {
            Eea.Apply(Ciphering, _cipheringKey, count.Value, NasBearer, direction, message);
        }
    }
}
