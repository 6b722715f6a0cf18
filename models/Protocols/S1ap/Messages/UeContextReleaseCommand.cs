using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>UE CONTEXT RELEASE COMMAND, MME to eNB (TS 36.413 §9.1.4.6).</summary>
/// <param name="UeS1apIds">The UE association.</param>
/// <param name="Cause">Why.</param>
public readonly record struct UeContextReleaseCommand(
    UeS1apIds UeS1apIds, Cause Cause) : IWireMessage<UeContextReleaseCommand>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   17   00   L     00   count   99 2
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.UeContextRelease, Criticality.Reject,
        Ies.UeS1apIds.Mandatory(Criticality.Reject),
        Ies.Cause.Mandatory(Criticality.Ignore));

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out UeContextReleaseCommand message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<UeS1apIds>(Ies.UeS1apIds),
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
        ies.Write(Ies.UeS1apIds, UeS1apIds);
        ies.Write(Ies.Cause, Cause);
        return ies.End();
    }
}
