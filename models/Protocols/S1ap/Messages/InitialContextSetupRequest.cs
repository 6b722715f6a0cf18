using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// INITIAL CONTEXT SETUP REQUEST, MME to eNB: keys, capabilities and bearers of a UE (TS 36.413 §9.1.4.1).
/// </summary>
/// <param name="MmeUeS1apId">The MME's identity of the UE.</param>
/// <param name="EnbUeS1apId">The eNB's.</param>
/// <param name="UeAggregateMaximumBitRate">Limit of all non-GBR bearers together.</param>
/// <param name="ErabsToBeSetup">The bearers, 1 to 256.</param>
/// <param name="UeSecurityCapabilities">Algorithms that the UE has.</param>
/// <param name="SecurityKey">K_eNB.</param>
public readonly record struct InitialContextSetupRequest(
    MmeUeS1apId MmeUeS1apId, EnbUeS1apId EnbUeS1apId, UeAggregateMaximumBitRate UeAggregateMaximumBitRate,
    ErabList<ErabToBeSetup> ErabsToBeSetup, UeSecurityCapabilities UeSecurityCapabilities,
    SecurityKey SecurityKey) : IWireMessage<InitialContextSetupRequest>
{
    // octet   0    1    2    3..   ..   2       then the IEs: id (2), criticality (1), length, value
    //         00   09   00   L     00   count   0 8 66 24 107 73
    // Octets after the last IE: refused (X.691 §11.1.3)
    internal static readonly MessageFormat Format = new(
        PduType.InitiatingMessage, ProcedureCode.InitialContextSetup, Criticality.Reject,
        Ies.MmeUeS1apId.Mandatory(Criticality.Reject),
        Ies.EnbUeS1apId.Mandatory(Criticality.Reject),
        Ies.UeAggregateMaximumBitRate.Mandatory(Criticality.Reject),
        Ies.ErabToBeSetupList.Mandatory(Criticality.Reject),
        Ies.UeSecurityCapabilities.Mandatory(Criticality.Reject),
        Ies.SecurityKey.Mandatory(Criticality.Reject));

    private static readonly ListFormat ErabsFormat = new(256, Ies.ErabToBeSetupItem.Mandatory(Criticality.Reject));

    /// <summary>IEs not known here that may be left alone.</summary>
    public SequenceOf<UnknownIe> UnknownIes { get; init; }

    /// <inheritdoc/>
    public int EncodedSize => Write(IeWriter.Measuring(Format, UnknownIes));

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out InitialContextSetupRequest message, out DecodeError error)
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
        ReadOnlyMemory<byte> source, out InitialContextSetupRequest message, out DecodeError error)
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
        ies.Write(Ies.UeAggregateMaximumBitRate, UeAggregateMaximumBitRate);
        ies.WriteErabs(Ies.ErabToBeSetupList, ErabsToBeSetup, ErabsFormat);
        ies.Write(Ies.UeSecurityCapabilities, UeSecurityCapabilities);
        ies.Write(Ies.SecurityKey, SecurityKey);
        return ies.End();
    }

    private static bool TryRead(ref IeReader ies, out InitialContextSetupRequest message, out DecodeError error)
    {
        message = new(
            ies.Mandatory<MmeUeS1apId>(Ies.MmeUeS1apId),
            ies.Mandatory<EnbUeS1apId>(Ies.EnbUeS1apId),
            ies.Mandatory<UeAggregateMaximumBitRate>(Ies.UeAggregateMaximumBitRate),
            ies.MandatoryErabs<ErabToBeSetup>(Ies.ErabToBeSetupList, ErabsFormat),
            ies.Mandatory<UeSecurityCapabilities>(Ies.UeSecurityCapabilities),
            ies.Mandatory<SecurityKey>(Ies.SecurityKey))
        {
            UnknownIes = ies.End(),
        };
        return ies.Succeeded(ref message, out error);
    }
}
