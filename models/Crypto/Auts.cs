using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Simulator.Crypto;

/// <summary>Resynchronisation token AUTS = SQN_MS ⊕ AK* ‖ MAC-S, 112 bits (TS 33.102 §6.3.3).</summary>
/// <param name="SqnXorAk">SQN_MS ⊕ AK*, 48 bits.</param>
/// <param name="MacS">MAC-S, 64 bits.</param>
public readonly record struct Auts(ulong SqnXorAk, ulong MacS)
{
    /// <summary>Length in octets.</summary>
    public const int Size = 14;

    /// <summary>Reads a token; false if it is not 14 octets.</summary>
    /// <param name="octets">All its octets.</param>
    /// <param name="auts">The token.</param>
    public static bool TryRead(ReadOnlySpan<byte> octets, out Auts auts)
    {
        auts = octets.Length != Size
            ? default
            : new(UInt48.Read(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[UInt48.Size..]));
        return octets.Length == Size;
    }

    /// <summary>Writes the 14 octets.</summary>
    /// <param name="destination">At least 14 octets.</param>
    public void Write(Span<byte> destination)
    {
        UInt48.Write(destination, SqnXorAk);
        BinaryPrimitives.WriteUInt64BigEndian(destination[UInt48.Size..], MacS);
    }

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SqnXorAk:x12}{MacS:x16}");
}
