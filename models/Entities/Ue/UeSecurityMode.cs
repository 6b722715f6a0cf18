using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Security mode control, the UE's side (TS 24.301 §5.4.3).</summary>
internal sealed class UeSecurityMode(NasPort port)
{
    private const int NewContextDerivations = 3; // KASME, KNASint, KNASenc (TS 33.401 annex A.2, A.7)
    private const int NewAlgorithmDerivations = 2;

    private NasSecurityContext? _context;
    private Key256 _kasme;
    private bool _isReplayed;
    private bool _isImeisvRequested;
    private Octets? _doubted;

    private Ue Ue => port.Ue;

    public async Process<UeReaction> Run(NasMessage message)
    {
        // MME -> UE   SECURITY MODE COMMAND (§5.4.3.2)
        Forget();
        EmmCause? cause = Judge(message.Packet!);
        if (cause is { } reject)
        {
            // UE -> MME   SECURITY MODE REJECT, under the context from before if there is one (§5.4.3.5)
            Ue.Measures.Events.Count(UeEvent.SecurityModeRejected);
            port.Answer(EmmMessageType.SecurityModeReject, new SecurityModeReject(reject));
            await port.Complete();
            return UeReaction.SecurityModeRejected;
        }

        if (_isReplayed)
        {
            await port.Complete();
            return UeReaction.None;
        }

        // UE -> MME   SECURITY MODE COMPLETE, protected and ciphered with the new context (§5.4.3.3)
        var complete = new SecurityModeComplete(_isImeisvRequested ? Ue.Imeisv : null, _doubted);
        port.AnswerWith(
            _context!,
            SecurityHeaderType.IntegrityCipheredNewContext,
            NasLabels.Of(EmmMessageType.SecurityModeComplete),
            complete);
        if (!await port.Complete())
        {
            return UeReaction.None;
        }

        Ue.Measures.Events.Count(UeEvent.SecurityModeAccepted);
        Ue.Use(_context!, _kasme);
        Forget();
        return UeReaction.SecurityModeAccepted;
    }

    // nothing of one command is left for the next
    private void Forget()
    {
        _context = null;
        _kasme = default;
        _isReplayed = false;
        _isImeisvRequested = false;
        _doubted = null;
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
            _isReplayed = fault == NasSecurityFault.Replayed; // §4.4.3.2: as if it had not come again
            EmmCause cause = Refuse(NasPort.RefusalOf(fault));
            return _isReplayed ? null : cause;
        }

        if (command.Capability != UeSecurityCapability.Replay(Ue.Options.Capability))
        {
            port.Refuse(UeRefusal.CapabilityMismatch);
            return EmmCause.UeSecurityCapabilitiesMismatch;
        }

        _isImeisvRequested = command.IsImeisvRequested;
        bool isAttaching = Ue.State == UeState.RegisteredInitiated;
        _doubted = isAttaching && command.HashMme is { } hash ? Doubted(hash) : null;
        return null;
    }

    // the attach request once more, if the network did not hear it as it was sent (§5.4.3.3, TS 33.401 annex I)
    private Octets? Doubted(ulong hash)
    {
        Span<byte> request = stackalloc byte[port.Request.EncodedSize];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        port.Request.Encode(request);
        SHA256.HashData(request, digest);
        if (Ue.Costs.Hash is { } operation)
        {
            port.Charge(operation, request.Length);
        }

        bool isHeard = BinaryPrimitives.ReadUInt64BigEndian(digest[^sizeof(ulong)..]) == hash;
        return isHeard ? null : new Octets(request);
    }

    private EmmCause Refuse(UeRefusal reason)
    {
        port.Refuse(reason);
        return EmmCause.SecurityModeRejected;
    }

    // TS 33.401 §5.1.4.1: no EIA0 but for emergency calls
    private bool IsAcceptable(IntegrityAlgorithm algorithm) =>
        algorithm is >= IntegrityAlgorithm.Eia1 and <= IntegrityAlgorithm.Eia3
        && Ue.Options.Capability.Supports(algorithm);

    private bool IsAcceptable(CipheringAlgorithm algorithm) =>
        algorithm <= CipheringAlgorithm.Eea3 && Ue.Options.Capability.Supports(algorithm);

    // the key set that the command names: of the last challenge, or the one in use
    private bool TryFind(in SecurityModeCommand command)
    {
        if (Ue.Challenge is { } challenge && challenge.Ksi == command.Ksi)
        {
            _kasme = KasmeOf(challenge);
            _context = NasSecurityContext.FromKasme(
                _kasme, command.Ksi, Direction.Uplink, command.Integrity, command.Ciphering);
            Charge(NewContextDerivations);
            return true;
        }

        if (Ue.Context is not { } current || current.Ksi != command.Ksi)
        {
            return false;
        }

        _kasme = Ue.Kasme;
        bool hasKeys = current.Integrity == command.Integrity && current.Ciphering == command.Ciphering;
        _context = hasKeys ? current : WithAlgorithms(current, command);
        Charge(hasKeys ? 0 : NewAlgorithmDerivations);
        return true;
    }

    private Key256 KasmeOf(UeChallenge challenge)
    {
        Span<byte> network = stackalloc byte[PlmnId.Size];
        Ue.Options.ServingPlmn.CopyTo(network);
        return EpsKeys.Kasme(challenge.Ck, challenge.Ik, network, challenge.SqnXorAk);
    }

    // the same KASME for other algorithms: the COUNTs go on (§4.4.3.1)
    private NasSecurityContext WithAlgorithms(NasSecurityContext current, in SecurityModeCommand command)
    {
        (UInt128 integrityKey, UInt128 cipheringKey) = EpsKeys.Nas(Ue.Kasme, command.Integrity, command.Ciphering);
        return new(
            current.Ksi,
            Direction.Uplink,
            command.Integrity,
            integrityKey,
            command.Ciphering,
            cipheringKey,
            After(current.LastSent),
            After(current.LastReceived));
    }

    private static NasCount After(NasCount? last) => last is { } count ? new NasCount(count.Value + 1) : default;

    private void Charge(int derivations)
    {
        for (int index = 0; index < derivations; index++)
        {
            port.Charge(Ue.Costs.Kdf);
        }
    }
}
