using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>128-EIA2: AES-128 in CMAC mode (TS 33.401 annex B.2.3).</summary>
internal static class Eia2
{
    /// <summary>The code over COUNT ‖ BEARER ‖ DIRECTION ‖ 26 zero bits ‖ message.</summary>
    public static uint Compute(
        UInt128 key, uint count, int bearer, Direction direction, ReadOnlySpan<byte> message, int bitCount)
    {
        Span<byte> head = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(head, StreamInput.High(count, bearer, direction));
        var aes = new AesBlock(key);
        var cmac = new AesCmac(in aes);
        cmac.Append(head);
        cmac.Append(message[..Bits.ToOctets(bitCount)]);
        return (uint)(cmac.Finish(bitCount % 8) >> 96);
    }
}
