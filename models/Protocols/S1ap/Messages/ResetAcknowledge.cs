using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>RESET ACKNOWLEDGE, either way (TS 36.413 §9.1.8.2).</summary>
public readonly record struct ResetAcknowledge : IWireMessage<ResetAcknowledge>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         20   0e   00   L     00   count   [93] [58]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.SuccessfulOutcome, ProcedureCode.Reset, Criticality.Reject,
        Ies.S1ConnectionList.Optional(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore));

    private static readonly ListFormat ConnectionsFormat = new(256, Ies.S1ConnectionItem.Mandatory(Criticality.Ignore));

    /// <summary>The associations of a partial reset, at most 256, as they were asked for.</summary>
    public SequenceOf<UeAssociatedLogicalS1Connection> Connections { get; init; }

    /// <summary>What of the request was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ResetAcknowledge message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new()
        {
            Connections = ies.OptionalList<UeAssociatedLogicalS1Connection>(Ies.S1ConnectionList, ConnectionsFormat),
            CriticalityDiagnostics = ies.Optional<CriticalityDiagnostics>(Ies.CriticalityDiagnostics),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.WriteOptionalList(Ies.S1ConnectionList, Connections, ConnectionsFormat);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        return ies.End();
    }
}
