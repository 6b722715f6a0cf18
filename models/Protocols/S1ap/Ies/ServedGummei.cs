using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// The pools that an MME serves in one radio access technology: every combination of the three (TS 36.413 §9.1.8.5).
/// </summary>
/// <param name="Plmns">Networks, 1 to 32.</param>
/// <param name="MmeGroupIds">MME groups, 1 to 65,535, 16 bits each.</param>
/// <param name="MmeCodes">MME codes, 1 to 256, 8 bits each.</param>
public readonly record struct ServedGummei(
    SequenceOf<PlmnId> Plmns, SequenceOf<ushort> MmeGroupIds, SequenceOf<byte> MmeCodes) : IPerValue<ServedGummei>
{
    private const int PlmnsMax = 32, GroupIdsMax = 65_535, CodesMax = 256;

    /// <summary>iE-Extensions, e.g. the GUMMEI type.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static ServedGummei Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "Served GUMMEIs Item");
        return new(
            reader.Elements(1, PlmnsMax, Plmn.Read, "Served PLMNs"),
            reader.Elements(1, GroupIdsMax, ReadGroupId, "Served Group IDs"),
            reader.Elements(1, CodesMax, ReadCode, "Served MMECs"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        writer.Elements(Plmns, 1, PlmnsMax, Plmn.Write);
        writer.Elements(MmeGroupIds, 1, GroupIdsMax, WriteGroupId);
        writer.Elements(MmeCodes, 1, CodesMax, WriteCode);
        RawIe.WriteExtensions(ref writer, Extensions);
    }

    private static ushort ReadGroupId(ref PerReader reader) => (ushort)reader.Bits(16, "MME Group ID");

    private static byte ReadCode(ref PerReader reader) => (byte)reader.Bits(8, "MME Code");

    private static void WriteGroupId(ref PerWriter writer, ushort id) => writer.Bits(id, 16);

    private static void WriteCode(ref PerWriter writer, byte code) => writer.Bits(code, 8);
}
