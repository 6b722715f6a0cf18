using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>
/// A connection to a peer, from the transport's set-up to its end (RFC 6733 §5): capabilities, then requests and
/// answers in both directions, the watchdog beside them. This file: its life, and what the role does with it.
/// </summary>
public sealed partial class DiameterConnection : ISctpReceiver
{
    private readonly DiameterNode _local;
    private readonly SctpAssociation _association;
    private readonly bool _isInitiator;
    private readonly PendingTable _pending = new();
    private readonly RestartableTimer _timer;
    private State _state = State.Connected;
    private readonly uint _firstHopByHop;
    private uint _hopByHop;

    internal DiameterConnection(DiameterNode local, SctpAssociation association, bool isInitiator)
    {
        _local = local;
        _association = association;
        _isInitiator = isInitiator;
        _timer = new RestartableTimer(local.Node.Simulation, Expired);
        _firstHopByHop = _hopByHop = local.DrawHopByHop(); // RFC 6733 §3: the start is random
    }

    // RFC 6733 §5.6 without its election: only one side of S6a connects.
    private enum State
    {
        Connected, // the transport is up; CER or CEA is awaited
        Open,
        Closing,   // DPR was sent
        Closed,
    }

    /// <summary>The peer's name; empty before its capabilities are known.</summary>
    public DiameterIdentity PeerHost { get; private set; }

    /// <summary>The peer's realm.</summary>
    public DiameterIdentity PeerRealm { get; private set; }

    /// <summary>True while requests may be sent: open, and not suspected by the watchdog (RFC 3539 §3.4.1).</summary>
    public bool IsUsable => _state == State.Open && !_isSuspect;

    /// <summary>Requests that wait for an answer.</summary>
    public int PendingCount => _pending.Count;

    internal bool IsUnwanted { get; private set; }

    internal uint PeerStateId { get; private set; }

    private DiameterMeasures Measures => _local.Measures;

    /// <summary>The identifiers of the next request.</summary>
    public Transaction NextTransaction() => new(unchecked(_hopByHop++), _local.NextEndToEnd());

    /// <summary>Sends a request with identifiers of <see cref="NextTransaction"/>.</summary>
    /// <typeparam name="T">The request.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="tag">What is measured.</param>
    /// <returns>What to wait for, at once; null if the request was not sent.</returns>
    public PendingRequest? Send<T>(in T request, in MeasurementTag tag)
        where T : struct, IDiameterMessage<T>
    {
        if (!IsUsable)
        {
            return null;
        }

        if (_pending.Count >= _local.Options.PendingMax)
        {
            Measures.Drops.Count(DiameterDrop.TooManyPending);
            return null;
        }

        if (!Transmit(request, tag, out DiameterHeader header))
        {
            return null;
        }

        PendingRequest pending = _local.RentPending();
        _pending.Add(pending, header);
        return pending;
    }

    /// <summary>Sends an answer; if the connection has ended meanwhile, it is counted and forgotten.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="answer">The answer.</param>
    /// <param name="tag">Tag of the request, after processing.</param>
    public void Answer<T>(in T answer, in MeasurementTag tag)
        where T : struct, IDiameterMessage<T> => Transmit(answer, tag, out _);

    /// <summary>Answers octets that a decoder refused, or drops them if there is nothing to answer to (RFC 6733 §7).
    /// </summary>
    /// <param name="request">The octets; released.</param>
    /// <param name="fault">What is wrong.</param>
    public void Refuse(Packet request, in DiameterFault fault)
    {
        ArgumentNullException.ThrowIfNull(request);
        DiameterProfile own = _local.Profile;
        if (ErrorAnswer.TryMake(request.Octets, fault, own.Host, own.Realm, out ErrorAnswer answer))
        {
            Measures.Refused(fault.Result);
            Answer(answer, request.Tag);
            request.Release();
        }
        else
        {
            Drop(request, DiameterDrop.Unreadable);
        }
    }

    /// <summary>Answers a request of the application with the E flag (RFC 6733 §7.2).</summary>
    /// <param name="command">Its command.</param>
    /// <param name="request">Its session and identifiers.</param>
    /// <param name="result">Why it is refused.</param>
    /// <param name="tag">Its tag.</param>
    public void Refuse(CommandCode command, in SessionRequest request, ResultCode result, in MeasurementTag tag)
    {
        Measures.Refused(result);
        DiameterProfile own = _local.Profile;
        Answer(
            new ErrorAnswer(
                command, own.Application, true, request.Transaction, request.SessionId, own.Host, own.Realm, result),
            tag);
    }

    /// <summary>
    /// Checks whom a request of the application is for and who it is from: peers talk to each other directly, so that
    /// nobody speaks for another host (RFC 6733 §6.1.4). A request that is not for this node is answered.
    /// </summary>
    /// <param name="command">Its command.</param>
    /// <param name="request">Its route.</param>
    /// <param name="tag">Its tag.</param>
    public bool Admits(CommandCode command, in SessionRequest request, in MeasurementTag tag)
    {
        DiameterProfile own = _local.Profile;
        ResultCode refusal = !own.Serves(request.DestinationRealm) ? ResultCode.RealmNotServed
            : !request.DestinationHost.IsEmpty && request.DestinationHost != own.Host ? ResultCode.UnableToDeliver
            : request.OriginHost != PeerHost ? ResultCode.UnableToComply
            : ResultCode.None;
        if (refusal != ResultCode.None)
        {
            Refuse(command, request, refusal, tag);
        }

        return refusal == ResultCode.None;
    }

    /// <summary>Ends the connection in order: DPR, DPA, then the transport's shutdown (RFC 6733 §5.4).</summary>
    /// <param name="cause">Why; the peer connects again only to one that reboots.</param>
    public void Disconnect(DisconnectCause cause)
    {
        if (_state != State.Open)
        {
            return;
        }

        // this -> peer  Disconnect-Peer-Request
        Transaction transaction = NextTransaction();
        _disconnectHopByHop = transaction.HopByHop;
        Leave(State.Closing, DiameterConnectionEvent.Disconnected);
        Transmit(
            new DisconnectPeerRequest(transaction, _local.Profile.Host, _local.Profile.Realm, cause), default, out _);
        _timer.Start(_local.Options.ExchangeTimeout);
    }

    /// <summary>Reads what arrives until the connection has ended.</summary>
    /// <returns>True if the peer has begun the transport anew: it bears another connection now.</returns>
    internal async Process<bool> Run()
    {
        bool isOver = false;
        _association.Receiver = this;
        try
        {
            Begin();
            while (true)
            {
                SctpIndication indication = await _association.Receive();
                if (indication.IsMessage)
                {
                    Receive(indication.Payload);
                }
                else if (indication.IsEnded || indication.Kind == SctpIndicationKind.Restart)
                {
                    Leave(State.Closed, indication.IsEnded
                        ? DiameterConnectionEvent.TransportEnded
                        : DiameterConnectionEvent.TransportRestarted);
                    isOver = true;
                    return !indication.IsEnded;
                }
            }
        }
        finally
        {
            _timer.Stop();
            if (!isOver)
            {
                Leave(State.Closed, DiameterConnectionEvent.NodeCrashed);
                ReleaseIndications();
            }
        }
    }

    /// <inheritdoc/>
    void ISctpReceiver.Receive(in SctpIndication message) => Receive(message.Payload!);

    internal void Abort(DiameterConnectionEvent reason)
    {
        Leave(State.Closed, reason);
        _association.Abort();
    }

    private void Begin()
    {
        _timer.Start(_local.Options.ExchangeTimeout);
        if (_isInitiator)
        {
            SendCapabilities();
        }
    }

    // The connection is not open any more; who waits for an answer is told.
    private void Leave(State state, DiameterConnectionEvent reason)
    {
        if (_state == State.Closed)
        {
            return;
        }

        if (_state == State.Open)
        {
            _local.Closed(this);
        }

        if (_state != State.Closing)
        {
            Measures.Connections.Count(reason);
        }

        _state = state;
        _isSuspect = false;
        _timer.Stop();
        for (int lost = _pending.Abandon(); lost > 0; lost--)
        {
            Measures.Lost.Add();
        }
    }

    private void ReleaseIndications()
    {
        while (_association.TryReceive(out SctpIndication left) && !left.IsEnded)
        {
            left.Payload?.Release();
        }
    }

    private void Expired()
    {
        if (_state == State.Open)
        {
            WatchdogExpired();
        }
        else if (_state == State.Connected)
        {
            Abort(DiameterConnectionEvent.ExchangeTimedOut);
        }
        else
        {
            _association.Abort(); // DPA did not come
        }
    }

    private void Drop(Packet message, DiameterDrop reason)
    {
        Measures.Drops.Count(reason);
        message.Release();
    }

    private bool Transmit<T>(in T message, in MeasurementTag tag, out DiameterHeader header)
        where T : struct, IDiameterMessage<T>
    {
        ReadOnlySpan<byte> octets = _local.Encode(message);
        DiameterHeader.TryPeek(octets, out header);
        MessageLabel label = DiameterLabels.Of(header.Command, header.IsRequest);
        SctpSendOutcome outcome = _state == State.Closed // the transport may bear the peer's next connection already
            ? SctpSendOutcome.NotEstablished
            : _association.Send(StreamOf(header), SctpPpid.Diameter, octets, label, tag);
        if (outcome != SctpSendOutcome.Queued)
        {
            Measures.Drops.Count(DiameterDrop.SendRefused);
        }

        return outcome == SctpSendOutcome.Queued;
    }

    // Ours: the peers' own messages on stream 0, in order; a lost message of the application holds up only its stream.
    private ushort StreamOf(in DiameterHeader header)
    {
        uint others = (uint)_association.OutboundStreams - 1;
        bool isShared = header.Application == DiameterApplication.Common || others == 0;
        return (ushort)(isShared ? 0 : 1 + (header.Transaction.HopByHop % others));
    }
}
