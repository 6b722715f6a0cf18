using System;

namespace Simulator.Crypto;

/// <summary>128-EEA3: confidentiality by ZUC (TS 35.221 §3, TS 33.401 annex B.1.4).</summary>
internal static class Eea3
{
    /// <summary>Adds the key stream to octets in place.</summary>
    public static void Apply(UInt128 key, uint count, int bearer, Direction direction, Span<byte> octets)
    {
        ulong half = StreamInput.High(count, bearer, direction);
        var zuc = new Zuc(key, new UInt128(half, half));
        KeyStream.Add(ref zuc, octets);
    }
}
