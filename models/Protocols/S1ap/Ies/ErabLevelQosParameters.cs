using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Quality of service of an E-RAB (TS 36.413 §9.2.1.15).</summary>
/// <param name="Qci">QoS class identifier, 0 to 255 (TS 23.203 §6.1.7).</param>
/// <param name="Priority">Allocation and retention priority.</param>
/// <param name="Gbr">Bit rates of a bearer with guaranteed bit rate; otherwise null.</param>
public readonly record struct ErabLevelQosParameters(
    byte Qci, AllocationRetentionPriority Priority, GbrQosInformation? Gbr) : IPerValue<ErabLevelQosParameters>
{
    private const uint GbrPresent = 2, ExtensionsPresent = 1;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static ErabLevelQosParameters Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 2, "E-RAB Level QoS Parameters");
        return new(
            (byte)reader.Constrained(0, byte.MaxValue, "QCI"),
            AllocationRetentionPriority.Read(ref reader),
            (present & GbrPresent) == 0 ? null : GbrQosInformation.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(
            (Gbr is null ? 0 : GbrPresent) | (Extensions.IsEmpty ? 0 : ExtensionsPresent), optionalCount: 2);
        writer.Constrained(Qci, 0, byte.MaxValue);
        Priority.Write(ref writer);
        Gbr?.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
