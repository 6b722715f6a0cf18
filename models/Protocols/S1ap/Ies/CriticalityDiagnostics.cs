using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>Tells a sender what of its message was not understood (TS 36.413 §9.2.1.21).</summary>
/// <param name="Procedure">The procedure, unless it is that of the message this stands in.</param>
/// <param name="TriggeringMessage">Which of its messages.</param>
/// <param name="ProcedureCriticality">The criticality of the procedure.</param>
/// <param name="Ies">The IEs not understood or missing, at most 256.</param>
public readonly record struct CriticalityDiagnostics(
    ProcedureCode? Procedure, PduType? TriggeringMessage, Criticality? ProcedureCriticality,
    SequenceOf<IeCriticalityDiagnostics> Ies) : IPerValue<CriticalityDiagnostics>
{
    /// <summary>Largest number of IEs.</summary>
    public const int IesMax = 256;

    private const string Name = "Criticality Diagnostics";
    private const uint ProcedurePresent = 16, TriggeringPresent = 8, CriticalityPresent = 4, IesPresent = 2,
        ExtensionsPresent = 1;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static CriticalityDiagnostics Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 5, Name);
        return new(
            (present & ProcedurePresent) == 0 ? null : (ProcedureCode)reader.Constrained(0, byte.MaxValue, Name),
            (present & TriggeringPresent) == 0 ? null : (PduType)reader.Constrained(0, 2, Name),
            (present & CriticalityPresent) == 0 ? null : S1apHeader.ReadCriticality(ref reader),
            (present & IesPresent) == 0 ? default : reader.Elements(1, IesMax, IeCriticalityDiagnostics.Read, Name))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Present(), optionalCount: 5);
        if (Procedure is { } procedure)
        {
            writer.Constrained((int)procedure, 0, byte.MaxValue);
        }

        if (TriggeringMessage is { } type)
        {
            writer.Constrained((int)type, 0, 2);
        }

        if (ProcedureCriticality is { } criticality)
        {
            S1apHeader.WriteCriticality(ref writer, criticality);
        }

        if (!Ies.IsEmpty)
        {
            writer.Elements(Ies, 1, IesMax, IeCriticalityDiagnostics.WriteOne);
        }

        RawIe.WriteExtensions(ref writer, Extensions);
    }

    private uint Present() =>
        (Procedure is null ? 0 : ProcedurePresent)
        | (TriggeringMessage is null ? 0 : TriggeringPresent)
        | (ProcedureCriticality is null ? 0 : CriticalityPresent)
        | (Ies.IsEmpty ? 0 : IesPresent)
        | (Extensions.IsEmpty ? 0 : ExtensionsPresent);
}
