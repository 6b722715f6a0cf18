using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// vUE: the MME sees a UE behind an eNB, and authenticates it. It holds no key and no card: challenges go to the real
/// terminal, whose responses it gives to the MME. What the MME sends next is the verdict: a SECURITY MODE COMMAND says
/// that the response was right. Its code cannot be checked here; it is refused, and the MME releases the context.
/// </summary>
internal sealed class VirtualUe : IAkaRunner
{
    private const byte Transaction = 1; // of the PDN connection that is asked for and never made

    private static readonly UeNetworkCapability Capability = UeNetworkCapability.Of(ciphering: 0xF0, integrity: 0x70);
    private static readonly Octets PdnRequest = Octets.Of(new PdnConnectivityRequest(Transaction, PdnType.Ipv4));

    private readonly Proxy _proxy;
    private readonly List<VirtualEnbLink> _mmes = [];
    private readonly HomeNetworks<Edge> _edges = new();
    private readonly Dictionary<uint, VirtualUeSession> _sessions = [];
    private uint _lastId;
    private int _nextMme;

    public VirtualUe(Proxy proxy)
    {
        _proxy = proxy;
        foreach (EdgeMme mme in proxy.Options.Mmes)
        {
            _edges.Add(mme.Plmn, new Edge(mme.Plmn));
        }
    }

    internal Proxy Proxy => _proxy;

    /// <summary>Connects to the MMEs, now and after each restart.</summary>
    public void Start()
    {
        foreach (EdgeMme mme in _proxy.Options.Mmes)
        {
            var link = new VirtualEnbLink(this, mme);
            _mmes.Add(link);
            link.Open();
        }
    }

    /// <summary>Authentications and connections are lost.</summary>
    public void Forget()
    {
        _mmes.Clear();
        _sessions.Clear();
    }

    /// <summary>True if an edge that it connects to is the home of a subscriber.</summary>
    public bool IsHomeOf(Imsi imsi) => _edges.Find(imsi) is not null;

    /// <inheritdoc/>
    public async Process<AkaStep> Begin(Imsi imsi, MeasurementTag tag)
    {
        if (NextMme(_edges.Find(imsi)) is not { } mme || _sessions.Count >= _proxy.Options.PendingMax)
        {
            return AkaStep.Over(AkaStepKind.Unavailable, tag);
        }

        // vUE -> MME  ATTACH REQUEST (IMSI) in InitialUEMessage
        var session = new VirtualUeSession(this, new EnbUeS1apId(NextId()), mme, imsi);
        _sessions.Add(session.Id.Value, session);
        var request = new AttachRequest(
            EpsAttachType.Eps, KeySetId.NoKey, EpsMobileIdentity.Of(imsi), Capability, PdnRequest);
        mme.SendInitial(session, Octets.Of(request), NasLabels.Of(EmmMessageType.AttachRequest), tag);
        return await Await(session, tag);
    }

    /// <summary>Gives the terminal's answer to the MME.</summary>
    public async Process<AkaStep> Continue(VirtualUeSession ue, AkaAnswer answer, MeasurementTag tag)
    {
        if (ue.MmeId is null || !_sessions.ContainsKey(ue.Id.Value))
        {
            return AkaStep.Over(AkaStepKind.Unavailable, tag); // the MME has given up
        }

        ue.Failure = answer.Outcome == AkaOutcome.MacFailure ? AkaStepKind.CardRefused : AkaStepKind.WrongResponse;
        switch (answer.Outcome)
        {
            case AkaOutcome.Response: // vUE -> MME  AUTHENTICATION RESPONSE
                ue.Mme.SendUplink(
                    ue, Octets.Of(new AuthenticationResponse(answer.Res)),
                    NasLabels.Of(EmmMessageType.AuthenticationResponse), tag);
                break;
            case AkaOutcome.MacFailure: // vUE -> MME  AUTHENTICATION FAILURE #20
                ue.Mme.SendUplink(
                    ue, Octets.Of(new AuthenticationFailure(EmmCause.MacFailure)),
                    NasLabels.Of(EmmMessageType.AuthenticationFailure), tag);
                break;
            default: // vUE -> MME  AUTHENTICATION FAILURE #21 with AUTS; a new challenge follows
                ue.Mme.SendUplink(
                    ue, Octets.Of(new AuthenticationFailure(EmmCause.SynchFailure, answer.Auts)),
                    NasLabels.Of(EmmMessageType.AuthenticationFailure), tag);
                break;
        }

        return await Await(ue, tag);
    }

    /// <summary>The session of an identity, or null.</summary>
    internal VirtualUeSession? Find(EnbUeS1apId id) =>
        _sessions.TryGetValue(id.Value, out VirtualUeSession? found) ? found : null;

    /// <summary>The context is gone.</summary>
    internal void Release(VirtualUeSession session)
    {
        _sessions.Remove(session.Id.Value);
        session.Steps.Put(AkaStep.Over(session.Failure, default));
    }

    /// <summary>Every session through an MME is gone.</summary>
    internal void ReleaseAll(VirtualEnbLink mme)
    {
        List<VirtualUeSession> lost = [];
        foreach (uint id in Sorted())
        {
            if (_sessions[id].Mme == mme)
            {
                lost.Add(_sessions[id]);
            }
        }

        foreach (VirtualUeSession session in lost)
        {
            session.Failure = AkaStepKind.Unavailable;
            Release(session);
        }
    }

    /// <summary>MME -> vUE  a NAS message.</summary>
    internal void Receive(VirtualUeSession session, ReadOnlySpan<byte> nas, in MeasurementTag tag)
    {
        if (!NasHeader.TryDecode(nas, out NasHeader header, out DecodeError _))
        {
            _proxy.Refuse(ProxyRefusal.UnexpectedS1ap);
            return;
        }

        switch (header)
        {
            case { Emm: EmmMessageType.AuthenticationRequest }
                when AuthenticationRequest.TryDecode(nas, out AuthenticationRequest request, out DecodeError _):
                Challenge(session, request, tag);
                break;
            case { Emm: EmmMessageType.AuthenticationReject }:
                session.Steps.Put(AkaStep.Over(session.Failure, tag));
                break;
            case { Emm: EmmMessageType.AttachReject }
                when AttachReject.TryDecode(nas, out AttachReject reject, out DecodeError _):
                session.Failure = reject.Cause is EmmCause.NetworkFailure or EmmCause.Congestion
                    ? AkaStepKind.Unavailable
                    : AkaStepKind.Refused;
                session.Steps.Put(AkaStep.Over(session.Failure, tag));
                break;
            case { Emm: EmmMessageType.IdentityRequest }: // vUE -> MME  IDENTITY RESPONSE
                session.Mme.SendUplink(
                    session, Octets.Of(new IdentityResponse(MobileIdentity.Of(session.Imsi))),
                    NasLabels.Of(EmmMessageType.IdentityResponse), tag);
                break;
            case { Security: SecurityHeaderType.IntegrityNewContext } when IsSecurityModeCommand(nas):
                Accept(session, tag);
                break;
            default:
                _proxy.Refuse(ProxyRefusal.UnexpectedS1ap);
                break;
        }
    }

    private static bool IsSecurityModeCommand(ReadOnlySpan<byte> nas) =>
        SecurityProtectedMessage.TryDecode(nas, out SecurityProtectedMessage outer, out DecodeError _)
        && NasHeader.TryDecode(outer.Message.Span, out NasHeader inner, out DecodeError _)
        && inner.Emm == EmmMessageType.SecurityModeCommand;

    // The MME repeats what it thinks lost: the same challenge is not a new one.
    private static void Challenge(VirtualUeSession session, in AuthenticationRequest request, in MeasurementTag tag)
    {
        if (session.Rand != request.Rand)
        {
            session.Rand = request.Rand;
            session.Steps.Put(new AkaStep(AkaStepKind.Challenge, request.Rand, request.Autn, session, tag));
        }
    }

    // MME -> vUE  SECURITY MODE COMMAND: authenticated;  vUE -> MME  SECURITY MODE REJECT, unprotected
    private static void Accept(VirtualUeSession session, in MeasurementTag tag)
    {
        if (!session.IsAuthenticated)
        {
            session.IsAuthenticated = true;
            session.Steps.Put(AkaStep.Over(AkaStepKind.Authenticated, tag));
        }

        session.Mme.SendUplink(
            session, Octets.Of(new SecurityModeReject(EmmCause.SecurityModeRejected)),
            NasLabels.Of(EmmMessageType.SecurityModeReject), tag);
    }

    private async Process<AkaStep> Await(VirtualUeSession session, MeasurementTag tag)
    {
        Received<AkaStep> received = await session.Steps.Receive(_proxy.Options.AnswerTimeout);
        if (!received.TryGet(out AkaStep step))
        {
            _sessions.Remove(session.Id.Value);
            return AkaStep.Over(AkaStepKind.Unavailable, tag);
        }

        return step.Tag.IsActive ? step : step with { Tag = tag };
    }

    // MMEs of an edge in turn, those that are up; without an edge, of all of them.
    private VirtualEnbLink? NextMme(Edge? edge)
    {
        for (int tried = 0; tried < _mmes.Count; tried++)
        {
            _nextMme = (_nextMme + 1) % _mmes.Count;
            if (_mmes[_nextMme].IsUp && (edge is null || _mmes[_nextMme].Plmn == edge.Plmn))
            {
                return _mmes[_nextMme];
            }
        }

        return null;
    }

    private uint NextId()
    {
        do
        {
            _lastId = (_lastId + 1) % (EnbUeS1apId.Max + 1);
        }
        while (_sessions.ContainsKey(_lastId));
        return _lastId;
    }

    private uint[] Sorted()
    {
        uint[] ids = [.. _sessions.Keys];
        Array.Sort(ids);
        return ids;
    }

    private sealed record Edge(PlmnId Plmn);
}

/// <summary>An authentication of one terminal.</summary>
internal sealed class VirtualUeSession(VirtualUe ue, EnbUeS1apId id, VirtualEnbLink mme, Imsi imsi) : IAkaSession
{
    public EnbUeS1apId Id { get; } = id;

    public VirtualEnbLink Mme { get; } = mme;

    public Imsi Imsi { get; } = imsi;

    public MmeUeS1apId? MmeId { get; set; }

    /// <summary>The last challenge.</summary>
    public UInt128? Rand { get; set; }

    public bool IsAuthenticated { get; set; }

    /// <summary>What it means if the MME ends it now.</summary>
    public AkaStepKind Failure { get; set; } = AkaStepKind.Unavailable;

    /// <summary>What has come.</summary>
    public Mailbox<AkaStep> Steps { get; } = new(ue.Proxy.Node.Simulation);

    /// <inheritdoc/>
    public Process<AkaStep> Continue(AkaAnswer answer, MeasurementTag tag) => ue.Continue(this, answer, tag);
}
