using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>DOWNLINK NAS TRANSPORT, MME to eNB (TS 36.413 §9.1.7.2).</summary>
/// <param name="MmeUeS1apId">The MME's identity of the UE.</param>
/// <param name="EnbUeS1apId">The eNB's.</param>
/// <param name="NasPdu">The NAS message.</param>
public readonly record struct DownlinkNasTransport(
    MmeUeS1apId MmeUeS1apId, EnbUeS1apId EnbUeS1apId, NasPdu NasPdu) : IWireMessage<DownlinkNasTransport>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   0b   40   L     00   count   0 8 26
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.DownlinkNasTransport, Criticality.Ignore,
        Ies.MmeUeS1apId.Mandatory(Criticality.Reject),
        Ies.EnbUeS1apId.Mandatory(Criticality.Reject),
        Ies.NasPdu.Mandatory(Criticality.Reject));

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DownlinkNasTransport message, out DecodeError error)
    {
        var ies = new IeReader(source, Format);
        return TryRead(ref ies, out message, out error);
    }

    /// <summary>Reads a message whose NAS-PDU is not copied: it is a part of the source.</summary>
    /// <param name="source">What <see cref="TryDecode"/> reads; outlives the message.</param>
    /// <param name="message">The message; the default on an error.</param>
    /// <param name="error">What is wrong and where.</param>
    /// <returns>True if <paramref name="message"/> was read.</returns>
    public static bool TryDecodeLent(
        ReadOnlyMemory<byte> source, out DownlinkNasTransport message, out DecodeError error)
    {
        IeReader ies = IeReader.Lent(source, Format);
        return TryRead(ref ies, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.MmeUeS1apId, MmeUeS1apId);
        ies.Write(Ies.EnbUeS1apId, EnbUeS1apId);
        ies.Write(Ies.NasPdu, NasPdu);
        return ies.End();
    }

    private static bool TryRead(ref IeReader ies, out DownlinkNasTransport message, out DecodeError error)
    {
        message = new(
            ies.Mandatory<MmeUeS1apId>(Ies.MmeUeS1apId),
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.Mandatory<NasPdu>(Ies.NasPdu))
        {
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }
}
