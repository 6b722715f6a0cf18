using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>Global eNB identity (TS 36.413 §9.2.1.37).</summary>
/// <param name="Plmn">The network.</param>
/// <param name="EnbId">The eNB in it.</param>
public readonly record struct GlobalEnbId(PlmnId Plmn, EnbId EnbId) : IPerValue<GlobalEnbId>
{
    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static GlobalEnbId Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, "Global eNB ID");
        return new(S1ap.Plmn.Read(ref reader), EnbId.Read(ref reader))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        S1ap.Plmn.Write(ref writer, Plmn);
        EnbId.Write(ref writer);
        RawIe.WriteExtensions(ref writer, Extensions);
    }
}
