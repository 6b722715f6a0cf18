using System;
using System.Buffers.Binary;
using Simulator.Kernel;

namespace Simulator.Network;

// Is the peer still there? (RFC 9260 §8.3)
public sealed partial class SctpAssociation
{
    private const int HeartbeatInfoSize = 16; // ours: time of sending, and a number that nobody guesses

    private ulong _heartbeatNonce;
    private bool _isHeartbeatOut;

    private void StartHeartbeat()
    {
        _isHeartbeatOut = false;
        if (Options.HeartbeatInterval > SimTime.Zero)
        {
            _heartbeat.Start(HeartbeatPeriod());
        }
        else
        {
            _heartbeat.Stop();
        }
    }

    // HB.interval + RTO, the RTO with a jitter of half of it.
    private SimTime HeartbeatPeriod() =>
        Options.HeartbeatInterval + SimTime.FromSeconds(_rto.Rto.Seconds * (1.0 + Endpoint.DrawJitter()));

    private void HeartbeatExpired()
    {
        if (_isHeartbeatOut)
        {
            _isHeartbeatOut = false;
            _rto.BackOff();
            if (!CountError())
            {
                _heartbeat.Start(HeartbeatPeriod());
            }

            return;
        }

        SimTime idle = Node.Simulation.Now - _sender.LastSent;
        if (idle < Options.HeartbeatInterval || State is not (SctpState.Established or SctpState.ShutdownPending))
        {
            _heartbeat.Start(HeartbeatPeriod());
            return;
        }

        SendHeartbeat();
    }

    private void SendHeartbeat()
    {
        _heartbeatNonce = ((ulong)Endpoint.DrawTsn() << 32) | Endpoint.DrawTsn();
        _isHeartbeatOut = true;
        Span<byte> info = stackalloc byte[HeartbeatInfoSize];
        BinaryPrimitives.WriteInt64BigEndian(info, Node.Simulation.Now.Picoseconds);
        BinaryPrimitives.WriteUInt64BigEndian(info[sizeof(long)..], _heartbeatNonce);
        SctpPacketWriter writer = NewPacket();
        const int Length = SctpChunk.HeaderSize + SctpTlv.HeaderSize + HeartbeatInfoSize;
        SctpTlv.Write(writer.Add(SctpChunkType.Heartbeat, 0, Length), SctpParameterType.HeartbeatInfo, info);
        Transmit(ref writer, SctpLabel.Heartbeat);
        _heartbeat.Start(_rto.Rto); // an answer later than this is none
    }

    private void AnswerHeartbeat(in SctpChunk chunk)
    {
        SctpPacketWriter writer = NewPacket();
        if (State == SctpState.CookieWait || !writer.Fits(chunk.Octets.Length))
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
            return;
        }

        chunk.Value.CopyTo(writer.Add(SctpChunkType.HeartbeatAck, 0, chunk.Octets.Length));
        Transmit(ref writer, SctpLabel.HeartbeatAck);
    }

    private void ReceiveHeartbeatAck(in SctpChunk chunk)
    {
        ReadOnlySpan<byte> info = chunk.Value[SctpTlv.HeaderSize..];
        bool isOurs = _isHeartbeatOut && info.Length == HeartbeatInfoSize
            && BinaryPrimitives.ReadUInt64BigEndian(info[sizeof(long)..]) == _heartbeatNonce;
        if (!isOurs)
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
            return;
        }

        _isHeartbeatOut = false;
        ClearErrors();
        var sent = new SimTime(BinaryPrimitives.ReadInt64BigEndian(info));
        if (sent <= Node.Simulation.Now)
        {
            _rto.Add(Node.Simulation.Now - sent);
        }

        _heartbeat.Start(HeartbeatPeriod());
    }
}
