using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Cookies that a responder need not remember (RFC 7296 §2.6).</summary>
public static class IkeCookie
{
    // ours, after the standard's advice: version of the secret, then HMAC-SHA-256(secret, Ni ‖ address ‖ SPIi)
    private const int CodeOffset = 4;

    /// <summary>Octets of a cookie.</summary>
    public const int Size = CodeOffset + SHA256.HashSizeInBytes;

    /// <summary>The cookie for a request.</summary>
    /// <param name="secret">The responder's secret of this version.</param>
    /// <param name="version">Version of the secret.</param>
    /// <param name="nonce">Ni of the request.</param>
    /// <param name="address">4 or 16 octets of its source.</param>
    /// <param name="initiatorSpi">SPIi of the request.</param>
    public static Octets Make(
        ReadOnlySpan<byte> secret, uint version, Octets nonce, ReadOnlySpan<byte> address, ulong initiatorSpi)
    {
        Span<byte> cookie = stackalloc byte[Size], spi = stackalloc byte[IkeNumber.IkeSpiSize];
        BinaryPrimitives.WriteUInt64BigEndian(spi, initiatorSpi);
        BinaryPrimitives.WriteUInt32BigEndian(cookie, version);
        HMACSHA256.HashData(secret, (byte[])[.. nonce.Span, .. address, .. spi], cookie[CodeOffset..]);
        return new Octets(cookie);
    }

    /// <summary>Version of the secret that a cookie was made with.</summary>
    /// <param name="cookie">A cookie.</param>
    /// <param name="version">The version.</param>
    /// <returns>False if it has another size than ours.</returns>
    public static bool TryReadVersion(Octets cookie, out uint version)
    {
        version = cookie.Size == Size ? BinaryPrimitives.ReadUInt32BigEndian(cookie.Span) : 0;
        return cookie.Size == Size;
    }

    /// <summary>True if a returned cookie is the one that the request was given.</summary>
    /// <param name="cookie">The cookie returned.</param>
    /// <param name="expected">What <see cref="Make"/> gives for the request.</param>
    public static bool Verify(Octets cookie, Octets expected) =>
        CryptographicOperations.FixedTimeEquals(cookie.Span, expected.Span);
}
