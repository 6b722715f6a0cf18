using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Rrc;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;
using Simulator.Protocols.X509;
using DiameterErrorAnswer = Simulator.Protocols.Diameter.ErrorAnswer;

namespace Simulator.Bench;

/// <summary>Every codec of the protocols, by hand: what is missing here is neither measured nor fuzzed.</summary>
public static class Codecs
{
    private const string Nas = "nas", Rrc = "rrc", S1ap = "s1ap", Diameter = "diameter", Customer = "customer";
    private const string Esp = "esp", Enclave = "enclave";
    private const string Ike = "ike";
    private const string Http = "http", Federation = "federation";

    private static readonly DiameterIdentity Host = DiameterIdentity.Parse("hss.example");

    /// <summary>The codecs of messages.</summary>
    internal static IReadOnlyList<IMeasuredCodec> Messages { get; } =
    [
        new MessageCodec<AttachRequest>(Nas),
        new MessageCodec<AttachAccept>(Nas),
        new MessageCodec<AttachComplete>(Nas),
        new MessageCodec<AttachReject>(Nas),
        new MessageCodec<AuthenticationRequest>(Nas),
        new MessageCodec<AuthenticationResponse>(Nas),
        new MessageCodec<AuthenticationFailure>(Nas),
        new MessageCodec<AuthenticationReject>(Nas),
        new MessageCodec<IdentityRequest>(Nas),
        new MessageCodec<IdentityResponse>(Nas),
        new MessageCodec<SecurityModeCommand>(Nas),
        new MessageCodec<SecurityModeComplete>(Nas),
        new MessageCodec<SecurityModeReject>(Nas),
        new MessageCodec<DetachRequestFromUe>(Nas),
        new MessageCodec<DetachRequestFromNetwork>(Nas),
        new MessageCodec<DetachAccept>(Nas),
        new MessageCodec<EmmInformation>(Nas),
        new MessageCodec<EmmStatus>(Nas),
        new MessageCodec<SecurityProtectedMessage>(Nas),
        new MessageCodec<PdnConnectivityRequest>(Nas),
        new MessageCodec<PdnConnectivityReject>(Nas),
        new MessageCodec<ActivateDefaultBearerRequest>(Nas),
        new MessageCodec<ActivateDefaultBearerAccept>(Nas),
        new MessageCodec<ActivateDefaultBearerReject>(Nas),
        new MessageCodec<EsmInformationRequest>(Nas),
        new MessageCodec<EsmInformationResponse>(Nas),
        new MessageCodec<EsmStatus>(Nas),
        new MessageCodec<RrcConnectionRequest>(Rrc),
        new MessageCodec<RrcConnectionRelease>(Rrc),
        new MessageCodec<S1SetupRequest>(S1ap),
        new MessageCodec<S1SetupResponse>(S1ap),
        new MessageCodec<S1SetupFailure>(S1ap),
        new MessageCodec<InitialUeMessage>(S1ap),
        new MessageCodec<DownlinkNasTransport>(S1ap),
        new MessageCodec<UplinkNasTransport>(S1ap),
        new MessageCodec<NasNonDeliveryIndication>(S1ap),
        new MessageCodec<InitialContextSetupRequest>(S1ap),
        new MessageCodec<InitialContextSetupResponse>(S1ap),
        new MessageCodec<InitialContextSetupFailure>(S1ap),
        new MessageCodec<UeContextReleaseRequest>(S1ap),
        new MessageCodec<UeContextReleaseCommand>(S1ap),
        new MessageCodec<UeContextReleaseComplete>(S1ap),
        new MessageCodec<ErrorIndication>(S1ap),
        new MessageCodec<Reset>(S1ap),
        new MessageCodec<ResetAcknowledge>(S1ap),
        new MessageCodec<OverloadStart>(S1ap),
        new MessageCodec<OverloadStop>(S1ap),
        new MessageCodec<S1apPdu>(S1ap),
        new MessageCodec<CapabilitiesExchangeRequest>(Diameter),
        new MessageCodec<CapabilitiesExchangeAnswer>(Diameter),
        new MessageCodec<DeviceWatchdogRequest>(Diameter),
        new MessageCodec<DeviceWatchdogAnswer>(Diameter),
        new MessageCodec<DisconnectPeerRequest>(Diameter),
        new MessageCodec<DisconnectPeerAnswer>(Diameter),
        new MessageCodec<AuthenticationInformationRequest>(Diameter),
        new MessageCodec<AuthenticationInformationAnswer>(Diameter),
        new MessageCodec<UpdateLocationRequest>(Diameter),
        new MessageCodec<UpdateLocationAnswer>(Diameter),
        new MessageCodec<CancelLocationRequest>(Diameter),
        new MessageCodec<CancelLocationAnswer>(Diameter),
        new MessageCodec<PurgeUeRequest>(Diameter),
        new MessageCodec<PurgeUeAnswer>(Diameter),
        new MessageCodec<DiameterErrorAnswer>(Diameter),
        new MessageCodec<EspHeader>(Esp),
        new MessageCodec<DerivationInformation>(Enclave),
        new MessageCodec<TagChain>(Enclave),
        new MessageCodec<DirectKeyExchange>(Enclave),
        new MessageCodec<DiscoveryRequest>(Enclave),
        new MessageCodec<DiscoveryProbe>(Enclave),
        new MessageCodec<EpochNotify>(Enclave),
        new MessageCodec<KeyNotify>(Enclave),
        new MessageCodec<TwoKeysNotify>(Enclave),
        new MessageCodec<ExchangedKeys>(Enclave),
        new MessageCodec<KeyChange>(Enclave),
        new MessageCodec<SealedKey>(Enclave),
        new MessageCodec<KeyRequest>(Enclave),
        new MessageCodec<KeyAnswer>(Enclave),
        new MessageCodec<DirectoryQuestion>(Enclave),
        new MessageCodec<DirectoryAnswer>(Enclave),
        new MessageCodec<Certificate>("x509"),
        new MessageCodec<MonitorKeyRequest>(Enclave),
        new MessageCodec<MonitorKeyAnswer>(Enclave),
        new MessageCodec<HttpRequest>(Http),
        new MessageCodec<HttpResponse>(Http),
        new MessageCodec<VectorsRequest>(Federation),
        new MessageCodec<VectorsAnswer>(Federation),
        new MessageCodec<SubscriptionAnswer>(Federation),
        new MessageCodec<AkaChallenge>(Federation),
        new MessageCodec<AkaAnswer>(Federation),
        new MessageCodec<CustomerMessage>(Customer),
        new MessageCodec<IkeMessage>(Ike),
        new MessageCodec<SecurityAssociationPayload>(Ike),
        new MessageCodec<KeyExchangePayload>(Ike),
        new MessageCodec<IdentificationPayload>(Ike),
        new MessageCodec<AuthenticationPayload>(Ike),
        new MessageCodec<NoncePayload>(Ike),
        new MessageCodec<NotifyPayload>(Ike),
        new MessageCodec<DeletePayload>(Ike),
        new MessageCodec<TrafficSelectorPayload>(Ike),
    ];

    /// <summary>The codecs, and what else must take any octets: headers, framing, protection, answers.</summary>
    public static IReadOnlyList<ICodec> All { get; } =
    [
        .. Messages,
        new ProbedFunction(Nas, "header", Corpus.Of(Nas, nameof(AttachRequest)), NasHeaderOf),
        new ProbedFunction(Nas, "unprotect", Corpus.Of(Nas, nameof(SecurityProtectedMessage)), Unprotect),
        new ProbedFunction(S1ap, "header", Corpus.Of(S1ap, nameof(S1apPdu)), S1apHeaderOf),
        new ProbedFunction(S1ap, "error report", Corpus.Of(S1ap, nameof(InitialContextSetupRequest)), ReportError),
        new ProbedFunction(Diameter, "framing", Corpus.Of(Diameter, nameof(DeviceWatchdogRequest)), Frame),
        new ProbedFunction(Diameter, "answer", Corpus.Of(Diameter, nameof(UpdateLocationRequest)), AnswerFault),
        new ProbedFunction(Ike, "contents", Corpus.Of(Ike, nameof(IkeMessage)), ReadContents),
    ];

    private static ProbeResult NasHeaderOf(ReadOnlySpan<byte> source) =>
        NasHeader.TryDecode(source, out NasHeader header, out DecodeError error)
            ? Check(error.IsNone && header.ToString().Length > 0, ProbeResult.Read)
            : Check(!error.IsNone, ProbeResult.Refused);

    private static ProbeResult S1apHeaderOf(ReadOnlySpan<byte> source) =>
        S1apHeader.TryRead(source, out _, out DecodeError error)
            ? Check(error.IsNone, ProbeResult.Read)
            : Check(!error.IsNone, ProbeResult.Refused);

    private static ProbeResult Unprotect(ReadOnlySpan<byte> source)
    {
        NasSecurityContext context = Context();
        byte[] plain = new byte[source.Length];
        bool read = context.TryUnprotect(source, plain, out int size, out NasSecurityFault fault);
        return read
            ? Check(fault == NasSecurityFault.None && size > 0 && context.LastReceived is not null, ProbeResult.Read)
            : Check(fault != NasSecurityFault.None && size == 0 && context.LastReceived is null, ProbeResult.Refused);
    }

    /// <summary>The UE's context in the attach that the samples come from (TS 35.208 test set 1, 128-EIA2).</summary>
    private static NasSecurityContext Context() => new(
        new KeySetId(0),
        Direction.Uplink,
        IntegrityAlgorithm.Eia2,
        new UInt128(0x3d6da7d07a29c8a3, 0x6527b36eeda82364),
        CipheringAlgorithm.Eea0,
        0);

    private static ProbeResult ReportError(ReadOnlySpan<byte> source)
    {
        if (InitialContextSetupRequest.TryDecode(source, out _, out DecodeError error))
        {
            return ProbeResult.Read;
        }

        ErrorIndication indication = ErrorReport.Of(source, error).ToErrorIndication();
        byte[] octets = new byte[indication.EncodedSize];
        bool isWhole = indication.Encode(octets) == octets.Length && ErrorIndication.TryDecode(octets, out _, out _);
        return Check(isWhole, ProbeResult.Refused);
    }

    private static ProbeResult Frame(ReadOnlySpan<byte> source) =>
        DiameterFraming.Find(source, out int size, out DiameterFault fault) switch
        {
            FramingStatus.Complete => Check(fault.IsNone && size > 0 && size <= source.Length, ProbeResult.Read),
            FramingStatus.Incomplete => Check(fault.IsNone && (size == 0 || size > source.Length), ProbeResult.Refused),
            _ => Check(!fault.IsNone && size == 0, ProbeResult.Refused),
        };

    private static ProbeResult AnswerFault(ReadOnlySpan<byte> source)
    {
        if (UpdateLocationRequest.TryDecode(source, out _, out DiameterFault fault))
        {
            return ProbeResult.Read;
        }

        if (!DiameterErrorAnswer.TryMake(source, fault, Host, Host, out DiameterErrorAnswer answer))
        {
            return ProbeResult.Refused;
        }

        byte[] octets = new byte[answer.EncodedSize];
        bool isWhole = answer.Encode(octets) == octets.Length
            && DiameterErrorAnswer.TryDecode(octets, out DiameterErrorAnswer again, out DiameterFault _)
            && again == answer;
        return Check(isWhole, ProbeResult.Refused);
    }

    private static ProbeResult ReadContents(ReadOnlySpan<byte> source)
    {
        if (!IkeMessage.TryDecode(source, out IkeMessage message, out _))
        {
            return ProbeResult.Refused;
        }

        return IkeContents.TryRead(message.Payloads.Span, out IkeContents? contents, out IkeFault fault)
            ? Check(fault.IsNone && contents is not null, ProbeResult.Read)
            : Check(!fault.IsNone && contents is null, ProbeResult.Refused);
    }

    private static ProbeResult Check(bool holds, ProbeResult result) => holds ? result : ProbeResult.Broken;
}
