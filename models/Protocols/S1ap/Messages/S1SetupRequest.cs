using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>S1 SETUP REQUEST, eNB to MME: the eNB introduces itself (TS 36.413 §9.1.8.4).</summary>
/// <param name="GlobalEnbId">The eNB.</param>
/// <param name="SupportedTas">Tracking areas that it serves, 1 to 256.</param>
/// <param name="DefaultPagingDrx">Its paging cycle.</param>
public readonly record struct S1SetupRequest(
    GlobalEnbId GlobalEnbId, SequenceOf<SupportedTa> SupportedTas, PagingDrx DefaultPagingDrx)
    : IWireMessage<S1SetupRequest>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   11   00   L     00   count   59 [60] 64 137
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.S1Setup, Criticality.Reject,
        Ies.GlobalEnbId.Mandatory(Criticality.Reject),
        Ies.EnbName.Optional(Criticality.Ignore),
        Ies.SupportedTas.Mandatory(Criticality.Reject),
        Ies.DefaultPagingDrx.Mandatory(Criticality.Ignore));

    private const int PagingDrxCount = 4; // values before the extension marker

    private static readonly ListFormat SupportedTasFormat = new(256);

    /// <summary>Its name for people.</summary>
    public NodeName? EnbName { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out S1SetupRequest message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        GlobalEnbId globalEnbId = ies.Mandatory<GlobalEnbId>(Ies.GlobalEnbId);
        NodeName? enbName = ies.Optional<NodeName>(Ies.EnbName);
        SequenceOf<SupportedTa> supportedTas = ies.MandatoryList<SupportedTa>(Ies.SupportedTas, SupportedTasFormat);
        PagingDrx defaultPagingDrx = (PagingDrx)ies.MandatoryEnumerated(Ies.DefaultPagingDrx, PagingDrxCount);
        message = new(globalEnbId, supportedTas, defaultPagingDrx)
        {
            EnbName = enbName,
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.GlobalEnbId, GlobalEnbId);
        ies.Write(Ies.EnbName, EnbName);
        ies.WriteMandatoryList(Ies.SupportedTas, SupportedTas, SupportedTasFormat);
        ies.WriteEnumerated(Ies.DefaultPagingDrx, (int)DefaultPagingDrx, PagingDrxCount);
        return ies.End();
    }
}
