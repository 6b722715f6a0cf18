using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>What is reset: the whole S1 interface, or some UE associations (TS 36.413 §9.1.8.1).</summary>
/// <param name="Connections">The associations, at most 256; none means the whole interface.</param>
public readonly record struct ResetType(SequenceOf<UeAssociatedLogicalS1Connection> Connections) : IPerValue<ResetType>
{
    private const string Name = "Reset Type";
    private const int All = 0, Part = 1, AlternativeCount = 2, ConnectionsMax = 256;

    private static readonly ListFormat Format = new(ConnectionsMax, Ies.S1ConnectionItem.Mandatory(Criticality.Reject));

    /// <summary>True if the whole interface is reset.</summary>
    public bool IsAll => Connections.IsEmpty;

    /// <inheritdoc/>
    public static ResetType Read(ref PerReader reader)
    {
        reader.Root(Name);
        if (reader.Constrained(0, AlternativeCount - 1, Name) == Part)
        {
            return new(IeList.Read<UeAssociatedLogicalS1Connection>(ref reader, Format, Name));
        }

        reader.Root("Reset All"); // ENUMERATED { reset-all, ... }: the one value takes no bit
        return default;
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Constrained(IsAll ? All : Part, 0, AlternativeCount - 1);
        if (IsAll)
        {
            writer.Bit(false);
        }
        else
        {
            IeList.Write(ref writer, Connections, Format);
        }
    }
}
