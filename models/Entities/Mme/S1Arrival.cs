using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// An S1AP message on its way through the processor: decoded when it arrives, since what it costs depends on what it
/// is, and handled when the processor is done with it and with those of the same UE before it. Pooled by the MME.
/// </summary>
/// <param name="mme">The MME.</param>
internal sealed class S1Arrival(Mme mme) : IExecutionReceiver
{
    private DecodeError _error;

    /// <summary>From where it comes.</summary>
    public S1Connection Enb { get; private set; } = null!;

    /// <summary>Its header; the default if not even that was read.</summary>
    public S1apHeader Header { get; private set; }

    /// <summary>The message, if it is one about the eNB itself that was read.</summary>
    public object? Message { get; private set; }

    /// <summary>Why it was not read.</summary>
    public DecodeError Error => _error;

    /// <summary>Its NAS message, if it carries one to the MME: a part of the packet.</summary>
    public NasPdu Nas { get; private set; }

    /// <summary>Why the UE's context shall be released, if it asks for that.</summary>
    public Cause Cause { get; private set; }

    /// <summary>The UE at the eNB, if it names one.</summary>
    public EnbUeS1apId EnbUeId { get; private set; }

    /// <summary>The UE at the MME, if it names one.</summary>
    public MmeUeS1apId MmeUeId { get; private set; }

    /// <summary>The connection that it named when it arrived; null if there was none.</summary>
    public UeConnection? Named { get; set; }

    /// <summary>What its sender shall hear about IEs that were left out, or null.</summary>
    public CriticalityDiagnostics? Notice { get; private set; }

    /// <summary>The UE's connection, in whose order it is handled; null if there is none.</summary>
    public UeConnection? Ue { get; set; }

    /// <summary>The message of the same UE that came after it.</summary>
    public S1Arrival? Next { get; set; }

    /// <summary>The octets, once the processor is done with them.</summary>
    public Packet? Executed { get; private set; }

    /// <summary>True for the first message of a UE.</summary>
    public bool IsInitial =>
        Header.Type == PduType.InitiatingMessage && Header.Procedure == ProcedureCode.InitialUeMessage;

    /// <summary>True for a further NAS message of a UE.</summary>
    public bool IsUplink =>
        Header.Type == PduType.InitiatingMessage && Header.Procedure == ProcedureCode.UplinkNasTransport;

    /// <summary>Reads a message.</summary>
    /// <param name="enb">From where it comes.</param>
    /// <param name="packet">The message.</param>
    public void Read(S1Connection enb, Packet packet)
    {
        S1apHeader.TryRead(packet.Octets, out S1apHeader header, out _error);
        Enb = enb;
        Header = header;
        Message = null;
        Nas = default;
        MmeUeId = default;
        EnbUeId = default;
        Named = null;
        Notice = null;
        Executed = null;
        if (_error.IsNone)
        {
            ReadMessage(packet);
        }
    }

    /// <inheritdoc/>
    void IExecutionReceiver.Executed(Packet? packet, in Execution execution)
    {
        Executed = packet;
        if (Ue is { } ue)
        {
            ue.HandleExecuted();
        }
        else
        {
            Handle();
        }
    }

    /// <summary>Handles the message; after a crash it is lost.</summary>
    public void Handle()
    {
        Packet packet = Executed!;
        if (mme.Node.IsUp)
        {
            mme.Finish(packet, Enb.Handle(this, packet));
        }
        else
        {
            packet.Release();
        }

        mme.Return(this);
    }

    private void ReadMessage(Packet packet)
    {
        switch ((Header.Type, Header.Procedure))
        {
            case (PduType.InitiatingMessage, ProcedureCode.InitialUeMessage):
                ReadInitial(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.UplinkNasTransport):
                ReadUplink(packet);
                break;
            case (PduType.SuccessfulOutcome, ProcedureCode.InitialContextSetup):
                ReadUe<InitialContextSetupResponse>(packet);
                break;
            case (PduType.UnsuccessfulOutcome, ProcedureCode.InitialContextSetup):
                ReadUe<InitialContextSetupFailure>(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.UeContextReleaseRequest):
                Cause = ReadUe<UeContextReleaseRequest>(packet).Cause;
                break;
            case (PduType.SuccessfulOutcome, ProcedureCode.UeContextRelease):
                ReadUe<UeContextReleaseComplete>(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.NasNonDeliveryIndication):
                ReadUe<NasNonDeliveryIndication>(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.S1Setup):
                Decode<S1SetupRequest>(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.Reset):
                Decode<Reset>(packet);
                break;
            case (PduType.SuccessfulOutcome, ProcedureCode.Reset):
                Decode<ResetAcknowledge>(packet);
                break;
            case (PduType.InitiatingMessage, ProcedureCode.ErrorIndication):
                Decode<ErrorIndication>(packet);
                break;
            default:
                break; // no message that an eNB sends, or none that is known
        }
    }

    private void ReadInitial(Packet packet)
    {
        InitialUeMessage.TryDecodeLent(packet.Memory, out InitialUeMessage message, out _error);
        Nas = message.NasPdu;
        EnbUeId = message.EnbUeS1apId;
        Note(message.UnknownIes);
    }

    private void ReadUplink(Packet packet)
    {
        UplinkNasTransport.TryDecodeLent(packet.Memory, out UplinkNasTransport message, out _error);
        Nas = message.NasPdu;
        MmeUeId = message.MmeUeS1apId;
        EnbUeId = message.EnbUeS1apId;
        Note(message.UnknownIes);
    }

    // a message of which type and UE are all that the MME needs
    private T ReadUe<T>(Packet packet)
        where T : struct, IWireMessage<T>, IUeMessage
    {
        T.TryDecode(packet.Octets, out T message, out _error);
        MmeUeId = message.MmeUeS1apId;
        EnbUeId = message.EnbUeS1apId;
        return message;
    }

    private void Decode<T>(Packet packet)
        where T : struct, IWireMessage<T>
    {
        bool isRead = T.TryDecode(packet.Octets, out T message, out _error);
        Message = isRead ? message : null;
    }

    private void Note(SequenceOf<UnknownIe> unknown) =>
        Notice = unknown.IsEmpty ? null : ErrorReport.Notify(Header, unknown);
}
