using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>UE CONTEXT RELEASE REQUEST, eNB to MME (TS 36.413 §9.1.4.5).</summary>
/// <param name="MmeUeS1apId">The MME's identity of the UE.</param>
/// <param name="EnbUeS1apId">The eNB's.</param>
/// <param name="Cause">Why.</param>
public readonly record struct UeContextReleaseRequest(
    MmeUeS1apId MmeUeS1apId, EnbUeS1apId EnbUeS1apId, Cause Cause) : IWireMessage<UeContextReleaseRequest>, IUeMessage
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   12   40   L     00   count   0 8 2
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.UeContextReleaseRequest, Criticality.Ignore,
        Ies.MmeUeS1apId.Mandatory(Criticality.Reject),
        Ies.EnbUeS1apId.Mandatory(Criticality.Reject),
        Ies.Cause.Mandatory(Criticality.Ignore));

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out UeContextReleaseRequest message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<MmeUeS1apId>(Ies.MmeUeS1apId),
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.Mandatory<Cause>(Ies.Cause))
        {
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
        return ies.End();
    }
}
