using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>A tracking area that an eNB serves (TS 36.413 §9.1.8.4).</summary>
/// <param name="Tac">Tracking area code, 16 bits (§9.2.3.7).</param>
/// <param name="BroadcastPlmns">Networks broadcast in it, 1 to 6.</param>
public readonly record struct SupportedTa(ushort Tac, SequenceOf<PlmnId> BroadcastPlmns) : IPerValue<SupportedTa>
{
    private const int PlmnsMax = 6;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static SupportedTa Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "Supported TAs Item");
        return new((ushort)reader.Bits(16, "TAC"), reader.Elements(1, PlmnsMax, Plmn.Read, "Broadcast PLMNs"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        writer.Bits(Tac, 16);
        writer.Elements(BroadcastPlmns, 1, PlmnsMax, Plmn.Write);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
