using System;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

/// <summary>Reads a PDU as an entity does: the header chooses the message.</summary>
internal static class S1apMessages
{
    /// <summary>Reads the PDU and writes it again; null and the error if it was refused.</summary>
    internal static byte[]? Again(byte[] pdu, out DecodeError error)
    {
        if (!S1apHeader.TryRead(pdu, out S1apHeader header, out error))
        {
            return null;
        }

        return (header.Type, (int)header.Procedure) switch
        {
            (PduType.InitiatingMessage, 9) => Again<InitialContextSetupRequest>(pdu, out error),
            (PduType.SuccessfulOutcome, 9) => Again<InitialContextSetupResponse>(pdu, out error),
            (PduType.UnsuccessfulOutcome, 9) => Again<InitialContextSetupFailure>(pdu, out error),
            (PduType.InitiatingMessage, 11) => Again<DownlinkNasTransport>(pdu, out error),
            (PduType.InitiatingMessage, 12) => Again<InitialUeMessage>(pdu, out error),
            (PduType.InitiatingMessage, 13) => Again<UplinkNasTransport>(pdu, out error),
            (PduType.InitiatingMessage, 14) => Again<Reset>(pdu, out error),
            (PduType.SuccessfulOutcome, 14) => Again<ResetAcknowledge>(pdu, out error),
            (PduType.InitiatingMessage, 15) => Again<ErrorIndication>(pdu, out error),
            (PduType.InitiatingMessage, 16) => Again<NasNonDeliveryIndication>(pdu, out error),
            (PduType.InitiatingMessage, 17) => Again<S1SetupRequest>(pdu, out error),
            (PduType.SuccessfulOutcome, 17) => Again<S1SetupResponse>(pdu, out error),
            (PduType.UnsuccessfulOutcome, 17) => Again<S1SetupFailure>(pdu, out error),
            (PduType.InitiatingMessage, 18) => Again<UeContextReleaseRequest>(pdu, out error),
            (PduType.InitiatingMessage, 23) => Again<UeContextReleaseCommand>(pdu, out error),
            (PduType.SuccessfulOutcome, 23) => Again<UeContextReleaseComplete>(pdu, out error),
            (PduType.InitiatingMessage, 34) => Again<OverloadStart>(pdu, out error),
            (PduType.InitiatingMessage, 35) => Again<OverloadStop>(pdu, out error),
            _ => Again<S1apPdu>(pdu, out error),
        };
    }

    internal static byte[] Encode<T>(T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        Array.Fill(octets, (byte)0xA5);
        message.Encode(octets);
        return octets;
    }

    private static byte[]? Again<T>(byte[] pdu, out DecodeError error)
        where T : struct, IWireMessage<T> => T.TryDecode(pdu, out T message, out error) ? Encode(message) : null;
}
