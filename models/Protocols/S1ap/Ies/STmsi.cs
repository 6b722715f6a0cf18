using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>S-TMSI: the part of a GUTI that names a UE inside an MME pool (TS 36.413 §9.2.3.6).</summary>
/// <param name="MmeCode">MME code, 8 bits (§9.2.3.12).</param>
/// <param name="MTmsi">M-TMSI, 32 bits.</param>
public readonly record struct STmsi(byte MmeCode, uint MTmsi) : IPerValue<STmsi>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static STmsi Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "S-TMSI");
        uint code = reader.Bits(8, "MME Code");
        reader.Align();
        return new((byte)code, reader.Bits(32, "M-TMSI"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        writer.Bits(MmeCode, 8);
        writer.Align();
        writer.Bits(MTmsi, 32);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
