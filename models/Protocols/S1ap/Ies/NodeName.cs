using System;
using System.Text;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// Name of an eNB or MME for people: 1 to 150 characters of PrintableString (TS 36.413 §9.1.8.4, §9.1.8.5).
/// </summary>
public readonly record struct NodeName : IPerValue<NodeName>
{
    private const int SizeMax = 150;

    private readonly string? _value;

    /// <summary>Takes the name.</summary>
    /// <param name="value">1 to 150 letters, digits, spaces and <c>'()+,-./:=?</c>.</param>
    public NodeName(string value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, SizeMax);
        foreach (char character in value)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(char.IsAscii(character) && IsPrintable((byte)character), true);
        }

        _value = value;
    }

    /// <summary>The name.</summary>
    public string Value => _value ?? string.Empty;

    /// <inheritdoc/>
    public static NodeName Read(ref PerReader reader)
    {
        reader.Root("name size");
        int size = (int)reader.Constrained(1, SizeMax, "name size");
        reader.Align();
        int at = reader.Offset;
        ReadOnlySpan<byte> characters = reader.Octets(size, "name");
        foreach (byte character in characters)
        {
            if (!IsPrintable(character))
            {
                reader.Fail(DecodeError.Unexpected("name", at));
            }
        }

        return reader.Failed ? default : new(Encoding.ASCII.GetString(characters));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        Span<byte> characters = stackalloc byte[SizeMax];
        int size = Encoding.ASCII.GetBytes(Value, characters);
        writer.Bit(false);
        writer.Constrained(size, 1, SizeMax);
        writer.Octets(characters[..size]);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    /// <summary>The alphabet of PrintableString (X.680 §41.4).</summary>
    private static bool IsPrintable(byte character) =>
        char.IsAsciiLetterOrDigit((char)character) || " '()+,-./:=?"u8.Contains(character);
}
