using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>OVERLOAD STOP, MME to eNB (TS 36.413 §9.1.8.14).</summary>
public readonly record struct OverloadStop : IWireMessage<OverloadStop>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   23   40   L     00   count   [154]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.OverloadStop, Criticality.Ignore,
        Ies.GummeiList.Optional(Criticality.Ignore));

    private static readonly ListFormat GummeisFormat = new(256);

    /// <summary>Only for UEs of these MMEs, at most 256; none means all.</summary>
    public SequenceOf<Gummei> Gummeis { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out OverloadStop message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new()
        {
            Gummeis = ies.OptionalList<Gummei>(Ies.GummeiList, GummeisFormat),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.WriteOptionalList(Ies.GummeiList, Gummeis, GummeisFormat);
        return ies.End();
    }
}
