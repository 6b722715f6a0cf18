using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>Globally unique MME identity (TS 36.413 §9.2.3.9).</summary>
/// <param name="Plmn">The network.</param>
/// <param name="MmeGroupId">MME group, 16 bits (§9.2.3.11).</param>
/// <param name="MmeCode">MME in the group, 8 bits (§9.2.3.12).</param>
public readonly record struct Gummei(PlmnId Plmn, ushort MmeGroupId, byte MmeCode) : IPerValue<Gummei>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static Gummei Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "GUMMEI");
        return new(
            S1ap.Plmn.Read(ref reader),
            (ushort)reader.Bits(16, "MME Group ID"),
            (byte)reader.Bits(8, "MME Code"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        S1ap.Plmn.Write(ref writer, Plmn);
        writer.Bits(MmeGroupId, 16);
        writer.Bits(MmeCode, 8);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
