using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>INITIAL UE MESSAGE, eNB to MME: the first NAS message of a connection (TS 36.413 §9.1.7.1).</summary>
/// <param name="EnbUeS1apId">The eNB's new identity of the UE.</param>
/// <param name="NasPdu">The NAS message.</param>
/// <param name="Tai">Tracking area of the cell.</param>
/// <param name="EutranCgi">The cell.</param>
/// <param name="RrcEstablishmentCause">Why the UE asked for the connection.</param>
public readonly record struct InitialUeMessage(
    EnbUeS1apId EnbUeS1apId, NasPdu NasPdu, Tai Tai, EutranCgi EutranCgi,
    RrcEstablishmentCause RrcEstablishmentCause) : IWireMessage<InitialUeMessage>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   0c   40   L     00   count   8 26 67 100 134 [96] [75]
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.InitialUeMessage, Criticality.Ignore,
        Ies.EnbUeS1apId.Mandatory(Criticality.Reject),
        Ies.NasPdu.Mandatory(Criticality.Reject),
        Ies.Tai.Mandatory(Criticality.Reject),
        Ies.EutranCgi.Mandatory(Criticality.Ignore),
        Ies.RrcEstablishmentCause.Mandatory(Criticality.Ignore),
        Ies.STmsi.Optional(Criticality.Reject),
        Ies.Gummei.Optional(Criticality.Reject));

    private const int RrcEstablishmentCauseCount = 5; // values before the extension marker

    /// <summary>The UE's temporary identity, if it gave one and it fits the MME's pool.</summary>
    public STmsi? STmsi { get; init; }

    /// <summary>The MME that the UE was registered with.</summary>
    public Gummei? Gummei { get; init; }

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out InitialUeMessage message, out DecodeError error)
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
        ReadOnlyMemory<byte> source, out InitialUeMessage message, out DecodeError error)
    {
        IeReader ies = IeReader.Lent(source, Format);
        return TryRead(ref ies, out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Write(new(destination, Format, UnknownIes));

    private int Write(IeWriter ies)
    {
        ies.Write(Ies.EnbUeS1apId, EnbUeS1apId);
        ies.Write(Ies.NasPdu, NasPdu);
        ies.Write(Ies.Tai, Tai);
        ies.Write(Ies.EutranCgi, EutranCgi);
        ies.WriteEnumerated(Ies.RrcEstablishmentCause, (int)RrcEstablishmentCause, RrcEstablishmentCauseCount);
        ies.Write(Ies.STmsi, STmsi);
        ies.Write(Ies.Gummei, Gummei);
        return ies.End();
    }

    private static bool TryRead(ref IeReader ies, out InitialUeMessage message, out DecodeError error)
    {
        message = new(
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.Mandatory<NasPdu>(Ies.NasPdu),
            ies.Mandatory<Tai>(Ies.Tai),
            ies.Mandatory<EutranCgi>(Ies.EutranCgi),
            (RrcEstablishmentCause)ies.MandatoryEnumerated(Ies.RrcEstablishmentCause, RrcEstablishmentCauseCount))
        {
            STmsi = ies.Optional<STmsi>(Ies.STmsi),
            Gummei = ies.Optional<Gummei>(Ies.Gummei),
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }
}
