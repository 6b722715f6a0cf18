using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>S1 SETUP FAILURE, MME to eNB (TS 36.413 §9.1.8.6).</summary>
/// <param name="Cause">Why.</param>
public readonly record struct S1SetupFailure(Cause Cause) : IWireMessage<S1SetupFailure>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         40   11   00   L     00   count   2 [65] [58]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.UnsuccessfulOutcome, ProcedureCode.S1Setup, Criticality.Reject,
        Ies.Cause.Mandatory(Criticality.Ignore),
        Ies.TimeToWait.Optional(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore));

    private const int TimeToWaitCount = 6; // values before the extension marker

    /// <summary>How long the eNB waits before it asks again.</summary>
    public TimeToWait? TimeToWait { get; init; }

    /// <summary>What of the request was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out S1SetupFailure message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<Cause>(Ies.Cause))
        {
            TimeToWait = (TimeToWait?)ies.OptionalEnumerated(Ies.TimeToWait, TimeToWaitCount),
            CriticalityDiagnostics = ies.Optional<CriticalityDiagnostics>(Ies.CriticalityDiagnostics),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.Cause, Cause);
        ies.WriteEnumerated(Ies.TimeToWait, (int?)TimeToWait, TimeToWaitCount);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        return ies.End();
    }
}
