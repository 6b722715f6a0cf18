using System;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Simulator.Crypto;

/// <summary>Diffie-Hellman on Curve25519 (RFC 7748, RFC 8031), group 31.</summary>
public sealed class Curve25519Group : IKeyAgreement
{
    private Curve25519Group()
    {
    }

    /// <summary>The group.</summary>
    public static Curve25519Group Instance { get; } = new();

    /// <inheritdoc/>
    public int PrivateSize => X25519.ScalarSize;

    /// <inheritdoc/>
    public int PublicSize => X25519.PointSize;

    /// <inheritdoc/>
    public int SecretSize => X25519.PointSize;

    /// <inheritdoc/>
    public Operation Generate => Operations.X25519;

    /// <inheritdoc/>
    public Operation Agree => Operations.X25519;

    /// <inheritdoc/>
    public void WritePublic(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        byte[] point = new byte[X25519.PointSize];
        X25519.ScalarMultBase(privateValue.ToArray(), 0, point, 0);
        point.CopyTo(publicValue);
    }

    /// <inheritdoc/>
    /// <remarks>A secret of zeros, which every point of small order gives, is refused (RFC 8031 §2.1).</remarks>
    public bool TryAgree(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerValue, Span<byte> secret)
    {
        if (peerValue.Length != PublicSize)
        {
            return false;
        }

        byte[] shared = new byte[X25519.PointSize];
        X25519.ScalarMult(privateValue.ToArray(), 0, peerValue.ToArray(), 0, shared, 0);
        shared.CopyTo(secret);
        return secret[..X25519.PointSize].ContainsAnyExcept((byte)0);
    }
}
