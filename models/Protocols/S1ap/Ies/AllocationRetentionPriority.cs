using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Which bearers go first when there is not enough for all (TS 36.413 §9.2.1.60).</summary>
/// <param name="PriorityLevel">1 highest to 14 lowest, 15 no priority, 0 spare.</param>
/// <param name="MayPreempt">This bearer may take the resources of another.</param>
/// <param name="IsPreemptable">Another may take the resources of this one.</param>
public readonly record struct AllocationRetentionPriority(byte PriorityLevel, bool MayPreempt, bool IsPreemptable)
    : IPerValue<AllocationRetentionPriority>
{
    private const string Name = "Allocation and Retention Priority";
    private const int PriorityMax = 15;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static AllocationRetentionPriority Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, Name);
        return new((byte)reader.Constrained(0, PriorityMax, Name), reader.Bit(Name), reader.Bit(Name))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        writer.Constrained(PriorityLevel, 0, PriorityMax);
        writer.Bit(MayPreempt);
        writer.Bit(IsPreemptable);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
