namespace Simulator.Network;

/// <summary>
/// Order of numbers that wrap (RFC 1982), for TSNs of 32 bits and stream sequence numbers of 16 (RFC 9260 §1.6).
/// </summary>
internal static class SerialNumber
{
    /// <summary>True if the first TSN was given before the second.</summary>
    public static bool IsBefore(uint first, uint second) => unchecked((int)(first - second)) < 0;

    /// <summary>True if the first stream sequence number was given before the second.</summary>
    public static bool IsBefore(ushort first, ushort second) => unchecked((short)(first - second)) < 0;

    /// <summary>A TSN so many after another.</summary>
    public static uint Add(uint tsn, int count) => unchecked(tsn + (uint)count);

    /// <summary>The next stream sequence number.</summary>
    public static ushort Next(ushort ssn) => unchecked((ushort)(ssn + 1));

    /// <summary>How many TSNs the second is after the first; negative if before.</summary>
    public static int Distance(uint first, uint second) => unchecked((int)(second - first));
}
