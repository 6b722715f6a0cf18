using System;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>IDi, IDr: who an end claims to be (§3.5).</summary>
/// <param name="Type">What the octets are.</param>
/// <param name="Value">The identity.</param>
public readonly record struct IdentificationPayload(IdentificationType Type, Octets Value)
    : IWireMessage<IdentificationPayload>
{
    // octet   0     1..3          4..
    //         type  0 (ignored)   identity; addresses have 4 or 16 octets
    private const int ValueOffset = 4, Ipv4Size = 4, Ipv6Size = 16;

    /// <inheritdoc/>
    public int EncodedSize => ValueOffset + Value.Size;

    /// <summary>A domain name.</summary>
    /// <param name="name">Without a dot at the end.</param>
    public static IdentificationPayload Fqdn(string name) =>
        new(IdentificationType.Fqdn, new Octets(Encoding.ASCII.GetBytes(name)));

    /// <summary>An address.</summary>
    /// <param name="octets">4 or 16 octets.</param>
    public static IdentificationPayload Address(ReadOnlySpan<byte> octets) => new(
        octets.Length == Ipv4Size ? IdentificationType.Ipv4Address : IdentificationType.Ipv6Address,
        new Octets(octets));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out IdentificationPayload message, out DecodeError error)
    {
        message = default;
        if (source.Length <= ValueOffset)
        {
            error = DecodeError.Truncated(ValueOffset + 1, source.Length, "identification data");
            return false;
        }

        var type = (IdentificationType)source[0];
        int size = type == IdentificationType.Ipv4Address ? Ipv4Size
            : type == IdentificationType.Ipv6Address ? Ipv6Size
            : source.Length - ValueOffset;
        error = source.Length < ValueOffset + size
                ? DecodeError.Truncated(ValueOffset + size, source.Length, "identification data")
            : source.Length > ValueOffset + size ? DecodeError.Trailing(ValueOffset + size)
            : DecodeError.None;
        message = error.IsNone ? new(type, new Octets(source[ValueOffset..])) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[..ValueOffset].Clear();
        destination[0] = (byte)Type;
        return ValueOffset + Value.CopyTo(destination[ValueOffset..]);
    }

    /// <summary>The identity as people read it.</summary>
    public override string ToString() =>
        Type is IdentificationType.Fqdn or IdentificationType.Rfc822Address
            ? Encoding.ASCII.GetString(Value.Span)
            : Value.ToString();
}
