using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>The two directions of a pair of ESP security associations.</summary>
public enum EspDirection : byte
{
    /// <summary>From the client to the server.</summary>
    ToServer,

    /// <summary>From the server to the client.</summary>
    ToClient,
}

/// <summary>Keys of one ESP security association: of one direction.</summary>
/// <param name="Encryption">The encryption key; a shorter one stands in the first octets.</param>
/// <param name="Integrity">The integrity key of a transform that has one of its own; otherwise zero.</param>
/// <param name="Salt">The salt of AES-GCM (RFC 4106 §4).</param>
public readonly record struct EspKeys(Key256 Encryption, Key256 Integrity, uint Salt)
{
    /// <summary>Octets of the salt.</summary>
    public const int SaltSize = sizeof(uint);

    /// <summary>True if the encryption key is not known: packets can be verified and not read.</summary>
    public bool VerifiesOnly { get; init; }

    /// <summary>Octets of the longest keying material.</summary>
    public const int SizeMax = (2 * Key256.Size) + SaltSize;

    /// <summary>Keys in the order of keying material: encryption key, salt, integrity key.</summary>
    /// <param name="material">Encryption key and salt, and an integrity key of 32 octets or nothing.</param>
    /// <param name="keySize">Octets of the encryption key: 16 or 32.</param>
    public static EspKeys Read(ReadOnlySpan<byte> material, int keySize)
    {
        Span<byte> encryption = stackalloc byte[Key256.Size];
        encryption.Clear();
        material[..keySize].CopyTo(encryption);
        ReadOnlySpan<byte> integrity = material[(keySize + SaltSize)..];
        return new EspKeys(
            Key256.Read(encryption),
            integrity.IsEmpty ? default : Key256.Read(integrity),
            BinaryPrimitives.ReadUInt32BigEndian(material[keySize..]));
    }

    /// <summary>Writes them in the order of keying material.</summary>
    /// <param name="destination">Receives encryption key, salt, integrity key.</param>
    /// <param name="keySize">Octets of the encryption key: 16 or 32.</param>
    /// <param name="hasIntegrityKey">False to leave the integrity key out.</param>
    /// <returns>Octets written.</returns>
    public int Write(Span<byte> destination, int keySize, bool hasIntegrityKey)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        Encryption.Write(octets);
        octets[..keySize].CopyTo(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[keySize..], Salt);
        int size = keySize + SaltSize;
        if (!hasIntegrityKey)
        {
            return size;
        }

        Integrity.Write(destination[size..]);
        return size + Key256.Size;
    }
}
