using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// What a registered UE does on request: the common procedures, and the detach by the network. One process for all
/// messages that are there.
/// </summary>
internal sealed class UeService(NasPort port)
{
    private Ue Ue => port.Ue;

    /// <summary>Handles what has come.</summary>
    /// <returns>True if the UE shall attach again.</returns>
    public async Process<bool> Run()
    {
        while (port.HasMessages && Ue.State == UeState.Registered)
        {
            NasMessage message = await port.Receive(Ue.Simulation.Now);
            switch (message)
            {
                case { Event: UeNasEvent.Released or UeNasEvent.TimedOut }:
                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.DetachRequest }: // §5.5.2.3
                    if (await new UeNetworkDetach(port).Run(message))
                    {
                        return true;
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AttachAccept }: // §5.5.1.2.7: it came again
                    await port.Attach.Repeat(message);
                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AuthenticationReject }: // §5.4.2.5
                    await Reject();
                    break;
                default:
                    await port.Messages.Handle(message);
                    break;
            }
        }

        return false;
    }

    private async Process Reject()
    {
        if (await port.Complete())
        {
            Ue.Measures.Events.Count(UeEvent.AuthenticationRejected);
            Ue.EnterDeregistered();
            Ue.ForgetRegistration();
            Ue.AwaitRelease();
        }
    }
}

/// <summary>Messages that any procedure of a connected UE may get (TS 24.301 §5.4, §7).</summary>
internal sealed class UeMessages(NasPort port)
{
    private readonly UeAuthentication _authentication = new(port);
    private readonly UeSecurityMode _securityMode = new(port);

    private Ue Ue => port.Ue;

    /// <summary>Handles one message to its end.</summary>
    public async Process<UeReaction> Handle(NasMessage message)
    {
        if (message.Event == UeNasEvent.SessionMessage)
        {
            HandleSession(message);
        }
        else
        {
            switch (message.Type)
            {
                case EmmMessageType.AuthenticationRequest:
                    return await _authentication.Run(message);
                case EmmMessageType.SecurityModeCommand:
                    return await _securityMode.Run(message);
                case EmmMessageType.IdentityRequest:
                    Identify(message);
                    break;
                case EmmMessageType.EmmInformation: // §5.4.5: nothing of it is needed, and wrong parts count as absent
                    break;
                case EmmMessageType.EmmStatus: // §5.7: the UE takes no action
                    break;
                default:
                    Refuse(message);
                    break;
            }
        }

        await port.Complete();
        return UeReaction.None;
    }

    // §7.4: unknown, or known and out of place
    private void Refuse(NasMessage message)
    {
        bool isOurs = message.Type is EmmMessageType.AttachAccept or EmmMessageType.AttachReject
            or EmmMessageType.AuthenticationReject or EmmMessageType.DetachRequest or EmmMessageType.DetachAccept;
        port.Refuse(
            isOurs ? UeRefusal.UnexpectedMessage : UeRefusal.UnknownMessage,
            isOurs ? EmmCause.MessageTypeNotCompatible : EmmCause.MessageTypeNonExistent);
    }

    // MME -> UE  IDENTITY REQUEST;  UE -> MME  IDENTITY RESPONSE (§5.4.4)
    private void Identify(NasMessage message)
    {
        if (!IdentityRequest.TryDecode(message.Octets, out IdentityRequest request, out _))
        {
            port.Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation);
        }
        else if (!message.IsProtected && request.Type is IdentityType.Imei or IdentityType.Imeisv or IdentityType.Tmsi)
        {
            port.Refuse(UeRefusal.NotProtected); // §4.4.4.2 a: plain only if it asks for the IMSI
        }
        else
        {
            port.Answer(EmmMessageType.IdentityResponse, new IdentityResponse(IdentityOf(request.Type)));
        }
    }

    private MobileIdentity IdentityOf(IdentityType type) => type switch
    {
        IdentityType.Imei => MobileIdentity.Of(Ue.Imei),
        IdentityType.Imeisv => MobileIdentity.Of(Ue.Imeisv),
        IdentityType.Tmsi => Ue.Guti is { } guti ? MobileIdentity.OfTmsi(guti.MTmsi) : MobileIdentity.NoIdentity,
        _ => MobileIdentity.Of(Ue.Usim.Imsi),
    };

    // ESM outside an attach: no procedure of this UE has one in work (§7.4)
    private void HandleSession(NasMessage message)
    {
        if (EsmStatus.TryDecode(message.Octets, out _, out _))
        {
            return; // §6.7: no answer to a status
        }

        // header: bearer, transaction and type, which were found there
        var status = new EsmStatus(
            new EpsBearerId(message.Octets[0] >> 4), message.Octets[1], EsmCause.MessageTypeNonExistent);
        port.Refuse(UeRefusal.UnexpectedMessage);
        port.Answer(NasLabels.Of(EsmMessageType.EsmStatus), status);
    }
}
