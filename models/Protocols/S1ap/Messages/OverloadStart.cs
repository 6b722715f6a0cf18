using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>OVERLOAD START, MME to eNB: keep load away (TS 36.413 §9.1.8.13).</summary>
/// <param name="OverloadResponse">What the eNB shall do.</param>
public readonly record struct OverloadStart(OverloadResponse OverloadResponse) : IWireMessage<OverloadStart>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   22   40   L     00   count   101 [154] [161]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.OverloadStart, Criticality.Ignore,
        Ies.OverloadResponse.Mandatory(Criticality.Reject),
        Ies.GummeiList.Optional(Criticality.Ignore),
        Ies.TrafficLoadReduction.Optional(Criticality.Ignore));

    private static readonly ListFormat GummeisFormat = new(256);

    /// <summary>Only for UEs of these MMEs, at most 256; none means all.</summary>
    public SequenceOf<Gummei> Gummeis { get; init; }

    /// <summary>Share of the load to keep away, 1 to 99 per cent.</summary>
    public int? TrafficLoadReduction { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out OverloadStart message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        message = new(
            ies.Mandatory<OverloadResponse>(Ies.OverloadResponse))
        {
            Gummeis = ies.OptionalList<Gummei>(Ies.GummeiList, GummeisFormat),
            TrafficLoadReduction = ies.OptionalInteger(Ies.TrafficLoadReduction, 1, 99),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.OverloadResponse, OverloadResponse);
        ies.WriteOptionalList(Ies.GummeiList, Gummeis, GummeisFormat);
        ies.WriteInteger(Ies.TrafficLoadReduction, TrafficLoadReduction, 1, 99);
        return ies.End();
    }
}
