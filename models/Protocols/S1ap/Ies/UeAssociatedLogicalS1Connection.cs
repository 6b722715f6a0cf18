using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>One UE association of a partial reset, by one or both of its identities (TS 36.413 §9.1.8.1).</summary>
/// <param name="Mme">The MME's identity.</param>
/// <param name="Enb">The eNB's identity.</param>
public readonly record struct UeAssociatedLogicalS1Connection(MmeUeS1apId? Mme, EnbUeS1apId? Enb)
    : IPerValue<UeAssociatedLogicalS1Connection>
{
    private const uint MmePresent = 4, EnbPresent = 2, ExtensionsPresent = 1;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static UeAssociatedLogicalS1Connection Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 3, "UE-associated logical S1-connection Item");
        return new(
            (present & MmePresent) == 0 ? null : MmeUeS1apId.Read(ref reader),
            (present & EnbPresent) == 0 ? null : EnbUeS1apId.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        uint present = (Mme is null ? 0 : MmePresent) | (Enb is null ? 0 : EnbPresent)
            | (Extensions.IsEmpty ? 0 : ExtensionsPresent);
        writer.Preamble(present, optionalCount: 3);
        Mme?.Write(ref writer);
        Enb?.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
