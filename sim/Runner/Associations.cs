using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Results;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>Security associations of a run as the Wireshark profile beside its capture names them.</summary>
internal static class Associations
{
    /// <summary>The line of an ESP association.</summary>
    public static EspAssociation Of(in EspSecret secret)
    {
        bool isCbc = secret.Transform.IsCbc;
        byte[] key = new byte[Key256.Size];
        secret.Keys.Encryption.Write(key);
        byte[] encryption = key[..secret.Transform.KeySize];
        byte[] salt = new byte[EspKeys.SaltSize];
        BinaryPrimitives.WriteUInt32BigEndian(salt, secret.Keys.Salt);
        byte[] integrity = new byte[Key256.Size];
        secret.Keys.Integrity.Write(integrity);
        return new EspAssociation(
            secret.Source.IsV4 ? "IPv4" : "IPv6",
            secret.Source.ToString(),
            secret.Destination.ToString(),
            secret.Spi,
            isCbc ? "AES-CBC [RFC3602]" : "AES-GCM with 16 octet ICV [RFC4106]",
            isCbc ? encryption : [.. encryption, .. salt],
            isCbc ? "HMAC-SHA-256-128 [RFC4868]" : "NULL",
            isCbc ? integrity : []);
    }
}
