using System;

namespace Simulator.Crypto;

/// <summary>What COUNT, BEARER and DIRECTION look like at the head of an algorithm's input
/// (TS 33.401 annex B).</summary>
internal static class StreamInput
{
    private const int BearerMax = 31;

    /// <summary>COUNT ‖ BEARER ‖ DIRECTION ‖ 26 zero bits, as 64 bits.</summary>
    /// <param name="count">COUNT, 32 bits.</param>
    /// <param name="bearer">BEARER, 5 bits.</param>
    /// <param name="direction">DIRECTION, 1 bit.</param>
    public static ulong High(uint count, int bearer, Direction direction) =>
        ((ulong)count << 32) | ((ulong)(uint)bearer << 27) | ((ulong)(uint)direction << 26);

    /// <summary>Refuses what does not fit these fields.</summary>
    public static void Check(int bearer, Direction direction)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bearer, (uint)BearerMax, nameof(bearer));
        Check(direction);
    }

    /// <summary>Refuses what is not one bit.</summary>
    public static void Check(Direction direction) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)direction, (uint)Direction.Downlink, nameof(direction));
}
