using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>RESET, either way: forget all UE associations or some (TS 36.413 §9.1.8.1).</summary>
/// <param name="Cause">Why.</param>
/// <param name="ResetType">All or which.</param>
public readonly record struct Reset(Cause Cause, ResetType ResetType) : IWireMessage<Reset>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   0e   00   L     00   count   2 92
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.Reset, Criticality.Reject,
        Ies.Cause.Mandatory(Criticality.Ignore),
        Ies.ResetType.Mandatory(Criticality.Reject));

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out Reset message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<Cause>(Ies.Cause),
            ies.Mandatory<ResetType>(Ies.ResetType))
        {
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.Cause, Cause);
        ies.Write(Ies.ResetType, ResetType);
        return ies.End();
    }
}
