using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Messages whose payloads are encrypted and authenticated (RFC 7296 §3.14, RFC 5282).</summary>
public static class EncryptedMessage
{
    // header, header of SK, vector, [payloads, padding, length of the padding], code
    //   the code covers all before it; with AEAD it covers both headers and what is encrypted
    private const int TextStart = IkeHeader.Size + IkePayload.HeaderSize;

    /// <summary>Octets of a whole message.</summary>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="payloadSize">Octets of the payloads inside.</param>
    public static int SizeOf(CipherSuite cipher, int payloadSize) =>
        TextStart + cipher.VectorSize + TextSize(cipher, payloadSize) + cipher.CodeSize;

    /// <summary>Writes a message: payloads encrypted, padding as short as possible.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="keys">Keys of the IKE SA.</param>
    /// <param name="header">The header.</param>
    /// <param name="payloads">The payloads inside.</param>
    /// <param name="vector">Initialisation vector: random octets with CBC, never used before with GCM.</param>
    /// <param name="padding">What the padding holds, which the standard leaves to the sender; zeros if there are fewer
    /// octets.</param>
    public static byte[] Seal(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        in IkeHeader header,
        ReadOnlySpan<IkePayload> payloads,
        ReadOnlySpan<byte> vector,
        ReadOnlySpan<byte> padding = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        int payloadSize = PayloadChain.SizeOf(payloads), textSize = TextSize(cipher, payloadSize);
        byte[] message = new byte[SizeOf(cipher, payloadSize)];
        header.Write(message, PayloadType.Encrypted, message.Length);
        PayloadChain.WriteHeader(
            message.AsSpan(IkeHeader.Size),
            PayloadChain.FirstOf(payloads),
            isCritical: false,
            message.Length - TextStart);
        vector[..cipher.VectorSize].CopyTo(message.AsSpan(TextStart));
        Span<byte> text = message.AsSpan(TextStart + cipher.VectorSize, textSize);
        PayloadChain.Encode(payloads, text);
        int paddingSize = textSize - payloadSize - 1;
        padding[..Math.Min(padding.Length, paddingSize)].CopyTo(text[payloadSize..]);
        text[^1] = (byte)paddingSize;
        Protect(contexts, cipher, keys, header.IsInitiator, message, text);
        return message;
    }

    /// <summary>Verifies and decrypts a message.</summary>
    /// <param name="contexts">The simulation's contexts.</param>
    /// <param name="cipher">Cipher of the IKE SA.</param>
    /// <param name="keys">Keys of the IKE SA.</param>
    /// <param name="message">The whole message; what is encrypted is decrypted in place.</param>
    /// <param name="payloads">The payloads inside.</param>
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
        int textSize = message.Length - TextStart - cipher.VectorSize - cipher.CodeSize;
        if (!HasNothingElse(message) || textSize < 1 || textSize % cipher.BlockSize != 0)
        {
            fault = DecodeError.Unexpected("size of the encrypted payload", IkeHeader.Size);
            return EncryptionFault.Malformed;
        }

        IkeHeader.TryPeek(message, out IkeHeader header);
        Span<byte> text = message.Slice(TextStart + cipher.VectorSize, textSize);
        if (!Unprotect(contexts, cipher, keys, header.IsInitiator, message, text))
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
            (PayloadType)message[IkeHeader.Size], text[..payloadSize], out payloads, out fault);
        fault = fault.Within(TextStart + cipher.VectorSize);
        return isRead ? EncryptionFault.None : EncryptionFault.WrongContents;
    }

    private static int TextSize(CipherSuite cipher, int payloadSize)
    {
        int size = payloadSize + 1;
        return size + ((cipher.BlockSize - (size % cipher.BlockSize)) % cipher.BlockSize);
    }

    /// <summary>True if the encrypted payload is the only one, so that the layout above holds.</summary>
    private static bool HasNothingElse(ReadOnlySpan<byte> message) =>
        message.Length > TextStart
        && message[IkeHeader.NextOffset] == (byte)PayloadType.Encrypted
        && BinaryPrimitives.ReadUInt16BigEndian(message[(IkeHeader.Size + 2)..]) == message.Length - IkeHeader.Size;

    private static void Protect(
        CipherContexts contexts,
        CipherSuite cipher,
        IkeKeys keys,
        bool isInitiator,
        Span<byte> message,
        Span<byte> text)
    {
        Span<byte> code = message[^cipher.CodeSize..];
        ReadOnlySpan<byte> vector = message.Slice(TextStart, cipher.VectorSize);
        ReadOnlySpan<byte> key = keys.EncryptionKey(isInitiator);
        if (cipher.IsAead)
        {
            SaltedGcm.Seal(contexts, key, vector, message[..TextStart], text, code);
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
        Span<byte> text)
    {
        ReadOnlySpan<byte> code = message[^cipher.CodeSize..];
        ReadOnlySpan<byte> vector = message.Slice(TextStart, cipher.VectorSize);
        ReadOnlySpan<byte> key = keys.EncryptionKey(isInitiator);
        if (cipher.IsAead)
        {
            return SaltedGcm.TryOpen(contexts, key, vector, message[..TextStart], text, code);
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
