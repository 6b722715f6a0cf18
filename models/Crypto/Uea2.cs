using System;

namespace Simulator.Crypto;

/// <summary>UEA2 and 128-EEA1: confidentiality by SNOW 3G (TS 35.215 §3, TS 33.401 annex B.1.2).</summary>
internal static class Uea2
{
    /// <summary>Adds the key stream to octets in place.</summary>
    public static void Apply(UInt128 key, uint count, int bearer, Direction direction, Span<byte> octets)
    {
        uint second = (uint)StreamInput.High(count, bearer, direction);
        var snow = new Snow3G(key, count, second, count, second);
        KeyStream.Add(ref snow, octets);
    }
}
