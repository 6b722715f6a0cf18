namespace Simulator.Network;

/// <summary>
/// A sequence number. Arithmetic is modulo 2^32; order holds among numbers less than 2^31 apart (RFC 9293 §3.4).
/// </summary>
/// <param name="Value">The 32 bits.</param>
public readonly record struct TcpSequence(uint Value)
{
    /// <summary>The number so many octets later.</summary>
    public static TcpSequence operator +(TcpSequence left, int octets) => unchecked(new(left.Value + (uint)octets));

    /// <summary>The number so many octets earlier.</summary>
    public static TcpSequence operator -(TcpSequence left, int octets) => unchecked(new(left.Value - (uint)octets));

    /// <summary>Octets from the right number to the left; negative if the left comes first.</summary>
    public static int operator -(TcpSequence left, TcpSequence right) => unchecked((int)(left.Value - right.Value));

    /// <summary>Before.</summary>
    public static bool operator <(TcpSequence left, TcpSequence right) => left - right < 0;

    /// <summary>After.</summary>
    public static bool operator >(TcpSequence left, TcpSequence right) => left - right > 0;

    /// <summary>Not after.</summary>
    public static bool operator <=(TcpSequence left, TcpSequence right) => left - right <= 0;

    /// <summary>Not before.</summary>
    public static bool operator >=(TcpSequence left, TcpSequence right) => left - right >= 0;
}
