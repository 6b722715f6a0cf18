using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Security mode control, the UE's side (TS 24.301 §5.4.3).</summary>
internal sealed class UeSecurityMode(Ue ue, NasPort port)
{
    private const int NewContextDerivations = 3; // KASME, KNASint, KNASenc (TS 33.401 annex A.2, A.7)
    private const int NewAlgorithmDerivations = 2;

    private NasSecurityContext? _context;
    private Key256 _kasme;
    private bool _isImeisvRequested;

    public async Process<UeReaction> Run(NasMessage message)
    {
        // MME -> UE   SECURITY MODE COMMAND (§5.4.3.2)
        if (Judge(message.Packet!) is { } cause)
        {
            // UE -> MME   SECURITY MODE REJECT, under the context from before if there is one (§5.4.3.5)
            ue.Measures.Events.Count(UeEvent.SecurityModeRejected);
            port.Answer(EmmMessageType.SecurityModeReject, new SecurityModeReject(cause));
            await port.Complete();
            return UeReaction.SecurityModeRejected;
        }

        // UE -> MME   SECURITY MODE COMPLETE, protected and ciphered with the new context (§5.4.3.3)
        var complete = new SecurityModeComplete(_isImeisvRequested ? ue.Imeisv : null);
        port.AnswerWith(
            _context!,
            SecurityHeaderType.IntegrityCipheredNewContext,
            NasLabels.Of(EmmMessageType.SecurityModeComplete),
            complete);
        if (await port.Complete())
        {
            ue.Measures.Events.Count(UeEvent.SecurityModeAccepted);
            ue.Use(_context!, _kasme);
        }

        return UeReaction.None;
    }

    // §5.4.3.3, §5.4.3.5: null if the command is acceptable, otherwise the cause of the reject
    private EmmCause? Judge(Packet packet)
    {
        ReadOnlySpan<byte> inner = packet.Octets[Math.Min(packet.Size, NasSecurityContext.ProtectedSize(0))..];
        if (!SecurityModeCommand.TryDecode(inner, out SecurityModeCommand command, out _))
        {
            return Refuse(UeRefusal.Malformed);
        }

        if (!IsAcceptable(command.Integrity) || !IsAcceptable(command.Ciphering))
        {
            return Refuse(UeRefusal.UnacceptableAlgorithm);
        }

        if (!TryFind(command))
        {
            return Refuse(UeRefusal.NoSecurityContext);
        }

        if (!port.TryUnprotect(packet, _context!, out NasSecurityFault fault))
        {
            return Refuse(NasPort.RefusalOf(fault));
        }

        if (command.Capability != UeSecurityCapability.Replay(ue.Options.Capability))
        {
            port.Refuse(UeRefusal.CapabilityMismatch);
            return EmmCause.UeSecurityCapabilitiesMismatch;
        }

        _isImeisvRequested = command.IsImeisvRequested;
        return null;
    }

    private EmmCause Refuse(UeRefusal reason)
    {
        port.Refuse(reason);
        return EmmCause.SecurityModeRejected;
    }

    // TS 33.401 §5.1.4.1: no EIA0 but for emergency calls
    private bool IsAcceptable(IntegrityAlgorithm algorithm) =>
        algorithm is >= IntegrityAlgorithm.Eia1 and <= IntegrityAlgorithm.Eia3
        && ue.Options.Capability.Supports(algorithm);

    private bool IsAcceptable(CipheringAlgorithm algorithm) =>
        algorithm <= CipheringAlgorithm.Eea3 && ue.Options.Capability.Supports(algorithm);

    // the key set that the command names: of the last challenge, or the one in use
    private bool TryFind(in SecurityModeCommand command)
    {
        if (ue.Challenge is { } challenge && challenge.Ksi == command.Ksi)
        {
            _kasme = KasmeOf(challenge);
            _context = NasSecurityContext.FromKasme(
                _kasme, command.Ksi, Direction.Uplink, command.Integrity, command.Ciphering);
            Charge(NewContextDerivations);
            return true;
        }

        if (ue.Context is not { } current || current.Ksi != command.Ksi)
        {
            return false;
        }

        _kasme = ue.Kasme;
        bool hasKeys = current.Integrity == command.Integrity && current.Ciphering == command.Ciphering;
        _context = hasKeys ? current : WithAlgorithms(current, command);
        Charge(hasKeys ? 0 : NewAlgorithmDerivations);
        return true;
    }

    private Key256 KasmeOf(UeChallenge challenge)
    {
        Span<byte> network = stackalloc byte[Protocols.Wire.PlmnId.Size];
        ue.Options.ServingPlmn.CopyTo(network);
        return EpsKeys.Kasme(challenge.Ck, challenge.Ik, network, challenge.SqnXorAk);
    }

    // the same KASME for other algorithms: the COUNTs go on (§4.4.3.1)
    private NasSecurityContext WithAlgorithms(NasSecurityContext current, in SecurityModeCommand command) => new(
        current.Ksi,
        Direction.Uplink,
        command.Integrity,
        EpsKeys.NasIntegrity(ue.Kasme, command.Integrity),
        command.Ciphering,
        EpsKeys.NasEncryption(ue.Kasme, command.Ciphering),
        After(current.LastSent),
        After(current.LastReceived));

    private static NasCount After(NasCount? last) => last is { } count ? new NasCount(count.Value + 1) : default;

    private void Charge(int derivations)
    {
        for (int index = 0; index < derivations; index++)
        {
            port.Charge(ue.Costs.Kdf);
        }
    }
}
