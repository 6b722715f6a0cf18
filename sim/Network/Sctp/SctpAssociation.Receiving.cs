using System;
using System.Buffers.Binary;

namespace Simulator.Network;

// Packets of the association: tags, chunks in their order, and the acknowledgement at the end (RFC 9260 §6, §8.5).
public sealed partial class SctpAssociation
{
    /// <summary>Takes a packet whose chunks are well formed.</summary>
    /// <param name="packet">The packet; it stays the caller's unless it is kept.</param>
    /// <param name="header">Its header.</param>
    /// <param name="isCookieDone">True if the COOKIE ECHO in front has made this association.</param>
    /// <returns>Why the whole packet was refused, if it was.</returns>
    internal SctpDropReason? Receive(Packet packet, in SctpHeader header, bool isCookieDone = false)
    {
        ReadOnlySpan<byte> chunks = packet.Octets[SctpHeader.Size..], rest = chunks;
        SctpChunk.TryTake(ref rest, out SctpChunk first);
        if (first.Type == SctpChunkType.Init)
        {
            return ReceiveInit(chunks, header);
        }

        if (first.Type == SctpChunkType.CookieEcho)
        {
            if (!isCookieDone && ReceiveCookieEcho(first, header) is { } refusal)
            {
                return refusal;
            }

            chunks = rest;
        }
        else if (!IsTagRight(first, header))
        {
            return RefuseTag(first, header);
        }

        ReceiveChunks(packet, chunks);
        HandOverArrived();
        return null;
    }

    // §8.5.1 B, C: ABORT and SHUTDOWN COMPLETE may carry the peer's own tag, reflected.
    private bool IsTagRight(in SctpChunk first, in SctpHeader header)
    {
        bool isReflected = first.Type is SctpChunkType.Abort or SctpChunkType.ShutdownComplete
            && (first.Flags & SctpFlag.TagReflected) != 0;
        return header.VerificationTag == (isReflected ? PeerTag : LocalTag)
            && !(isReflected && PeerTag == 0)
            && !(first.Type == SctpChunkType.ShutdownAck && State is SctpState.CookieWait or SctpState.CookieEchoed);
    }

    // §8.5.1 E: SHUTDOWN ACK while the association comes up is out of the blue: the peer ends an earlier one.
    private SctpDropReason RefuseTag(in SctpChunk first, in SctpHeader header)
    {
        if (first.Type == SctpChunkType.ShutdownAck && State is SctpState.CookieWait or SctpState.CookieEchoed)
        {
            SctpPacketWriter writer = NewPacket();
            writer.Add(SctpChunkType.ShutdownComplete, SctpFlag.TagReflected);
            Stack.Transmit(
                ref writer,
                new(Local.Port, Remote.Port, header.VerificationTag),
                Local.Address,
                Remote.Address,
                SctpLabel.ShutdownComplete,
                ref _way);
            return SctpDropReason.OutOfTheBlue;
        }

        return SctpDropReason.BadVerificationTag;
    }

    private void ReceiveChunks(Packet packet, ReadOnlySpan<byte> chunks)
    {
        int dataCount = 0;
        bool hasNewData = false;
        while (State != SctpState.Closed && SctpChunk.TryTake(ref chunks, out SctpChunk chunk))
        {
            if (chunk.Type == SctpChunkType.Data)
            {
                hasNewData |= ReceiveData(chunk, packet, dataCount++, isLast: chunks.IsEmpty);
            }
            else if (!ReceiveChunk(chunk))
            {
                break;
            }
        }

        if (State == SctpState.Closed)
        {
            return;
        }

        if (dataCount > 0)
        {
            AcknowledgeData(hasNewData);
        }

        _sender.Transmit(); // with the SACK, if there is something to send
        ShutdownIfDone();
        if (_isSackDue && State != SctpState.Closed)
        {
            SendSack();
        }
    }

    /// <summary>False if nothing that follows in the packet is looked at.</summary>
    private bool ReceiveChunk(in SctpChunk chunk)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.InitAck:
                ReceiveInitAck(chunk);
                break;
            case SctpChunkType.Sack:
                ReceiveSack(chunk);
                break;
            case SctpChunkType.Heartbeat:
                AnswerHeartbeat(chunk);
                break;
            case SctpChunkType.HeartbeatAck:
                ReceiveHeartbeatAck(chunk);
                break;
            case SctpChunkType.Abort:
                End(SctpEndReason.AbortedByPeer, FirstCause(chunk));
                break;
            case SctpChunkType.Shutdown:
                ReceiveShutdown(chunk);
                break;
            case SctpChunkType.ShutdownAck:
                ReceiveShutdownAck();
                break;
            case SctpChunkType.Error:
                ReceiveErrorChunk(chunk);
                break;
            case SctpChunkType.CookieAck:
                ReceiveCookieAck();
                break;
            case SctpChunkType.ShutdownComplete:
                ReceiveShutdownComplete();
                break;
            default:
                return SkipUnknown(chunk);
        }

        return true;
    }

    // §3.2: the two highest bits of the type say whether to report it and whether to go on.
    private bool SkipUnknown(in SctpChunk chunk)
    {
        Stack.Counters.Count(SctpDropReason.UnknownChunk);
        if ((chunk.Type & SctpChunkType.ReportBit) != 0 && PeerTag != 0)
        {
            SendCause(SctpChunkType.Error, SctpCause.UnrecognizedChunkType, chunk.Octets);
        }

        return (chunk.Type & SctpChunkType.SkipBit) != 0;
    }

    /// <summary>True for DATA that was not there before.</summary>
    private bool ReceiveData(in SctpChunk chunk, Packet packet, int index, bool isLast)
    {
        if (State is not (SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent))
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk); // §6
            return false;
        }

        DataChunk data = DataChunk.Read(chunk);
        if (data.UserData.IsEmpty)
        {
            Stack.Counters.Count(SctpDropReason.NoUserData);
            AbortOnViolation(SctpCause.NoUserData, chunk.Value[..sizeof(uint)]); // §6.2: the cause names the TSN
            return false;
        }

        _isSackDue |= (data.Flags & SctpFlag.Immediate) != 0;
        if (data.Stream >= InboundStreams)
        {
            RefuseStream(data);
            return true;
        }

        return TakeData(data, packet, index, isLast);
    }

    /// <summary>A packet goes on as its last chunk's message, without a copy.</summary>
    /// <param name="packet">The packet that is being received.</param>
    /// <param name="userData">Octets of the message in it.</param>
    internal Packet Keep(Packet packet, ReadOnlySpan<byte> userData)
    {
        packet.Octets.Overlaps(userData, out int offset);
        packet.TrimStart(offset);
        packet.TrimEnd(packet.Size - userData.Length);
        packet.FrameId = 0; // a message is no frame
        Stack.HasKept = true;
        return packet;
    }

    private bool TakeData(in DataChunk data, Packet packet, int index, bool isLast)
    {
        switch (_receiver.Take(data, packet, index, isLast))
        {
            case DataVerdict.Accepted:
                return true;
            case DataVerdict.Inconsistent:
                Stack.Counters.Count(SctpDropReason.Inconsistent);
                AbortOnViolation();
                return false;
            case DataVerdict.MessageTooLong:
                Stack.Counters.Count(SctpDropReason.Inconsistent);
                AbortOnViolation(SctpCause.OutOfResource);
                return false;
            default:
                _isSackDue = true; // §6.2: duplicates and what the window refuses are answered at once
                return false;
        }
    }

    // §6.5: acknowledged, reported, thrown away
    private void RefuseStream(in DataChunk data)
    {
        Stack.Counters.Count(SctpDropReason.InvalidStream);
        _receiver.TakeEmpty(data.Tsn);
        Span<byte> value = stackalloc byte[4]; // the stream, and 16 reserved bits
        BinaryPrimitives.WriteUInt32BigEndian(value, (uint)data.Stream << 16);
        SendCause(SctpChunkType.Error, SctpCause.InvalidStreamIdentifier, value);
    }

    // §6.2: every second packet, at a gap at once, else within the delay.
    private void AcknowledgeData(bool hasNewData)
    {
        if (State == SctpState.ShutdownSent)
        {
            RepeatShutdown();
            return;
        }

        _unacknowledgedCount += hasNewData ? 1 : 0;
        _isSackDue |= _receiver.HasGap || _unacknowledgedCount >= Options.SackFrequency;
        if (!_isSackDue && hasNewData && !_sackTimer.IsRunning)
        {
            _sackTimer.Start(Options.SackDelay);
        }
    }

    /// <summary>Puts a SACK that waits in front of DATA; in a packet of its own if both do not fit.</summary>
    internal void BundleSack(ref SctpPacketWriter writer, int dataLength)
    {
        if (!_isSackDue && _unacknowledgedCount == 0)
        {
            return;
        }

        if (writer.Room < SctpTlv.Pad(dataLength) + SackChunk.HeaderSize)
        {
            SendSack();
        }
        else
        {
            WriteSack(ref writer, SctpTlv.Pad(dataLength));
        }
    }

    /// <summary>The user has taken messages, and the window is open again.</summary>
    internal void UpdateWindow()
    {
        if (State is SctpState.Established or SctpState.ShutdownPending)
        {
            SendSack();
        }
    }

    private void SendSack()
    {
        SctpPacketWriter writer = NewPacket();
        WriteSack(ref writer, 0);
        Transmit(ref writer, SctpLabel.Sack);
    }

    private void WriteSack(ref SctpPacketWriter writer, int reserve)
    {
        _receiver.WriteSack(ref writer, reserve);
        _isSackDue = false;
        _unacknowledgedCount = 0;
        _sackTimer.Stop();
        Stack.Counters.SacksSent++;
    }

    private void ReceiveSack(in SctpChunk chunk)
    {
        if (!MaySendData)
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
        }
        else if (!_sender.Acknowledge(SackChunk.Read(chunk)))
        {
            AbortOnViolation(); // it acknowledges what was never sent
        }
    }

    private void ReceiveErrorChunk(in SctpChunk chunk)
    {
        if (HasCause(chunk, SctpCause.StaleCookie))
        {
            ReceiveStaleCookieError();
        }
    }

    private static SctpCause FirstCause(in SctpChunk chunk) =>
        chunk.Value.IsEmpty ? SctpCause.None : (SctpCause)SctpTlv.TypeOf(chunk.Value);
}
