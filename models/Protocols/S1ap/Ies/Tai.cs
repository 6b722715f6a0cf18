using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>Tracking area identity (TS 36.413 §9.2.3.16).</summary>
/// <param name="Plmn">The network.</param>
/// <param name="Tac">Tracking area code, 16 bits (§9.2.3.7).</param>
public readonly record struct Tai(PlmnId Plmn, ushort Tac) : IPerValue<Tai>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static Tai Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "TAI");
        return new(S1ap.Plmn.Read(ref reader), (ushort)reader.Bits(16, "TAC"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        S1ap.Plmn.Write(ref writer, Plmn);
        writer.Bits(Tac, 16);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
