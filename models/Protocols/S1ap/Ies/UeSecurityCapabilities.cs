using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// The algorithms of the radio link that a UE has; EEA0 and EIA0 are not listed (TS 36.413 §9.2.1.40).
/// </summary>
/// <param name="Encryption">First bit 128-EEA1, second 128-EEA2, third 128-EEA3, the others reserved.</param>
/// <param name="Integrity">First bit 128-EIA1, second 128-EIA2, third 128-EIA3, the others reserved.</param>
public readonly record struct UeSecurityCapabilities(ushort Encryption, ushort Integrity)
    : IPerValue<UeSecurityCapabilities>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static UeSecurityCapabilities Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "UE Security Capabilities");
        return new(
            ReadAlgorithms(ref reader, "Encryption Algorithms"),
            ReadAlgorithms(ref reader, "Integrity Protection Algorithms"))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        WriteAlgorithms(ref writer, Encryption);
        WriteAlgorithms(ref writer, Integrity);
        RawIe.WriteExtensions(ref writer, Extensions);
    }

    /// <summary>BIT STRING (SIZE (16, ...)): sixteen bits, not aligned (X.691 §16.9).</summary>
    private static ushort ReadAlgorithms(ref PerReader reader, string field)
    {
        reader.Root(field);
        return (ushort)reader.Bits(16, field);
    }

    private static void WriteAlgorithms(ref PerWriter writer, ushort algorithms)
    {
        writer.Bit(false);
        writer.Bits(algorithms, 16);
    }
}
