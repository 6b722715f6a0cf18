using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>INITIAL CONTEXT SETUP RESPONSE, eNB to MME (TS 36.413 §9.1.4.3).</summary>
/// <param name="MmeUeS1apId">The MME's identity of the UE.</param>
/// <param name="EnbUeS1apId">The eNB's.</param>
/// <param name="ErabsSetup">Bearers set up, 1 to 256.</param>
public readonly record struct InitialContextSetupResponse(
    MmeUeS1apId MmeUeS1apId, EnbUeS1apId EnbUeS1apId, ErabList<ErabSetup> ErabsSetup)
    : IWireMessage<InitialContextSetupResponse>, IUeMessage
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         20   09   00   L     00   count   0 8 51 [48] [58]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.SuccessfulOutcome, ProcedureCode.InitialContextSetup, Criticality.Reject,
        Ies.MmeUeS1apId.Mandatory(Criticality.Ignore),
        Ies.EnbUeS1apId.Mandatory(Criticality.Ignore),
        Ies.ErabSetupList.Mandatory(Criticality.Ignore),
        Ies.ErabFailedToSetupList.Optional(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore));

    private static readonly ListFormat SetupFormat = new(256, Ies.ErabSetupItem.Mandatory(Criticality.Ignore));
    private static readonly ListFormat FailedFormat = new(256, Ies.ErabItem.Mandatory(Criticality.Ignore));

    /// <summary>Bearers not set up, at most 256.</summary>
    public SequenceOf<ErabFailure> ErabsFailed { get; init; }

    /// <summary>What of the request was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out InitialContextSetupResponse message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<MmeUeS1apId>(Ies.MmeUeS1apId),
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.MandatoryErabs<ErabSetup>(Ies.ErabSetupList, SetupFormat))
        {
            ErabsFailed = ies.OptionalList<ErabFailure>(Ies.ErabFailedToSetupList, FailedFormat),
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
        ies.WriteErabs(Ies.ErabSetupList, ErabsSetup, SetupFormat);
        ies.WriteOptionalList(Ies.ErabFailedToSetupList, ErabsFailed, FailedFormat);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        return ies.End();
    }
}
