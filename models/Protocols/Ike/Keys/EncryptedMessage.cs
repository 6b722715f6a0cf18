using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Messages whose payloads are encrypted and authenticated (RFC 7296 §3.14, RFC 5282).</summary>
public static class EncryptedMessage
{
    // header, payloads in the clear, header of SK, vector, [payloads, padding, length of the padding], code
    //   the code covers all before it; with AEAD it covers what stands before the vector and what is encrypted

    /// <summary>Octets of a whole message.</summary>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="payloadSize">Octets of the payloads inside.</param>
    /// <param name="clearSize">Octets of those before, in the clear.</param>
    public static int SizeOf(CipherSuite cipher, int payloadSize, int clearSize = 0) =>
        StartOf(clearSize) + cipher.VectorSize + TextSize(cipher, payloadSize) + cipher.CodeSize;

    /// <summary>Writes a message: payloads encrypted, padding as short as possible.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="keys">Keys of the IKE SA.</param>
    /// <param name="header">The header.</param>
    /// <param name="payloads">The payloads inside.</param>
    /// <param name="vector">Initialisation vector: random octets with CBC, never used before with GCM.</param>
    /// <param name="padding">What the padding holds, which the standard leaves to the sender; zeros if there are fewer
    /// octets.</param>
    /// <param name="clear">Payloads before the encrypted one, which everybody on the way can read (RFC 5282 §5.1).
    /// </param>
    public static byte[] Seal(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        in IkeHeader header,
        ReadOnlySpan<IkePayload> payloads,
        ReadOnlySpan<byte> vector,
        ReadOnlySpan<byte> padding = default,
        ReadOnlySpan<IkePayload> clear = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        int payloadSize = PayloadChain.SizeOf(payloads), textSize = TextSize(cipher, payloadSize);
        int clearSize = PayloadChain.SizeOf(clear), start = StartOf(clearSize);
        byte[] message = new byte[SizeOf(cipher, payloadSize, clearSize)];
        header.Write(message, clear.IsEmpty ? PayloadType.Encrypted : clear[0].Type, message.Length);
        WriteClear(clear, message.AsSpan(IkeHeader.Size));
        PayloadChain.WriteHeader(
            message.AsSpan(start - IkePayload.HeaderSize),
            PayloadChain.FirstOf(payloads),
            isCritical: false,
            message.Length - start);
        vector[..cipher.VectorSize].CopyTo(message.AsSpan(start));
        Span<byte> text = message.AsSpan(start + cipher.VectorSize, textSize);
        PayloadChain.Encode(payloads, text);
        int paddingSize = textSize - payloadSize - 1;
        padding[..Math.Min(padding.Length, paddingSize)].CopyTo(text[payloadSize..]);
        text[^1] = (byte)paddingSize;
        Protect(contexts, cipher, keys, header.IsInitiator, message, start, text);
        return message;
    }

    /// <summary>Verifies and decrypts a message.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="keys">Keys of the IKE SA.</param>
    /// <param name="message">The whole message; what is encrypted is decrypted in place.</param>
    /// <param name="payloads">The payloads inside; those before are not for this end.</param>
    /// <param name="fault">What is wrong.</param>
    public static EncryptionFault TryOpen(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        Span<byte> message,
        out ValueList<IkePayload> payloads,
        out DecodeError fault)
    {
        ArgumentNullException.ThrowIfNull(keys);
        payloads = default;
        bool isFound = TryFindText(message, out int start);
        int textSize = message.Length - start - cipher.VectorSize - cipher.CodeSize;
        if (!isFound || textSize < 1 || textSize % cipher.BlockSize != 0)
        {
            fault = DecodeError.Unexpected("size of the encrypted payload", IkeHeader.Size);
            return EncryptionFault.Malformed;
        }

        IkeHeader.TryPeek(message, out IkeHeader header);
        Span<byte> text = message.Slice(start + cipher.VectorSize, textSize);
        if (!Unprotect(contexts, cipher, keys, header.IsInitiator, message, start, text))
        {
            fault = DecodeError.Unexpected("integrity check value", message.Length - cipher.CodeSize);
            return EncryptionFault.WrongCode;
        }

        int payloadSize = textSize - 1 - text[^1];
        if (payloadSize < 0)
        {
            fault = DecodeError.Unexpected("padding length", message.Length - cipher.CodeSize - 1);
            return EncryptionFault.WrongContents;
        }

        bool isRead = PayloadChain.TryDecode(
            (PayloadType)message[start - IkePayload.HeaderSize], text[..payloadSize], out payloads, out fault);
        fault = fault.Within(start + cipher.VectorSize);
        return isRead ? EncryptionFault.None : EncryptionFault.WrongContents;
    }

    private static int TextSize(CipherSuite cipher, int payloadSize)
    {
        int size = payloadSize + 1;
        return size + ((cipher.BlockSize - (size % cipher.BlockSize)) % cipher.BlockSize);
    }

    private static int StartOf(int clearSize) => IkeHeader.Size + clearSize + IkePayload.HeaderSize;

    private static void WriteClear(ReadOnlySpan<IkePayload> clear, Span<byte> destination)
    {
        PayloadChain.Encode(clear, destination);
        if (!clear.IsEmpty)
        {
            destination[PayloadChain.SizeOf(clear[..^1])] = (byte)PayloadType.Encrypted;
        }
    }

    /// <summary>Finds the encrypted payload, the last one: true if it fills the rest of the message.</summary>
    private static bool TryFindText(ReadOnlySpan<byte> message, out int start)
    {
        int at = IkeHeader.Size;
        var type = (PayloadType)(message.Length > at ? message[IkeHeader.NextOffset] : 0);
        while (type != PayloadType.Encrypted && message.Length - at >= IkePayload.HeaderSize)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
            type = (PayloadType)message[at];
            at += size >= IkePayload.HeaderSize ? size : message.Length;
        }

        start = at + IkePayload.HeaderSize;
        return type == PayloadType.Encrypted && message.Length > start
            && BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) == message.Length - at;
    }

    private static void Protect(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        bool isInitiator,
        Span<byte> message,
        int start,
        Span<byte> text)
    {
        Span<byte> code = message[^cipher.CodeSize..];
        ReadOnlySpan<byte> vector = message.Slice(start, cipher.VectorSize);
        ReadOnlySpan<byte> key = keys.EncryptionKey(isInitiator);
        if (cipher.IsAead)
        {
            SaltedGcm.Seal(contexts, key, vector, message[..start], text, code);
            return;
        }

        AesCbc.Encrypt(contexts, key, vector, text);
        HmacSha256.Write(keys.IntegrityKey(isInitiator), message[..^cipher.CodeSize], code);
    }

    private static bool Unprotect(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        bool isInitiator,
        Span<byte> message,
        int start,
        Span<byte> text)
    {
        ReadOnlySpan<byte> code = message[^cipher.CodeSize..];
        ReadOnlySpan<byte> vector = message.Slice(start, cipher.VectorSize);
        ReadOnlySpan<byte> key = keys.EncryptionKey(isInitiator);
        if (cipher.IsAead)
        {
            return SaltedGcm.TryOpen(contexts, key, vector, message[..start], text, code);
        }

        bool isGood = HmacSha256.Verify(keys.IntegrityKey(isInitiator), message[..^cipher.CodeSize], code);
        if (isGood)
        {
            AesCbc.Decrypt(contexts, key, vector, text);
        }

        return isGood;
    }
}

/// <summary>Why an encrypted message was refused.</summary>
public enum EncryptionFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>It cannot hold an encrypted payload of the cipher; nobody has vouched for it.</summary>
    Malformed,

    /// <summary>Its integrity check value is wrong; nobody has vouched for it.</summary>
    WrongCode,

    /// <summary>The peer has vouched for it, and what is inside cannot be read.</summary>
    WrongContents,
}
