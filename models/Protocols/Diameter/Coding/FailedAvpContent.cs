using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>AVPs that an answer shows in Failed-AVP where the request has none to copy (RFC 6733 §7.5).</summary>
internal static class FailedAvpContent
{
    /// <summary>An absent AVP: its header and as few zeros as its format allows; of a pair, both.</summary>
    internal static Octets Example(AvpDefinition definition, AvpDefinition? alternative)
    {
        int size = ExampleSize(definition) + (alternative is null ? 0 : ExampleSize(alternative));
        byte[] octets = new byte[size];
        var writer = AvpWriter.Over(octets);
        AddExample(ref writer, definition);
        if (alternative is not null)
        {
            AddExample(ref writer, alternative);
        }

        return new(octets);
    }

    /// <summary>
    /// An AVP whose length cannot be believed: the header as far as it came, zeros behind it, and zeros for data. Its
    /// length is made right, so that the answer that carries it can be read.
    /// </summary>
    internal static Octets Rebuilt(ReadOnlySpan<byte> header, AvpDefinition? definition)
    {
        bool hasVendor = header.Length > RawAvp.FlagsOffset && (header[RawAvp.FlagsOffset] & RawAvp.VendorFlag) != 0;
        int size = (hasVendor ? DiameterSize.VendorAvpHeader : DiameterSize.AvpHeader) + (definition?.SizeMin ?? 0);
        byte[] octets = new byte[RawAvp.Padded(size)];
        header.CopyTo(octets);
        DiameterHeader.WriteUInt24(octets.AsSpan(RawAvp.LengthOffset), size);
        return new(octets);
    }

    private static int ExampleSize(AvpDefinition definition) =>
        RawAvp.Padded(definition.HeaderSize + definition.SizeMin);

    private static void AddExample(ref AvpWriter writer, AvpDefinition definition) =>
        writer.AddRoom(definition, definition.SizeMin).Clear();
}
