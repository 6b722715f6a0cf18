using System;

namespace Simulator.Crypto;

/// <summary>EPS encryption algorithms: the key stream is added to the message in place (TS 33.401 annex B.1).</summary>
public static class Eea
{
    /// <summary>Ciphers or deciphers whole octets in place.</summary>
    /// <param name="algorithm">Which algorithm.</param>
    /// <param name="key">KNASenc, KRRCenc or KUPenc.</param>
    /// <param name="count">COUNT.</param>
    /// <param name="bearer">BEARER, 0 to 31; 0 for NAS.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets.</param>
    public static void Apply(
        CipheringAlgorithm algorithm, UInt128 key, uint count, int bearer, Direction direction, Span<byte> message) =>
        Apply(algorithm, key, count, bearer, direction, message, checked(8 * message.Length));

    /// <summary>Ciphers or deciphers a number of bits in place;
    /// the bits after them in the last octet become 0.</summary>
    /// <param name="algorithm">Which algorithm.</param>
    /// <param name="key">KNASenc, KRRCenc or KUPenc.</param>
    /// <param name="count">COUNT.</param>
    /// <param name="bearer">BEARER, 0 to 31; 0 for NAS.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets that hold the bits.</param>
    /// <param name="bitCount">LENGTH in bits.</param>
    public static void Apply(
        CipheringAlgorithm algorithm,
        UInt128 key,
        uint count,
        int bearer,
        Direction direction,
        Span<byte> message,
        int bitCount)
    {
        Bits.Check(message, bitCount);
        StreamInput.Check(bearer, direction);
        Span<byte> octets = message[..Bits.ToOctets(bitCount)];
        switch (algorithm)
        {
            case CipheringAlgorithm.Eea0:
                break;
            case CipheringAlgorithm.Eea1:
                Uea2.Apply(key, count, bearer, direction, octets);
                break;
            case CipheringAlgorithm.Eea2:
                Eea2.Apply(key, count, bearer, direction, octets);
                break;
            case CipheringAlgorithm.Eea3:
                Eea3.Apply(key, count, bearer, direction, octets);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(algorithm));
        }

        Bits.ClearTail(octets, bitCount);
    }
}
