using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// Seals keys for one intermediate, so that whoever carries them cannot read them, and opens them there: with a key
/// from what the intermediate shares with the party that seals (ours: prf+ over a label, AES-256-GCM).
/// </summary>
public sealed class KeySealer
{
    private readonly byte[] _key = new byte[Key256.Size + SaltedGcm.SaltSize];
    private readonly CipherContexts _contexts;

    /// <summary>One end.</summary>
    /// <param name="secret">What both have had since they were installed.</param>
    /// <param name="contexts">The simulation's cipher contexts.</param>
    public KeySealer(ReadOnlySpan<byte> secret, CipherContexts contexts)
    {
        _contexts = contexts;
        PrfPlus.Derive(secret, "sealed enclave key"u8, _key);
    }

    /// <summary>Seals a message.</summary>
    /// <param name="contents">What it is.</param>
    /// <param name="recipient">The intermediate.</param>
    /// <param name="vector">Never the same again.</param>
    /// <param name="message">Its octets, at most 200.</param>
    public SealedKey Seal(SealedContents contents, IpAddress recipient, ulong vector, ReadOnlySpan<byte> message)
    {
        byte[] octets = new byte[message.Length + SealedKey.TagSize];
        message.CopyTo(octets);
        var key = new SealedKey(
            contents, recipient.IsV6, EnclaveControl.NumberOf(recipient), vector, new Octets(octets));
        Span<byte> head = stackalloc byte[key.HeadSize], vectorOctets = stackalloc byte[SaltedGcm.VectorSize];
        key.WriteHead(head);
        BinaryPrimitives.WriteUInt64BigEndian(vectorOctets, vector);
        Span<byte> text = octets.AsSpan(0, message.Length), tag = octets.AsSpan(message.Length);
        SaltedGcm.Seal(_contexts, _key, vectorOctets, head, text, tag);
        return key with { Sealed = new Octets(octets) };
    }

    /// <summary>Opens what was sealed with the same secret.</summary>
    /// <param name="key">The message.</param>
    /// <param name="opened">Its octets.</param>
    /// <returns>False if somebody else has sealed it, or it was changed.</returns>
    public bool TryOpen(in SealedKey key, out byte[] opened)
    {
        Span<byte> head = stackalloc byte[key.HeadSize], vector = stackalloc byte[SaltedGcm.VectorSize];
        key.WriteHead(head);
        BinaryPrimitives.WriteUInt64BigEndian(vector, key.Vector);
        opened = key.Sealed.Span[..^SealedKey.TagSize].ToArray();
        return SaltedGcm.TryOpen(_contexts, _key, vector, head, opened, key.Sealed.Span[^SealedKey.TagSize..]);
    }
}
