using System;
using System.Buffers.Binary;
using Simulator.Kernel;

namespace Simulator.Network;

// Set-up, its retransmissions, collisions and restarts (RFC 9260 §5).
public sealed partial class SctpAssociation
{
    private const int UnknownParametersMax = 512; // ours: unknown parameters of INIT ACK that are reported, together

    private Event<SctpEndReason>? _setup;
    private int _setupAttempts;
    private byte[] _cookie = [];
    private byte[] _unknownParameters = [];

    /// <summary>INIT is sent; the event happens with no reason when the association is up.</summary>
    internal Event<SctpEndReason> StartSetup()
    {
        _setup = new Event<SctpEndReason>(Node.Simulation);
        LocalTag = Endpoint.DrawTag();
        LocalInitialTsn = Endpoint.DrawTsn();
        State = SctpState.CookieWait;
        SendInit();
        return _setup;
    }

    /// <summary>The responder's side: a valid cookie has come back, nothing was kept before (§5.1.5).</summary>
    internal void Accept(in StateCookie cookie)
    {
        TakeCookie(cookie);
        Establish();
        Endpoint.Accepted.Put(this);
        SendAlone(SctpChunkType.CookieAck, SctpLabel.CookieAck);
    }

    private void SendInit()
    {
        SctpPacketWriter writer = NewPacket();
        new InitChunk(
            LocalTag,
            (uint)Options.ReceiveBufferSize,
            Options.OutboundStreams,
            Options.InboundStreamsMax,
            LocalInitialTsn).WriteValue(writer.Add(SctpChunkType.Init, 0, InitChunk.Size));
        var header = new SctpHeader(Local.Port, Remote.Port, 0); // §8.5.1 A
        Stack.Transmit(ref writer, header, Local.Address, Remote.Address, SctpLabel.Init, ref _way);
        _t1.Start(_rto.Rto);
    }

    private void SendCookieEcho()
    {
        SctpPacketWriter writer = NewPacket();
        _cookie.CopyTo(writer.Add(SctpChunkType.CookieEcho, 0, SctpChunk.HeaderSize + _cookie.Length));
        int errorSize = SctpChunk.HeaderSize + SctpTlv.HeaderSize + _unknownParameters.Length;
        if (_unknownParameters.Length > 0 && writer.Fits(errorSize))
        {
            writer.AddCause(SctpChunkType.Error, 0, SctpCause.UnrecognizedParameters, _unknownParameters);
        }

        Transmit(ref writer, SctpLabel.CookieEcho);
        _t1.Start(_rto.Rto);
    }

    // §5.1.6 C: each side of the set-up is repeated with back-off, a bounded number of times in all.
    private void T1Expired()
    {
        if (++_setupAttempts > Options.MaxInitRetransmits)
        {
            End(SctpEndReason.SetupTimedOut);
            return;
        }

        _rto.BackOff();
        if (State == SctpState.CookieWait)
        {
            SendInit();
        }
        else
        {
            SendCookieEcho();
        }
    }

    private SctpDropReason? ReceiveInit(ReadOnlySpan<byte> chunks, in SctpHeader header)
    {
        if (header.VerificationTag != 0)
        {
            return SctpDropReason.BadVerificationTag;
        }

        if (State == SctpState.ShutdownAckSent)
        {
            SendAlone(SctpChunkType.ShutdownAck, SctpLabel.ShutdownAck); // §9.2
            return SctpDropReason.UnexpectedChunk;
        }

        return Stack.AnswerInit(chunks, Endpoint, this, Local, Remote); // §5.2.1, §5.2.2: the state stays
    }

    // §5.1 C
    private void ReceiveInitAck(in SctpChunk chunk)
    {
        if (State != SctpState.CookieWait)
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk); // §5.2.3
            return;
        }

        var init = InitChunk.Read(chunk);
        Span<byte> unknown = stackalloc byte[UnknownParametersMax];
        InitParameters parameters = InitParameters.Read(chunk, unknown, out int unknownSize);
        if (!init.IsAcceptable || parameters.HasHostName || parameters.StateCookie.IsEmpty)
        {
            RefuseInitAck(init, parameters);
            return;
        }

        PeerTag = init.InitiateTag;
        SetStreams(
            Math.Min(Options.OutboundStreams, init.InboundStreams),
            Math.Min(Options.InboundStreamsMax, init.OutboundStreams));
        _sender.Reset(LocalInitialTsn, init.ReceiverWindow, OutboundStreams);
        _receiver.Reset(init.InitialTsn, InboundStreams);
        _cookie = parameters.StateCookie.ToArray();
        _unknownParameters = unknown[..unknownSize].ToArray();
        State = SctpState.CookieEchoed;
        SendCookieEcho();
    }

    // §3.3.3: the association is destroyed
    private void RefuseInitAck(in InitChunk init, in InitParameters parameters)
    {
        Stack.Counters.Count(SctpDropReason.BadInit);
        PeerTag = init.InitiateTag;
        SctpCause cause = !init.IsAcceptable ? SctpCause.InvalidMandatoryParameter
            : parameters.HasHostName ? SctpCause.UnresolvableAddress
            : SctpCause.MissingMandatoryParameter;
        if (PeerTag != 0)
        {
            Span<byte> missing = stackalloc byte[6]; // how many, and which
            BinaryPrimitives.WriteUInt32BigEndian(missing, 1);
            BinaryPrimitives.WriteUInt16BigEndian(missing[sizeof(uint)..], SctpParameterType.StateCookie);
            SendCause(SctpChunkType.Abort, cause, cause == SctpCause.MissingMandatoryParameter ? missing : default);
        }

        End(SctpEndReason.SetupInvalid, cause);
    }

    // §5.2.4: COOKIE ECHO where there is an association already.
    private SctpDropReason? ReceiveCookieEcho(in SctpChunk chunk, in SctpHeader header)
    {
        if (Stack.CheckCookie(chunk, header.VerificationTag, Local, Remote, out StateCookie cookie) is { } refusal)
        {
            return refusal;
        }

        bool isLocalSame = cookie.LocalTag == LocalTag, isPeerSame = cookie.PeerTag == PeerTag;
        if (!(isLocalSame && isPeerSame) && Stack.IsStale(cookie, Options))
        {
            return SctpDropReason.StaleCookie;
        }

        if (isLocalSame)
        {
            return TakeOwnCookie(cookie, isPeerSame); // B, D
        }

        bool isRestart = !isPeerSame && cookie.LocalTieTag == LocalTag && cookie.PeerTieTag == PeerTag;
        if (!isRestart)
        {
            return SctpDropReason.UnexpectedCookie; // C, and what the table does not name
        }

        if (State == SctpState.ShutdownAckSent)
        {
            RefuseRestart();
            return SctpDropReason.UnexpectedCookie;
        }

        Restart(cookie); // A
        return null;
    }

    // B: both sides opened the association at about the same time. D: the COOKIE ACK was lost.
    private SctpDropReason? TakeOwnCookie(in StateCookie cookie, bool isPeerSame)
    {
        if (State is SctpState.CookieWait or SctpState.CookieEchoed)
        {
            bool isKnown = State == SctpState.CookieEchoed && isPeerSame;
            if (!isKnown)
            {
                TakeCookie(cookie);
            }

            Establish();
        }
        else if (!isPeerSame)
        {
            return SctpDropReason.UnexpectedCookie; // an association that is up does not change its peer's tag
        }

        SendAlone(SctpChunkType.CookieAck, SctpLabel.CookieAck);
        return null;
    }

    // A: the peer has lost its state and begins anew (§5.2.4.1).
    private void Restart(in StateCookie cookie)
    {
        Stack.Counters.Restarts++;
        bool wasComingUp = State == SctpState.CookieEchoed;
        _t1.Stop();
        _t2.Stop();
        _t5.Stop();
        TakeCookie(cookie);
        State = SctpState.Established;
        _errorCount = 0;
        StartHeartbeat();
        if (wasComingUp)
        {
            _setup?.Succeed(SctpEndReason.None);
        }

        Indicate(new SctpIndication(SctpIndicationKind.Restart));
        SendAlone(SctpChunkType.CookieAck, SctpLabel.CookieAck);
    }

    private void RefuseRestart()
    {
        SctpPacketWriter writer = NewPacket();
        writer.Add(SctpChunkType.ShutdownAck);
        writer.AddCause(SctpChunkType.Error, 0, SctpCause.CookieReceivedWhileShuttingDown, default);
        Transmit(ref writer, SctpLabel.ShutdownAck);
    }

    private void ReceiveCookieAck()
    {
        if (State == SctpState.CookieEchoed)
        {
            Establish();
        }
        else
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk); // §5.2.5
        }
    }

    // §5.2.6: a new INIT, as often as INIT may be sent again.
    private void ReceiveStaleCookieError()
    {
        if (State != SctpState.CookieEchoed)
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
        }
        else if (++_setupAttempts > Options.MaxInitRetransmits)
        {
            End(SctpEndReason.SetupTimedOut, SctpCause.StaleCookie);
        }
        else
        {
            State = SctpState.CookieWait;
            PeerTag = 0;
            SendInit();
        }
    }

    private void TakeCookie(in StateCookie cookie)
    {
        LocalTag = cookie.LocalTag;
        PeerTag = cookie.PeerTag;
        LocalInitialTsn = cookie.LocalTsn;
        SetStreams(cookie.OutboundStreams, cookie.InboundStreams);
        _sackTimer.Stop();
        _isSackDue = false;
        _unacknowledgedCount = 0;
        _sender.Reset(cookie.LocalTsn, cookie.PeerWindow, OutboundStreams);
        _receiver.Reset(cookie.PeerTsn, InboundStreams);
    }

    private void SetStreams(ushort outbound, ushort inbound)
    {
        OutboundStreams = outbound;
        InboundStreams = inbound;
    }

    private void Establish()
    {
        _t1.Stop();
        _cookie = [];
        _unknownParameters = [];
        State = SctpState.Established;
        Stack.Counters.AssociationsEstablished++;
        StartHeartbeat();
        _setup?.Succeed(SctpEndReason.None);
    }
}
