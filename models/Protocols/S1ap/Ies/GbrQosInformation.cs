using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Bit rates of a bearer with guaranteed bit rate (TS 36.413 §9.2.1.18).</summary>
/// <param name="MaximumDownlink">bit/s, 0 to 10^10.</param>
/// <param name="MaximumUplink">bit/s, 0 to 10^10.</param>
/// <param name="GuaranteedDownlink">bit/s, 0 to 10^10.</param>
/// <param name="GuaranteedUplink">bit/s, 0 to 10^10.</param>
public readonly record struct GbrQosInformation(
    long MaximumDownlink, long MaximumUplink, long GuaranteedDownlink, long GuaranteedUplink)
    : IPerValue<GbrQosInformation>
{
    /// <summary>iE-Extensions, e.g. rates above 10 Gbit/s.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static GbrQosInformation Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "GBR QoS Information");
        return new(
            BitRate.Read(ref reader), BitRate.Read(ref reader), BitRate.Read(ref reader), BitRate.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        BitRate.Write(ref writer, MaximumDownlink);
        BitRate.Write(ref writer, MaximumUplink);
        BitRate.Write(ref writer, GuaranteedDownlink);
        BitRate.Write(ref writer, GuaranteedUplink);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
