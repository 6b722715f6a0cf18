using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>S1 SETUP RESPONSE, MME to eNB (TS 36.413 §9.1.8.5).</summary>
/// <param name="ServedGummeis">
/// What the MME serves: one entry for each radio access technology, 1 to 8; E-UTRAN first.
/// </param>
/// <param name="RelativeMmeCapacity">Share of new UEs that the MME wants among its pool, 0 to 255 (§9.2.3.17).</param>
public readonly record struct S1SetupResponse(
    SequenceOf<ServedGummei> ServedGummeis, int RelativeMmeCapacity) : IWireMessage<S1SetupResponse>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         20   11   00   L     00   count   [61] 105 87 [58]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.SuccessfulOutcome, ProcedureCode.S1Setup, Criticality.Reject,
        Ies.MmeName.Optional(Criticality.Ignore),
        Ies.ServedGummeis.Mandatory(Criticality.Reject),
        Ies.RelativeMmeCapacity.Mandatory(Criticality.Ignore),
        Ies.CriticalityDiagnostics.Optional(Criticality.Ignore));

    private static readonly ListFormat ServedGummeisFormat = new(8);

    /// <summary>The MME's name for people.</summary>
    public NodeName? MmeName { get; init; }

    /// <summary>What of the request was not understood.</summary>
    public CriticalityDiagnostics? CriticalityDiagnostics { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out S1SetupResponse message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        NodeName? mmeName = ies.Optional<NodeName>(Ies.MmeName);
        SequenceOf<ServedGummei> served = ies.MandatoryList<ServedGummei>(Ies.ServedGummeis, ServedGummeisFormat);
        int relativeMmeCapacity = ies.MandatoryInteger(Ies.RelativeMmeCapacity, 0, 255);
        CriticalityDiagnostics? diagnostics = ies.Optional<CriticalityDiagnostics>(Ies.CriticalityDiagnostics);
        message = new(served, relativeMmeCapacity)
        {
            MmeName = mmeName,
            CriticalityDiagnostics = diagnostics,
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.MmeName, MmeName);
        ies.WriteMandatoryList(Ies.ServedGummeis, ServedGummeis, ServedGummeisFormat);
        ies.WriteInteger(Ies.RelativeMmeCapacity, RelativeMmeCapacity, 0, 255);
        ies.Write(Ies.CriticalityDiagnostics, CriticalityDiagnostics);
        return ies.End();
    }
}
