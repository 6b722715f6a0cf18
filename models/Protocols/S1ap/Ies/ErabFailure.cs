using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>An E-RAB that was not set up, and why: an item of an E-RAB List (TS 36.413 §9.2.1.36).</summary>
/// <param name="ErabId">Which one.</param>
/// <param name="Cause">Why.</param>
public readonly record struct ErabFailure(ErabId ErabId, Cause Cause) : IPerValue<ErabFailure>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static ErabFailure Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "E-RAB List Item");
        return new(ErabId.Read(ref reader), Cause.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        ErabId.Write(ref writer);
        Cause.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
