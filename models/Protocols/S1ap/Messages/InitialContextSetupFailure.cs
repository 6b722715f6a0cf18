using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>INITIAL CONTEXT SETUP FAILURE, eNB to MME (TS 36.413 §9.1.4.4).</summary>
/// <param name="MmeUeS1apId">The MME's identity of the UE.</param>
/// <param name="EnbUeS1apId">The eNB's.</param>
/// <param name="Cause">Why.</param>
public readonly record struct InitialContextSetupFailure(
    MmeUeS1apId MmeUeS1apId, EnbUeS1apId EnbUeS1apId, Cause Cause)
    : IWireMessage<InitialContextSetupFailure>, IUeMessage
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         40   09   00   L     00   count   0 8 2 [58]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.UnsuccessfulOutcome, ProcedureCode.InitialContextSetup, Criticality.Reject,
        Ies.MmeUeS1apId.Mandatory(Criticality.Ignore),
        Ies.EnbUeS1apId.Mandatory(Criticality.Ignore),
        Ies.Cause.Mandatory(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore));

    /// <summary>What of the request was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out InitialContextSetupFailure message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<MmeUeS1apId>(Ies.MmeUeS1apId),
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.Mandatory<Cause>(Ies.Cause))
        {
            CriticalityDiagnostics = ies.Optional<CriticalityDiagnostics>(Ies.CriticalityDiagnostics),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.MmeUeS1apId, MmeUeS1apId);
        ies.Write(Ies.EnbUeS1apId, EnbUeS1apId);
        ies.Write(Ies.Cause, Cause);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        return ies.End();
    }
}
