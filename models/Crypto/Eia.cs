using System;

namespace Simulator.Crypto;

/// <summary>EPS integrity algorithms: the message authentication code MAC-I or NAS-MAC (TS 33.401 annex B.2).</summary>
public static class Eia
{
    /// <summary>The code over whole octets.</summary>
    /// <param name="algorithm">Which algorithm.</param>
    /// <param name="key">KNASint, KRRCint or KUPint.</param>
    /// <param name="count">COUNT.</param>
    /// <param name="bearer">BEARER, 0 to 31; 0 for NAS.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets.</param>
    /// <returns>32 bits; 0 for EIA0.</returns>
    public static uint Compute(
        IntegrityAlgorithm algorithm,
        UInt128 key,
        uint count,
        int bearer,
        Direction direction,
        ReadOnlySpan<byte> message) =>
        Compute(algorithm, key, count, bearer, direction, message, checked(8 * message.Length));

    /// <summary>The code over a number of bits.</summary>
    /// <param name="algorithm">Which algorithm.</param>
    /// <param name="key">KNASint, KRRCint or KUPint.</param>
    /// <param name="count">COUNT.</param>
    /// <param name="bearer">BEARER, 0 to 31; 0 for NAS.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets that hold the bits; the bits after them are ignored.</param>
    /// <param name="bitCount">LENGTH in bits.</param>
    /// <returns>32 bits; 0 for EIA0.</returns>
    public static uint Compute(
        IntegrityAlgorithm algorithm,
        UInt128 key,
        uint count,
        int bearer,
        Direction direction,
        ReadOnlySpan<byte> message,
        int bitCount)
    {
        Bits.Check(message, bitCount);
        StreamInput.Check(bearer, direction);
        uint fresh = (uint)StreamInput.High(count, bearer, Direction.Uplink); // BEARER and 27 zero bits
        return algorithm switch
        {
            IntegrityAlgorithm.Eia0 => 0,
            IntegrityAlgorithm.Eia1 => Uia2.Compute(key, count, fresh, direction, message, bitCount),
            IntegrityAlgorithm.Eia2 => Eia2.Compute(key, count, bearer, direction, message, bitCount),
            IntegrityAlgorithm.Eia3 => Eia3.Compute(key, count, bearer, direction, message, bitCount),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
    }

    /// <summary>True if a received code is that of the message, which is whole octets.</summary>
    /// <param name="algorithm">Which algorithm.</param>
    /// <param name="key">KNASint, KRRCint or KUPint.</param>
    /// <param name="count">COUNT.</param>
    /// <param name="bearer">BEARER, 0 to 31; 0 for NAS.</param>
    /// <param name="direction">DIRECTION.</param>
    /// <param name="message">The octets.</param>
    /// <param name="mac">The received code.</param>
    public static bool Verify(
        IntegrityAlgorithm algorithm,
        UInt128 key,
        uint count,
        int bearer,
        Direction direction,
        ReadOnlySpan<byte> message,
        uint mac) =>
        FixedTime.Equal(Compute(algorithm, key, count, bearer, direction, message), mac);
}
