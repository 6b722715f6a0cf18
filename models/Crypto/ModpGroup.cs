using System;
using Org.BouncyCastle.Math;

namespace Simulator.Crypto;

/// <summary>Diffie-Hellman modulo a prime (RFC 2409 §6.2, RFC 3526); secrets are padded to the prime's size
/// (RFC 7296 §2.14).</summary>
public sealed class ModpGroup : IKeyAgreement
{
    private const int PrivateBits = 256; // ours: twice the strength of the group, and ten times as fast as a full one

    private static readonly BigInteger Generator = BigInteger.Two;

    private readonly BigInteger _prime, _largest;

    private ModpGroup(string prime, Operation generate, Operation agree)
    {
        _prime = new BigInteger(prime, 16);
        _largest = _prime.Subtract(BigInteger.Two);
        PublicSize = prime.Length / 2;
        Generate = generate;
        Agree = agree;
    }

    /// <summary>The 1024-bit group (RFC 2409 §6.2), group 2; for comparison with old devices.</summary>
    public static ModpGroup Modp1024 { get; } = new(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
        + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
        + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
        Operations.DhModp1024Generate,
        Operations.DhModp1024Agree);

    /// <summary>The 2048-bit group (RFC 3526 §3), group 14.</summary>
    public static ModpGroup Modp2048 { get; } = new(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
        + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
        + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
        + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
        + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
        + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
        + "3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
        Operations.DhModp2048Generate,
        Operations.DhModp2048Agree);

    /// <inheritdoc/>
    public int PrivateSize => PrivateBits / 8;

    /// <inheritdoc/>
    public int PublicSize { get; }

    /// <inheritdoc/>
    public int SecretSize => PublicSize;

    /// <inheritdoc/>
    public Operation Generate { get; }

    /// <inheritdoc/>
    public Operation Agree { get; }

    /// <inheritdoc/>
    public void WritePublic(ReadOnlySpan<byte> privateValue, Span<byte> publicValue) =>
        Write(Generator.ModPow(Read(privateValue), _prime), publicValue);

    /// <inheritdoc/>
    /// <remarks>Values below 2 and above p - 2 are refused (RFC 6989 §2.1).</remarks>
    public bool TryAgree(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerValue, Span<byte> secret)
    {
        if (peerValue.Length != PublicSize)
        {
            return false;
        }

        BigInteger peer = Read(peerValue);
        if (peer.CompareTo(BigInteger.Two) < 0 || peer.CompareTo(_largest) > 0)
        {
            return false;
        }

        Write(peer.ModPow(Read(privateValue), _prime), secret);
        return true;
    }

    private static BigInteger Read(ReadOnlySpan<byte> octets) => new(1, octets.ToArray());

    private static void Write(BigInteger value, Span<byte> destination)
    {
        byte[] octets = value.ToByteArrayUnsigned();
        destination.Clear();
        octets.CopyTo(destination[^octets.Length..]);
    }
}
