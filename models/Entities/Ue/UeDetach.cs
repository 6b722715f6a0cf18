using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Detach that the UE starts (TS 24.301 §5.5.2.2).</summary>
internal sealed class UeDetach(NasPort port)
{
    private Ue Ue => port.Ue;

    public async Process<string> Run()
    {
        for (int count = 0; count < Ue.Options.DetachRequestMax; count++)
        {
            // UE -> MME   DETACH REQUEST (§5.5.2.2.1); T3421 starts
            SimTime deadline = Ue.Simulation.Now + Ue.Options.T3421;
            if (!await port.Connect())
            {
                return DetachOutcome.ConnectionReleased; // §5.5.2.2.4 a
            }

            port.Begin(
                EmmMessageType.DetachRequest,
                new DetachRequestFromUe(
                    UeDetachType.Eps, Ue.Options.IsSwitchedOff, Ue.Context?.Ksi ?? KeySetId.NoKey, Ue.Identity));
            await port.Complete();
            if (Ue.Options.IsSwitchedOff)
            {
                Ue.Release();
                return DetachOutcome.Success; // nobody waits for an answer
            }

            if (await Answer(deadline) is { } outcome)
            {
                return outcome;
            }

            Ue.Measures.Events.Count(UeEvent.T3421Expired); // §5.5.2.2.4 c
        }

        Ue.Release();
        return DetachOutcome.NoAnswer;
    }

    // null when T3421 expires
    private async Process<string?> Answer(SimTime deadline)
    {
        while (true)
        {
            NasMessage message = await port.Receive(deadline);
            switch (message)
            {
                case { Event: UeNasEvent.TimedOut }:
                    return null;
                case { Event: UeNasEvent.Released }: // §5.5.2.2.4 b
                    return DetachOutcome.ConnectionReleased;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.DetachAccept }: // §5.5.2.2.2
                    if (await port.Complete())
                    {
                        return DetachOutcome.Success;
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.DetachRequest }: // §5.5.2.2.4 d
                    port.Answer(EmmMessageType.DetachAccept, default(DetachAccept));
                    if (await port.Complete())
                    {
                        return DetachOutcome.Success;
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AuthenticationReject }: // §5.4.2.5
                    if (await port.Complete())
                    {
                        Ue.ForgetRegistration();
                        return DetachOutcome.AuthenticationRejected;
                    }

                    break;
                default: // §5.5.2.2.4 e: common procedures are answered
                    await port.Messages.Handle(message);
                    break;
            }
        }
    }
}

/// <summary>Detach that the network starts (TS 24.301 §5.5.2.3).</summary>
internal sealed class UeNetworkDetach(NasPort port)
{
    private Ue Ue => port.Ue;

    /// <summary>Handles the request.</summary>
    /// <returns>True if the UE shall attach again.</returns>
    public async Process<bool> Run(NasMessage message)
    {
        // MME -> UE   DETACH REQUEST;  UE -> MME   DETACH ACCEPT (§5.5.2.3.2)
        if (!DetachRequestFromNetwork.TryDecode(message.Octets, out DetachRequestFromNetwork request, out _))
        {
            port.Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation);
            await port.Complete();
            return false;
        }

        port.Answer(EmmMessageType.DetachAccept, default(DetachAccept));
        if (!await port.Complete() || request.Type == NetworkDetachType.Imsi)
        {
            return false; // an IMSI detach is from the other domain: the UE stays attached for EPS
        }

        Ue.EnterDeregistered();
        Ue.AwaitRelease();
        Obey(Ue, request.Cause);
        return request.Type == NetworkDetachType.ReattachRequired && await IsReleased();
    }

    /// <summary>What a detached UE does about the cause: some delete identity and context (§5.5.2.3.2).</summary>
    public static void Obey(Ue Ue, EmmCause? cause)
    {
        Ue.Measures.Events.Count(UeEvent.DetachedByNetwork);
        if (cause is { } why && UeAttach.IsFinal(why))
        {
            Ue.ForgetRegistration();
        }
    }

    // the UE attaches again once the connection is gone, at T3440 at the latest
    private async Process<bool> IsReleased()
    {
        SimTime deadline = Ue.Simulation.Now + Ue.Options.T3440;
        while (true)
        {
            NasMessage message = await port.Receive(deadline);
            if (message.Event is UeNasEvent.Released or UeNasEvent.TimedOut)
            {
                Ue.Release();
                return true;
            }

            port.Refuse(UeRefusal.UnexpectedMessage);
            await port.Complete();
        }
    }
}
