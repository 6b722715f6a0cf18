using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>The UE association that an MME releases (TS 36.413 §9.2.3.18).</summary>
/// <param name="Mme">The MME's identity of it.</param>
/// <param name="Enb">The eNB's, if the MME knows it: then both are sent as a pair.</param>
public readonly record struct UeS1apIds(MmeUeS1apId Mme, EnbUeS1apId? Enb) : IPerValue<UeS1apIds>
{
    private const string Name = "UE S1AP IDs";
    private const int Pair = 0, MmeOnly = 1, AlternativeCount = 2;

    /// <summary>iE-Extensions of the pair.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static UeS1apIds Read(ref PerReader reader)
    {
        reader.Root(Name);
        if (reader.Constrained(0, AlternativeCount - 1, Name) == MmeOnly)
        {
            return new(MmeUeS1apId.Read(ref reader), null);
        }

        uint present = reader.Preamble(optionalCount: 1, Name);
        return new(MmeUeS1apId.Read(ref reader), EnbUeS1apId.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Constrained(Enb is null ? MmeOnly : Pair, 0, AlternativeCount - 1);
        if (Enb is not { } enb)
        {
            Mme.Write(ref writer);
            return;
        }

        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        Mme.Write(ref writer);
        enb.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
