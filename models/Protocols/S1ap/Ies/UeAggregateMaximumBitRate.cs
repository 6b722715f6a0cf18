using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>What all non-GBR bearers of a UE may take together (TS 36.413 §9.2.1.20).</summary>
/// <param name="Downlink">bit/s, 0 to 10^10 (§9.2.1.19).</param>
/// <param name="Uplink">bit/s, 0 to 10^10.</param>
public readonly record struct UeAggregateMaximumBitRate(long Downlink, long Uplink)
    : IPerValue<UeAggregateMaximumBitRate>
{
    /// <summary>iE-Extensions, e.g. rates above 10 Gbit/s.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static UeAggregateMaximumBitRate Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "UE Aggregate Maximum Bit Rate");
        return new(BitRate.Read(ref reader), BitRate.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        BitRate.Write(ref writer, Downlink);
        BitRate.Write(ref writer, Uplink);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}

/// <summary>Bit Rate inside PER: bit/s, 0 to 10^10 (TS 36.413 §9.2.1.19).</summary>
internal static class BitRate
{
    private const long Max = 10_000_000_000;

    internal static long Read(ref PerReader reader) => reader.Constrained(0, Max, "Bit Rate");

    internal static void Write(ref PerWriter writer, long bitsPerSecond) => writer.Constrained(bitsPerSecond, 0, Max);
}
