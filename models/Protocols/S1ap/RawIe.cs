using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// An IE (ProtocolIE-Field) or an extension (ProtocolExtensionField) as it stands on the wire (TS 36.413 §9.3.7).
/// </summary>
/// <param name="Id">ProtocolIE-ID.</param>
/// <param name="Criticality">What a receiver does that does not know the IE.</param>
/// <param name="Value">The encoding of the value, at least one octet.</param>
public readonly record struct RawIe(ushort Id, Criticality Criticality, Octets Value) : IPerValue<RawIe>
{
    private const int IdMax = 65_535, ExtensionsMax = 65_535;

    /// <inheritdoc/>
    public static RawIe Read(ref PerReader reader) =>
        new(ReadId(ref reader), S1apHeader.ReadCriticality(ref reader), new(reader.OpenOctets("value")));

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        WriteHead(ref writer, Id, Criticality);
        writer.OpenOctets(Value.Span);
    }

    internal static ushort ReadId(ref PerReader reader) => (ushort)reader.Constrained(0, IdMax, "id");

    internal static void WriteHead(ref PerWriter writer, ushort id, Criticality criticality)
    {
        writer.Constrained(id, 0, IdMax);
        S1apHeader.WriteCriticality(ref writer, criticality);
    }

    /// <summary>The iE-Extensions of a SEQUENCE, by convention its last optional field.</summary>
    /// <param name="reader">Stands behind the other fields.</param>
    /// <param name="present">The bitmap of optional fields.</param>
    internal static SequenceOf<RawIe> ReadExtensions(ref PerReader reader, uint present) => (present & 1) == 0
        ? default
        : reader.Elements(1, ExtensionsMax, ReadExtension, "iE-Extensions");

    internal static void WriteExtensions(ref PerWriter writer, SequenceOf<RawIe> extensions)
    {
        if (!extensions.IsEmpty)
        {
            writer.Elements(extensions, 1, ExtensionsMax, WriteOne);
        }
    }

    internal static void WriteOne(ref PerWriter writer, RawIe ie) => ie.Write(ref writer);

    /// <summary>No extension is known here: one that must be understood is refused (§10.3.4.2).</summary>
    private static RawIe ReadExtension(ref PerReader reader)
    {
        reader.Align();
        int at = reader.Offset;
        RawIe extension = Read(ref reader);
        if (!reader.Failed && extension.Criticality == Criticality.Reject)
        {
            reader.Fail(DecodeError.NotComprehended($"extension {extension.Id}", at));
        }

        return extension;
    }
}
