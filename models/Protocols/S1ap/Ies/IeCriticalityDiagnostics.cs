using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>What is wrong with an IE (TS 36.413 §9.2.1.21); additions of later versions are kept.</summary>
public enum TypeOfError
{
    /// <summary>Its id or its contents are not known.</summary>
    NotUnderstood,

    /// <summary>It should be there and is not.</summary>
    Missing,
}

/// <summary>One IE that was not understood or is missing (TS 36.413 §9.2.1.21).</summary>
/// <param name="Criticality">Its criticality; not ignore.</param>
/// <param name="Id">ProtocolIE-ID.</param>
/// <param name="TypeOfError">What is wrong with it.</param>
public readonly record struct IeCriticalityDiagnostics(Criticality Criticality, ushort Id, TypeOfError TypeOfError)
    : IPerValue<IeCriticalityDiagnostics>
{
    private const string Name = "Information Element Criticality Diagnostics";
    private const int TypeCount = 2;

    /// <summary>iE-Extensions.</summary>
    public SequenceOf<RawIe> Extensions { get; init; }

    /// <inheritdoc/>
    public static IeCriticalityDiagnostics Read(ref PerReader reader)
    {
        uint present = reader.Preamble(optionalCount: 1, Name);
        return new(
            S1apHeader.ReadCriticality(ref reader),
            RawIe.ReadId(ref reader),
            (TypeOfError)reader.Index(TypeCount, extensible: true, Name))
        {
            Extensions = RawIe.ReadExtensions(ref reader, present),
        };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Preamble(Extensions.IsEmpty ? 0u : 1u, optionalCount: 1);
        S1apHeader.WriteCriticality(ref writer, Criticality);
        writer.Constrained(Id, 0, ushort.MaxValue);
        writer.Index((int)TypeOfError, TypeCount, extensible: true);
        RawIe.WriteExtensions(ref writer, Extensions);
    }

    internal static void WriteOne(ref PerWriter writer, IeCriticalityDiagnostics item) => item.Write(ref writer);
}
