using System;
using System.Buffers.Binary;
using Simulator.Crypto;

namespace Simulator.Protocols.Esp;

/// <summary>Why an ESP packet was refused, or that it was not.</summary>
public enum EspOutcome
{
    /// <summary>It is authentic and was decrypted.</summary>
    Done,

    /// <summary>It is shorter than its transform allows, or not a whole number of blocks.</summary>
    BadLength,

    /// <summary>Its integrity check value is wrong: another key, or octets that were changed.</summary>
    BadIntegrity,

    /// <summary>It is authentic, but its padding is not 1, 2, 3 … or longer than the packet (RFC 4303 §2.4).</summary>
    BadPadding,
}

/// <summary>How the packets of an association are protected, in place: nothing is copied.</summary>
/// <remarks>
/// With AES-GCM nothing is allocated either; the runtime makes a context for each message of AES-CBC.
/// A packet is one span from the SPI to the end of the ICV. To seal one, the payload stands at
/// <see cref="PayloadOffset"/> and the span has <see cref="SealedSize"/> octets; opening one leaves it there.
/// </remarks>
public readonly record struct EspTransform
{
    private const int TrailerSize = 2;
    private const int KeyAndSaltSizeMax = Key256.Size + SaltedGcm.SaltSize;
    private const int AssociatedSizeMax = sizeof(uint) + sizeof(ulong);

    private readonly byte _keySize;
    private readonly bool _isCbc;
    private readonly bool _isExtended;

    private EspTransform(int keySize, bool isCbc, bool isExtended) =>
        (_keySize, _isCbc, _isExtended) = ((byte)keySize, isCbc, isExtended);

    /// <summary>Octets of the ICV of every transform: AES-GCM-16 (RFC 4106 §6), HMAC-SHA-256-128 (RFC 4868 §2.1).
    /// </summary>
    public const int IcvSize = 16;

    /// <summary>Octets of the encryption key.</summary>
    public int KeySize => _keySize;

    /// <summary>True for AES-CBC with HMAC, false for AES-GCM.</summary>
    public bool IsCbc => _isCbc;

    /// <summary>True if sequence numbers have 64 bits (RFC 4303 §2.2.1).</summary>
    public bool IsExtended => _isExtended;

    /// <summary>Octets from the SPI to the payload.</summary>
    public int PayloadOffset => EspHeader.Size + (_isCbc ? AesCbc.BlockSize : SaltedGcm.VectorSize);

    private int Alignment => _isCbc ? AesCbc.BlockSize : sizeof(uint); // RFC 4303 §2.4

    /// <summary>AES-GCM with an ICV of 16 octets (RFC 4106).</summary>
    /// <param name="keySize">Octets of the key: 16 or 32.</param>
    /// <param name="isExtended">True for sequence numbers of 64 bits.</param>
    public static EspTransform Gcm(int keySize, bool isExtended = false) => new(Checked(keySize), false, isExtended);

    /// <summary>AES-CBC (RFC 3602) with HMAC-SHA-256-128 (RFC 4868).</summary>
    /// <param name="keySize">Octets of the encryption key: 16 or 32.</param>
    /// <param name="isExtended">True for sequence numbers of 64 bits.</param>
    public static EspTransform Cbc(int keySize, bool isExtended = false) => new(Checked(keySize), true, isExtended);

    /// <summary>Octets of a whole packet.</summary>
    /// <param name="payloadSize">Octets of what it protects, without padding.</param>
    public int SealedSize(int payloadSize) =>
        PayloadOffset + payloadSize + PaddingOf(payloadSize) + TrailerSize + IcvSize;

    /// <summary>Octets of the largest payload for which a packet has room; negative if it has none for any.</summary>
    /// <param name="packetSize">Octets of the whole packet at most.</param>
    public int PayloadSizeMax(int packetSize)
    {
        int encrypted = packetSize - PayloadOffset - IcvSize;
        return encrypted - (encrypted & (Alignment - 1)) - TrailerSize;
    }

    /// <summary>Writes header, trailer and ICV around a payload, and encrypts it.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="keys">Keys of the association.</param>
    /// <param name="spi">Its SPI.</param>
    /// <param name="sequence">The sequence number, never used before with these keys.</param>
    /// <param name="nextHeader">Protocol of the payload.</param>
    /// <param name="packet">The packet, its payload in place.</param>
    /// <param name="payloadSize">Octets of the payload.</param>
    /// <param name="writer">
    /// Tells the writers of one association apart, so that no two use the same IV: 0 for its ends (RFC 4106 §3.1 leaves
    /// the form of the IV to the sender).
    /// </param>
    public void Seal(
        CipherContexts contexts,
        in EspKeys keys,
        uint spi,
        ulong sequence,
        byte nextHeader,
        Span<byte> packet,
        int payloadSize,
        ushort writer = 0)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentOutOfRangeException.ThrowIfNotEqual(packet.Length, SealedSize(payloadSize));
        new EspHeader(spi, Low(sequence)).Encode(packet);
        WriteTrailer(packet[(PayloadOffset + payloadSize)..^IcvSize], nextHeader);
        ulong iv = sequence ^ ((ulong)writer << 48);
        if (_isCbc)
        {
            SealCbc(contexts, keys, sequence, iv, packet);
        }
        else
        {
            SealGcm(contexts, keys, sequence, iv, packet);
        }
    }

    /// <summary>Checks and decrypts a packet. One that is refused is of no further use: its octets may have changed.
    /// </summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="keys">Keys of the association.</param>
    /// <param name="sequence">The sequence number, extended if the transform uses that.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="nextHeader">Protocol of the payload.</param>
    /// <param name="payloadSize">Octets of the payload, which begins at <see cref="PayloadOffset"/>.</param>
    public EspOutcome Open(
        CipherContexts contexts,
        in EspKeys keys,
        ulong sequence,
        Span<byte> packet,
        out byte nextHeader,
        out int payloadSize)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        (nextHeader, payloadSize) = (0, 0);
        int encrypted = packet.Length - PayloadOffset - IcvSize;
        if (encrypted < TrailerSize || encrypted % Alignment != 0)
        {
            return EspOutcome.BadLength;
        }

        bool isAuthentic = _isCbc
            ? OpenCbc(contexts, keys, sequence, packet)
            : OpenGcm(contexts, keys, sequence, packet);
        return !isAuthentic ? EspOutcome.BadIntegrity
            : ReadTrailer(packet[PayloadOffset..^IcvSize], out nextHeader, out payloadSize) ? EspOutcome.Done
            : EspOutcome.BadPadding;
    }

    /// <summary>Checks a packet without decrypting it, where the transform authenticates with a key of its own.
    /// </summary>
    /// <param name="keys">Keys of the association; the integrity key is enough.</param>
    /// <param name="sequence">The sequence number, extended if the transform uses that.</param>
    /// <param name="packet">The packet, which stays as it is.</param>
    /// <param name="encryptedSize">Octets that are encrypted.</param>
    /// <returns>False if it is not authentic, or nobody can tell without the encryption key.</returns>
    public bool TryVerify(in EspKeys keys, ulong sequence, Span<byte> packet, out int encryptedSize)
    {
        encryptedSize = Math.Max(0, packet.Length - PayloadOffset - IcvSize);
        return _isCbc && encryptedSize >= TrailerSize && encryptedSize % Alignment == 0
            && IsAuthentic(keys, sequence, packet);
    }

    private static int Checked(int keySize) => keySize is 16 or 32
        ? keySize
        : throw new ArgumentOutOfRangeException(nameof(keySize));

    private static uint Low(ulong sequence) => (uint)(sequence & uint.MaxValue);

    private int PaddingOf(int payloadSize) => (-(payloadSize + TrailerSize)) & (Alignment - 1);

    // RFC 4303 §2.4: padding 1, 2, 3 …, its length, the next header.
    private static void WriteTrailer(Span<byte> trailer, byte nextHeader)
    {
        int padding = trailer.Length - TrailerSize;
        for (int index = 0; index < padding; index++)
        {
            trailer[index] = (byte)(index + 1);
        }

        trailer[padding] = (byte)padding;
        trailer[padding + 1] = nextHeader;
    }

    private static bool ReadTrailer(ReadOnlySpan<byte> plain, out byte nextHeader, out int payloadSize)
    {
        nextHeader = plain[^1];
        int padding = plain[^TrailerSize];
        payloadSize = plain.Length - TrailerSize - padding;
        if (payloadSize < 0)
        {
            payloadSize = 0;
            return false;
        }

        ReadOnlySpan<byte> octets = plain[payloadSize..^TrailerSize];
        for (int index = 0; index < octets.Length; index++)
        {
            if (octets[index] != (byte)(index + 1))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 4106 §5: SPI ‖ sequence number, of 64 bits if it is extended.
    private int WriteAssociated(Span<byte> associated, ReadOnlySpan<byte> packet, ulong sequence)
    {
        packet[..sizeof(uint)].CopyTo(associated);
        if (_isExtended)
        {
            BinaryPrimitives.WriteUInt64BigEndian(associated[sizeof(uint)..], sequence);
            return sizeof(uint) + sizeof(ulong);
        }

        BinaryPrimitives.WriteUInt32BigEndian(associated[sizeof(uint)..], Low(sequence));
        return EspHeader.Size;
    }

    private void SealGcm(CipherContexts contexts, in EspKeys keys, ulong sequence, ulong iv, Span<byte> packet)
    {
        Span<byte> vector = packet.Slice(EspHeader.Size, SaltedGcm.VectorSize);
        BinaryPrimitives.WriteUInt64BigEndian(vector, iv);
        Span<byte> key = stackalloc byte[KeyAndSaltSizeMax], associated = stackalloc byte[AssociatedSizeMax];
        key = key[..WriteKeyAndSalt(key, keys)];
        associated = associated[..WriteAssociated(associated, packet, sequence)];
        SaltedGcm.Seal(contexts, key, vector, associated, packet[PayloadOffset..^IcvSize], packet[^IcvSize..]);
    }

    private bool OpenGcm(CipherContexts contexts, in EspKeys keys, ulong sequence, Span<byte> packet)
    {
        Span<byte> key = stackalloc byte[KeyAndSaltSizeMax], associated = stackalloc byte[AssociatedSizeMax];
        key = key[..WriteKeyAndSalt(key, keys)];
        associated = associated[..WriteAssociated(associated, packet, sequence)];
        ReadOnlySpan<byte> vector = packet.Slice(EspHeader.Size, SaltedGcm.VectorSize);
        return SaltedGcm.TryOpen(
            contexts, key, vector, associated, packet[PayloadOffset..^IcvSize], packet[^IcvSize..]);
    }

    private int WriteKeyAndSalt(Span<byte> destination, in EspKeys keys)
    {
        keys.Encryption.Write(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[_keySize..], keys.Salt);
        return _keySize + SaltedGcm.SaltSize;
    }

    private void SealCbc(CipherContexts contexts, in EspKeys keys, ulong sequence, ulong iv, Span<byte> packet)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        keys.Encryption.Write(octets);
        Span<byte> key = octets[.._keySize], vector = packet.Slice(EspHeader.Size, AesCbc.BlockSize);
        WriteUnpredictable(vector, contexts, key, iv);
        AesCbc.Encrypt(contexts, key, vector, packet[PayloadOffset..^IcvSize]);
        Span<byte> code = stackalloc byte[IcvSize];
        keys.Integrity.Write(octets);
        HmacSha256.Write(octets, Covered(packet, sequence), code);
        code.CopyTo(packet[^IcvSize..]);
    }

    private bool OpenCbc(CipherContexts contexts, in EspKeys keys, ulong sequence, Span<byte> packet)
    {
        bool isAuthentic = IsAuthentic(keys, sequence, packet);
        if (isAuthentic)
        {
            Span<byte> octets = stackalloc byte[Key256.Size];
            keys.Encryption.Write(octets);
            ReadOnlySpan<byte> vector = packet.Slice(EspHeader.Size, AesCbc.BlockSize);
            AesCbc.Decrypt(contexts, octets[.._keySize], vector, packet[PayloadOffset..^IcvSize]);
        }

        return isAuthentic;
    }

    private bool IsAuthentic(in EspKeys keys, ulong sequence, Span<byte> packet)
    {
        Span<byte> octets = stackalloc byte[Key256.Size], code = stackalloc byte[IcvSize];
        packet[^IcvSize..].CopyTo(code);
        keys.Integrity.Write(octets);
        bool isAuthentic = HmacSha256.Verify(octets, Covered(packet, sequence), code);
        code.CopyTo(packet[^IcvSize..]);
        return isAuthentic;
    }

    // An IV that nobody can foresee without the key: the number of the packet, encrypted (SP 800-38A appendix C).
    private static void WriteUnpredictable(
        Span<byte> vector, CipherContexts contexts, ReadOnlySpan<byte> key, ulong number)
    {
        BinaryPrimitives.WriteUInt64BigEndian(vector, 0);
        BinaryPrimitives.WriteUInt64BigEndian(vector[sizeof(ulong)..], number);
        Span<byte> zero = stackalloc byte[AesCbc.BlockSize];
        zero.Clear();
        AesCbc.Encrypt(contexts, key, zero, vector);
    }

    // RFC 4303 §2.8: everything before the ICV; the upper half of an extended sequence number is put after that
    // (§2.2.1), into the octets of the ICV.
    private Span<byte> Covered(Span<byte> packet, ulong sequence)
    {
        int size = packet.Length - IcvSize;
        if (_isExtended)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet[size..], (uint)(sequence >> 32));
            size += sizeof(uint);
        }

        return packet[..size];
    }
}
