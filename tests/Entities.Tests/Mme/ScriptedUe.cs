using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>A UE behind a scripted eNB: its NAS messages, and its side of the security context.</summary>
internal sealed class ScriptedUe(ScriptedEnb enb, EnbUeS1apId id)
{
    public static readonly UeNetworkCapability Capability = UeNetworkCapability.Of(0xF0, 0x70);

    public static readonly Octets PdnRequest = Octets.FromHex("0201d011");

    public ScriptedEnb Enb => enb;

    public EnbUeS1apId Id => id;

    public MmeUeS1apId MmeId { get; private set; }

    public NasSecurityContext? Security { get; set; }

    public Guti? Guti { get; set; }

    public static AttachRequest AttachRequest(
        EpsMobileIdentity? identity = null, KeySetId? ksi = null, Octets? container = null,
        EpsAttachType type = EpsAttachType.Eps, UeNetworkCapability? capability = null) =>
        new(
            type,
            ksi ?? KeySetId.NoKey,
            identity ?? EpsMobileIdentity.Of(RecordedAttach.Imsi),
            capability ?? Capability,
            container ?? PdnRequest);

    public static byte[] Encode<T>(in T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return octets;
    }

    public byte[] Protect<T>(in T message, SecurityHeaderType type = SecurityHeaderType.IntegrityCiphered)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[NasSecurityContext.ProtectedSize(message.EncodedSize)];
        Assert.That(Security!.TryProtect(type, message, octets, out int size));
        return octets[..size];
    }

    /// <summary>UE -> MME  the first message of a connection.</summary>
    public void SendInitial(ReadOnlySpan<byte> nas) => enb.Send(new InitialUeMessage(
        id, new NasPdu(new Octets(nas)), enb.Tai, enb.Cell, RrcEstablishmentCause.MoSignalling));

    /// <summary>UE -> MME  a further message.</summary>
    public void SendUplink(ReadOnlySpan<byte> nas) => enb.Send(new UplinkNasTransport(
        MmeId, id, new NasPdu(new Octets(nas)), enb.Cell, enb.Tai));

    public void SendPlain<T>(in T message)
        where T : struct, IWireMessage => SendUplink(Encode(message));

    public void SendProtected<T>(in T message)
        where T : struct, IWireMessage => SendUplink(Protect(message));

    /// <summary>MME -> UE  the octets of the next NAS message.</summary>
    public async Process<byte[]> ReceiveNas()
    {
        DownlinkNasTransport transport = await enb.Receive<DownlinkNasTransport>();
        Assert.That(transport.EnbUeS1apId, Is.EqualTo(id));
        MmeId = transport.MmeUeS1apId;
        return transport.NasPdu.Span.ToArray();
    }

    /// <summary>MME -> UE  a plain message.</summary>
    public async Process<T> ReceivePlain<T>()
        where T : struct, IWireMessage<T>
    {
        byte[] nas = await ReceiveNas();
        Assert.That(T.TryDecode(nas, out T message, out DecodeError error), $"{Convert.ToHexString(nas)}: {error}");
        return message;
    }

    /// <summary>MME -> UE  a protected message.</summary>
    public async Process<T> ReceiveProtected<T>()
        where T : struct, IWireMessage<T> => Unprotect<T>(await ReceiveNas());

    public T Unprotect<T>(byte[] nas)
        where T : struct, IWireMessage<T>
    {
        byte[] plain = new byte[nas.Length];
        Assert.That(Security!.TryUnprotect(nas, plain, out int size, out NasSecurityFault fault), $"{fault}");
        Assert.That(T.TryDecode(plain.AsSpan(0, size), out T message, out DecodeError error), $"{error}");
        return message;
    }

    /// <summary>MME -> UE  SECURITY MODE COMMAND, which makes the UE's context.</summary>
    public async Process<SecurityModeCommand> ReceiveSecurityMode()
    {
        return TakeSecurityMode(await ReceiveNas());
    }

    /// <summary>The NAS message of a DownlinkNASTransport that was received otherwise.</summary>
    public byte[] Note(S1Received received)
    {
        Assert.That(DownlinkNasTransport.TryDecode(received.Octets, out DownlinkNasTransport transport, out _));
        MmeId = transport.MmeUeS1apId;
        return transport.NasPdu.Span.ToArray();
    }

    /// <summary>SECURITY MODE COMMAND makes the UE's context.</summary>
    public SecurityModeCommand TakeSecurityMode(byte[] nas)
    {
        Assert.That(SecurityProtectedMessage.TryDecode(nas, out SecurityProtectedMessage outer, out _));
        Assert.That(outer.Type, Is.EqualTo(SecurityHeaderType.IntegrityNewContext));
        Assert.That(SecurityModeCommand.TryDecode(outer.Message.Span, out SecurityModeCommand command, out _));
        Security = NasSecurityContext.FromKasme(
            RecordedAttach.Kasme, command.Ksi, Direction.Uplink, command.Integrity, command.Ciphering);
        Unprotect<SecurityModeCommand>(nas);
        return command;
    }

    /// <summary>The attach up to the UE's right answer.</summary>
    public async Process Authenticate(AttachRequest? request = null)
    {
        // UE -> MME  ATTACH REQUEST;  MME -> UE  AUTHENTICATION REQUEST
        SendInitial(Encode(request ?? AttachRequest()));
        await ReceivePlain<AuthenticationRequest>();

        // UE -> MME  AUTHENTICATION RESPONSE
        SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
    }

    /// <summary>The attach up to the secure exchange.</summary>
    public async Process MakeSecure(AttachRequest? request = null)
    {
        await Authenticate(request);

        // MME -> UE  SECURITY MODE COMMAND;  UE -> MME  SECURITY MODE COMPLETE
        await ReceiveSecurityMode();
        SendUplink(Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
    }

    /// <summary>MME -> eNB  InitialContextSetupRequest [ATTACH ACCEPT].</summary>
    public async Process<(InitialContextSetupRequest Setup, AttachAccept Accept)> ReceiveAccept()
    {
        InitialContextSetupRequest setup = await enb.Receive<InitialContextSetupRequest>();
        MmeId = setup.MmeUeS1apId;
        Assert.That(setup.EnbUeS1apId, Is.EqualTo(id));
        AttachAccept accept = Unprotect<AttachAccept>(setup.ErabsToBeSetup[0].NasPdu!.Value.Span.ToArray());
        return (setup, accept);
    }

    /// <summary>eNB -> MME  InitialContextSetupResponse.</summary>
    public void SendContextSetup() => enb.Send(new InitialContextSetupResponse(
        MmeId, id, new(new ErabSetup(new ErabId(5), TransportLayerAddress.OfIpv4(0x0A000002), new GtpTeid(1)))));

    public void SendComplete() => SendProtected(new AttachComplete(Octets.FromHex("5200c2")));

    /// <summary>The rest of the attach once the exchange is secure, or the context known.</summary>
    public async Process Complete()
    {
        (_, AttachAccept accept) = await ReceiveAccept();
        Guti = accept.Guti;

        // eNB -> MME  InitialContextSetupResponse;  UE -> MME  ATTACH COMPLETE
        SendContextSetup();
        SendComplete();
        await enb.ReceiveNothing(MmeExchange.Milliseconds(50));
    }

    /// <summary>A whole attach.</summary>
    public async Process Attach(AttachRequest? request = null)
    {
        await MakeSecure(request);
        await Complete();
    }

    /// <summary>MME -> eNB  UEContextReleaseCommand;  eNB -> MME  UEContextReleaseComplete.</summary>
    public async Process<Cause> ReceiveRelease()
    {
        UeContextReleaseCommand command = await enb.Receive<UeContextReleaseCommand>();
        Assert.That(command.UeS1apIds.Enb, Is.EqualTo(id));
        MmeId = command.UeS1apIds.Mme;
        enb.Send(new UeContextReleaseComplete(command.UeS1apIds.Mme, id));
        return command.Cause;
    }

    /// <summary>The eNB lets the UE become idle.</summary>
    public async Process BecomeIdle()
    {
        // eNB -> MME  UEContextReleaseRequest;  MME -> eNB  UEContextReleaseCommand;  eNB -> MME  ...Complete
        enb.Send(new UeContextReleaseRequest(MmeId, id, CauseRadioNetwork.UserInactivity));
        Assert.That(await ReceiveRelease(), Is.EqualTo((Cause)CauseRadioNetwork.UserInactivity));
        await enb.ReceiveNothing(MmeExchange.Milliseconds(50));
    }

    /// <summary>The same UE on another connection, which it opens with a message.</summary>
    public ScriptedUe Again(ScriptedEnb? other = null)
    {
        ScriptedUe again = (other ?? enb).AddUe();
        again.Security = Security;
        again.Guti = Guti;
        return again;
    }

    /// <summary>ATTACH REQUEST with the GUTI and the keys that the UE has.</summary>
    public AttachRequest GutiRequest(UeNetworkCapability? capability = null) =>
        AttachRequest(EpsMobileIdentity.Of(Guti!.Value), Security?.Ksi, capability: capability);
}
