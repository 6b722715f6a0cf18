using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
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

/// <summary>How the packets of an association are protected, in place: nothing is copied, nothing is allocated.
/// </summary>
/// <remarks>
/// A packet is one span from the SPI to the end of the ICV. To seal one, the payload stands at
/// <see cref="PayloadOffset"/> and the span has <see cref="SealedSize"/> octets; opening one leaves it there.
/// </remarks>
public readonly record struct EspTransform
{
    private const int TrailerSize = 2, GcmIvSize = 8, CbcIvSize = 16, SequenceHighSize = 4;
    private const int BlockSize = 16;

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
    public int PayloadOffset => EspHeader.Size + (_isCbc ? CbcIvSize : GcmIvSize);

    private int Alignment => _isCbc ? BlockSize : sizeof(uint); // RFC 4303 §2.4

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
    public int SealedSize(int payloadSize) => PayloadOffset + payloadSize + PaddingOf(payloadSize) + TrailerSize + IcvSize;

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
        new EspHeader(spi, (uint)sequence).Encode(packet);
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

    private static int Checked(int keySize) => keySize is 16 or 32
        ? keySize
        : throw new ArgumentOutOfRangeException(nameof(keySize));

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

        BinaryPrimitives.WriteUInt32BigEndian(associated[sizeof(uint)..], (uint)sequence);
        return EspHeader.Size;
    }

    private void SealGcm(CipherContexts contexts, in EspKeys keys, ulong sequence, ulong iv, Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt64BigEndian(packet[EspHeader.Size..], iv);
        Span<byte> nonce = stackalloc byte[EspKeys.SaltSize + GcmIvSize], associated = stackalloc byte[12];
        WriteNonce(nonce, keys, packet);
        associated = associated[..WriteAssociated(associated, packet, sequence)];
        Span<byte> text = packet[PayloadOffset..^IcvSize];
        Gcm(contexts, keys).Encrypt(nonce, text, text, packet[^IcvSize..], associated);
    }

    private bool OpenGcm(CipherContexts contexts, in EspKeys keys, ulong sequence, Span<byte> packet)
    {
        Span<byte> nonce = stackalloc byte[EspKeys.SaltSize + GcmIvSize], associated = stackalloc byte[12];
        WriteNonce(nonce, keys, packet);
        associated = associated[..WriteAssociated(associated, packet, sequence)];
        return TryDecrypt(Gcm(contexts, keys), nonce, packet[PayloadOffset..^IcvSize], packet[^IcvSize..], associated);
    }

    // the runtime says by an exception that a tag is wrong, and clears the text
    private static bool TryDecrypt(
        AesGcm gcm, ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        try
        {
            gcm.Decrypt(nonce, text, tag, text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static void WriteNonce(Span<byte> nonce, in EspKeys keys, ReadOnlySpan<byte> packet)
    {
        BinaryPrimitives.WriteUInt32BigEndian(nonce, keys.Salt);
        packet.Slice(EspHeader.Size, GcmIvSize).CopyTo(nonce[EspKeys.SaltSize..]);
    }

    private AesGcm Gcm(CipherContexts contexts, in EspKeys keys)
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        keys.Encryption.Write(key);
        return contexts.Gcm(key[.._keySize]);
    }

    private Aes Aes(CipherContexts contexts, in EspKeys keys)
    {
        Span<byte> key = stackalloc byte[Key256.Size];
        keys.Encryption.Write(key);
        return contexts.Aes(key[.._keySize]);
    }

    // An IV that nobody can foresee without the key: the number of the packet, encrypted (SP 800-38A appendix C).
    private void SealCbc(CipherContexts contexts, in EspKeys keys, ulong sequence, ulong iv, Span<byte> packet)
    {
        Aes aes = Aes(contexts, keys);
        Span<byte> block = packet.Slice(EspHeader.Size, CbcIvSize);
        BinaryPrimitives.WriteUInt64BigEndian(block, 0);
        BinaryPrimitives.WriteUInt64BigEndian(block[sizeof(ulong)..], iv);
        aes.EncryptEcb(block, block, PaddingMode.None);
        Span<byte> text = packet[PayloadOffset..^IcvSize];
        aes.EncryptCbc(text, block, text, PaddingMode.None);
        Span<byte> code = stackalloc byte[SHA256.HashSizeInBytes];
        Hmac(keys, sequence, packet, code);
        code[..IcvSize].CopyTo(packet[^IcvSize..]);
    }

    private bool OpenCbc(CipherContexts contexts, in EspKeys keys, ulong sequence, Span<byte> packet)
    {
        Span<byte> code = stackalloc byte[SHA256.HashSizeInBytes], received = stackalloc byte[IcvSize];
        packet[^IcvSize..].CopyTo(received);
        Hmac(keys, sequence, packet, code);
        received.CopyTo(packet[^IcvSize..]);
        if (!CryptographicOperations.FixedTimeEquals(code[..IcvSize], received))
        {
            return false;
        }

        Span<byte> text = packet[PayloadOffset..^IcvSize];
        Aes(contexts, keys).DecryptCbc(text, packet.Slice(EspHeader.Size, CbcIvSize), text, PaddingMode.None);
        return true;
    }

    // RFC 4303 §2.8: over everything before the ICV; the upper half of an extended sequence number is put after that
    // (§2.2.1), into the octets of the ICV.
    private void Hmac(in EspKeys keys, ulong sequence, Span<byte> packet, Span<byte> code)
    {
        int size = packet.Length - IcvSize;
        if (_isExtended)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet[size..], (uint)(sequence >> 32));
            size += SequenceHighSize;
        }

        Span<byte> key = stackalloc byte[Key256.Size];
        keys.Integrity.Write(key);
        HMACSHA256.HashData(key, packet[..size], code);
    }
}
