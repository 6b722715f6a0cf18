using Simulator.Network;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// An S1AP message on its way through the processor: decoded when it arrives, since what it costs depends on what it
/// is, and handled when the processor is done with it. Pooled by the MME.
/// </summary>
/// <param name="mme">The MME.</param>
internal sealed class S1Arrival(Mme mme) : IExecutionReceiver
{
    /// <summary>From where it comes.</summary>
    public S1Connection Enb { get; private set; } = null!;

    /// <summary>Its header; the default if not even that was read.</summary>
    public S1apHeader Header { get; private set; }

    /// <summary>Why a message with NAS was refused.</summary>
    public DecodeError Error { get; private set; }

    /// <summary>Its NAS message, if it carries one to the MME.</summary>
    public Octets Nas { get; private set; }

    /// <summary>The UE at the eNB, if it carries NAS.</summary>
    public EnbUeS1apId EnbUeId { get; private set; }

    /// <summary>The UE at the MME, if it carries NAS and the UE has a connection.</summary>
    public MmeUeS1apId MmeUeId { get; private set; }

    /// <summary>What its sender shall hear about IEs that were left out, or null.</summary>
    public CriticalityDiagnostics? Notice { get; private set; }

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
        Enb = enb;
        S1apHeader.TryRead(packet.Octets, out S1apHeader header, out _);
        Header = header;
        Error = DecodeError.None;
        Nas = default;
        Notice = null;
        if (IsInitial)
        {
            ReadInitial(packet);
        }
        else if (IsUplink)
        {
            ReadUplink(packet);
        }
    }

    /// <inheritdoc/>
    public void Executed(Packet? packet, in Execution execution)
    {
        if (execution.IsDone)
        {
            MmeRefusal? refusal = Enb.Handle(this, packet!);
            mme.Finish(packet!, refusal);
        }
        else
        {
            packet!.Release(); // lost in a crash
        }

        mme.Return(this);
    }

    private void ReadInitial(Packet packet)
    {
        InitialUeMessage.TryDecode(packet.Octets, out InitialUeMessage message, out DecodeError error);
        Error = error;
        Nas = message.NasPdu.Value;
        EnbUeId = message.EnbUeS1apId;
        Notice = message.UnknownIes.IsEmpty ? null : ErrorReport.Notify(Header, message.UnknownIes);
    }

    private void ReadUplink(Packet packet)
    {
        UplinkNasTransport.TryDecode(packet.Octets, out UplinkNasTransport message, out DecodeError error);
        Error = error;
        Nas = message.NasPdu.Value;
        MmeUeId = message.MmeUeS1apId;
        EnbUeId = message.EnbUeS1apId;
        Notice = message.UnknownIes.IsEmpty ? null : ErrorReport.Notify(Header, message.UnknownIes);
    }
}
