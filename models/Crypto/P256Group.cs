using System;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Simulator.Crypto;

/// <summary>Diffie-Hellman on P-256 (RFC 5903), group 19: a public value is x ‖ y, a secret is x alone.</summary>
public sealed class P256Group : IKeyAgreement
{
    private const int CoordinateSize = 32;

    // FIPS 186-4 D.1.2.3
    private static readonly BigInteger Prime = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger Order = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static readonly BigInteger B = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private P256Group()
    {
    }

    /// <summary>The group.</summary>
    public static P256Group Instance { get; } = new();

    /// <inheritdoc/>
    public int PrivateSize => CoordinateSize;

    /// <inheritdoc/>
    public int PublicSize => 2 * CoordinateSize;

    /// <inheritdoc/>
    public int SecretSize => CoordinateSize;

    /// <inheritdoc/>
    public Operation Generate => Operations.EcdhP256Generate;

    /// <inheritdoc/>
    public Operation Agree => Operations.EcdhP256Agree;

    /// <inheritdoc/>
    public void WritePublic(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        using ECDiffieHellman own = Import(privateValue);
        ECPoint point = own.ExportParameters(includePrivateParameters: false).Q;
        point.X.CopyTo(publicValue);
        point.Y.CopyTo(publicValue[CoordinateSize..]);
    }

    /// <inheritdoc/>
    /// <remarks>A value that is not on the curve is refused (RFC 6989 §2.3).</remarks>
    public bool TryAgree(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerValue, Span<byte> secret)
    {
        if (peerValue.Length != PublicSize || !IsOnCurve(peerValue))
        {
            return false;
        }

        var point = new ECPoint
        {
            X = peerValue[..CoordinateSize].ToArray(),
            Y = peerValue[CoordinateSize..].ToArray(),
        };
        using ECDiffieHellman own = Import(privateValue);
        using var peer = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        own.DeriveRawSecretAgreement(peer.PublicKey).CopyTo(secret);
        return true;
    }

    /// <summary>The key of a scalar modulo the group's order; 0, which is none, counts as 1.</summary>
    private static ECDiffieHellman Import(ReadOnlySpan<byte> privateValue)
    {
        BigInteger scalar = BigInteger.Max(Number(privateValue) % Order, BigInteger.One);
        byte[] octets = new byte[CoordinateSize];
        scalar.TryWriteBytes(
            octets.AsSpan(CoordinateSize - scalar.GetByteCount(isUnsigned: true)), out _, true, true);
        return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = octets });
    }

    /// <summary>y² = x³ - 3x + b, both coordinates below p.</summary>
    private static bool IsOnCurve(ReadOnlySpan<byte> point)
    {
        BigInteger x = Number(point[..CoordinateSize]), y = Number(point[CoordinateSize..]);
        return x < Prime && y < Prime && ((y * y) - (x * x * x) + (3 * x) - B) % Prime == 0;
    }

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
