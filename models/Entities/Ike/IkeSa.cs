using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>How far an IKE SA has come.</summary>
public enum IkeSaState
{
    /// <summary>This end has started it and is not done.</summary>
    Initiating,

    /// <summary>This end has answered IKE_SA_INIT and waits for IKE_AUTH.</summary>
    HalfOpen,

    /// <summary>Both ends are authenticated.</summary>
    Established,

    /// <summary>Another SA has taken its place; it waits to be deleted.</summary>
    Replaced,

    /// <summary>This end deletes it.</summary>
    Deleting,

    /// <summary>It has ended. For a while it repeats its last answer.</summary>
    Closed,
}

/// <summary>
/// An IKE SA at one of its ends: a state machine that is the same for initiator and responder. Messages come in when
/// the processor has handled them; what goes out, timers and random numbers are its endpoint's.
/// </summary>
public sealed partial class IkeSa
{
    private readonly IkeEndpoint _endpoint;
    private readonly List<ChildSa> _children = [];
    private IkeSa? _replacement;

    internal IkeSa(IkeEndpoint endpoint, bool isInitiator, in IpEndpoint own, in IpEndpoint peer)
    {
        _endpoint = endpoint;
        IsInitiator = isInitiator;
        Own = own;
        Peer = peer;
        _retransmission = new RestartableTimer(endpoint.Simulation, Retransmit);
        _expiry = new RestartableTimer(endpoint.Simulation, Expire);
        LastHeard = endpoint.Simulation.Now;
    }

    /// <summary>True if this end is the original initiator: it sent the first message of this SA, or of the exchange
    /// that made it in the place of another (§2.2).</summary>
    public bool IsInitiator { get; }

    /// <summary>SPI of the original initiator.</summary>
    public ulong InitiatorSpi { get; internal set; }

    /// <summary>SPI of the original responder; 0 while it is not known.</summary>
    public ulong ResponderSpi { get; internal set; }

    /// <summary>Address and port of this end.</summary>
    public IpEndpoint Own { get; internal set; }

    /// <summary>Address and port of the other end.</summary>
    public IpEndpoint Peer { get; internal set; }

    /// <summary>How far it has come.</summary>
    public IkeSaState State { get; internal set; }

    /// <summary>Its algorithms, once they are agreed on.</summary>
    public IkeSuite Suite { get; private set; }

    /// <summary>Its keys; null before the answer of IKE_SA_INIT.</summary>
    public IkeKeys? Keys { get; private set; }

    /// <summary>What this end agrees to; null at a responder before IKE_AUTH.</summary>
    public IkeConnection? Connection { get; internal set; }

    /// <summary>Pairs of associations, in the order of their making.</summary>
    public IReadOnlyList<ChildSa> Children => _children;

    /// <summary>True if an address translator was detected, so that messages go over port 4500 (§2.23).</summary>
    public bool HasTranslator { get; internal set; }

    /// <summary>When the peer was heard of last.</summary>
    public SimTime LastHeard { get; private set; }

    /// <summary>Whatever the caller wants to keep with it.</summary>
    public object? Attachment { get; set; }

    internal IkeEndpoint Endpoint => _endpoint;

    /// <summary>SPI that this end has chosen.</summary>
    internal ulong OwnSpi => IsInitiator ? InitiatorSpi : ResponderSpi;

    /// <summary>Ni and Nr of the exchange that made it.</summary>
    internal (Octets Initiator, Octets Responder) Nonces { get; private set; }

    /// <summary>First messages of both ends, which AUTH covers; nothing once it is established.</summary>
    internal (byte[] Initiator, byte[] Responder) FirstMessages { get; set; } = ([], []);

    /// <summary>The SA that has taken its place, or the one that has taken that one's, or itself.</summary>
    public IkeSa Latest => _replacement?.Latest ?? this;

    /// <summary>From where the first request came, at a responder.</summary>
    internal IpEndpoint? FirstRequestFrom { get; set; }

    /// <summary>Expires when this end wants to replace it.</summary>
    internal RestartableTimer? Lifetime { get; set; }

    internal bool IsOpen => State is not IkeSaState.Closed;

    /// <summary>Packets of the peer that came in otherwise show that it lives: ESP tells so.</summary>
    public void Hear() => LastHeard = _endpoint.Simulation.Now;

    /// <summary>The keys of the SA are derived.</summary>
    internal void SetKeys(IkeSuite suite, ReadOnlySpan<byte> seed, Octets initiatorNonce, Octets responderNonce)
    {
        Suite = suite;
        Nonces = (initiatorNonce, responderNonce);
        Keys = IkeKeys.Derive(
            suite.Cipher, seed, initiatorNonce.Span, responderNonce.Span, InitiatorSpi, ResponderSpi);
        _endpoint.KeyLog?.Add(this);
    }

    /// <summary>Both ends are authenticated, or the SA before this one was.</summary>
    internal void Establish()
    {
        State = IkeSaState.Established;
        FirstMessages = ([], []);
        _expiry.Stop();
        Hear();
        RestartExpiry();
    }

    internal IkeAuthMaterial AuthMaterial(bool isInitiator) => isInitiator
        ? new(FirstMessages.Initiator, Nonces.Responder)
        : new(FirstMessages.Responder, Nonces.Initiator);

    /// <summary>AUTH of one of the ends.</summary>
    internal Octets Prove(IkeConnection connection, bool isInitiator, in IdentificationPayload identity)
    {
        IkeAuthMaterial material = AuthMaterial(isInitiator);
        return IkeAuthentication.Make(
            connection.SharedKey.Span, Keys!, isInitiator, material.FirstMessage, material.OtherNonce.Span, identity);
    }

    /// <summary>A pair that was agreed on.</summary>
    internal void Add(ChildSa child)
    {
        _children.Add(child);
        _endpoint.Count(IkeEvent.ChildInstalled);
        _endpoint.KeyLog?.Add(child);
        _endpoint.Associations.Install(child);
        _endpoint.StartLifetime(child);
    }

    /// <summary>A pair ends.</summary>
    internal void Remove(ChildSa child)
    {
        if (child.State == ChildState.Removed)
        {
            return;
        }

        child.State = ChildState.Removed;
        child.Lifetime?.Stop();
        _children.Remove(child);
        _endpoint.Count(IkeEvent.ChildRemoved);
        _endpoint.Associations.Remove(child);
    }

    internal ChildSa? FindByPeerSpi(uint spi) => _children.Find(child => child.PeerSpi == spi);

    /// <summary>The installed pair that replaces another, or null.</summary>
    internal ChildSa? ReplacementOf(ChildSa old) =>
        _children.Find(child => child.Replaced == old && child.State == ChildState.Installed);

    /// <summary>Another SA takes the place of this one: it inherits pairs and waiting exchanges (§2.8).</summary>
    internal void HandOver(IkeSa replacement)
    {
        foreach (ChildSa child in _children)
        {
            child.Ike = replacement;
            replacement._children.Add(child);
        }

        _children.Clear();
        _replacement = replacement;
        replacement.Attachment = Attachment;
        State = IkeSaState.Replaced;
        Lifetime?.Stop();
        while (_queue.Count > 0)
        {
            replacement.Enqueue(_queue.Dequeue());
        }

        _expiry.Start(_endpoint.GiveUpTime);
        _endpoint.Count(IkeEvent.IkeRekeyed);
        _endpoint.Observer.Rekeyed(this, replacement);
    }

    /// <summary>The peer has made it in vain and deletes it; if it does not know of it, time does.</summary>
    internal void AwaitDeletion()
    {
        State = IkeSaState.Replaced;
        Lifetime?.Stop();
        _expiry.Start(_endpoint.GiveUpTime);
    }

    /// <summary>It ends, with everything that hangs on it.</summary>
    /// <param name="outcome">Why.</param>
    /// <param name="canBeAsked">True if its last answer may have to be repeated.</param>
    internal void Close(IkeOutcome outcome, bool canBeAsked = false)
    {
        if (!IsOpen)
        {
            return;
        }

        bool wasHalfOpen = State == IkeSaState.HalfOpen;
        State = IkeSaState.Closed;
        Lifetime?.Stop();
        _retransmission.Stop();
        while (_children.Count > 0)
        {
            Remove(_children[^1]);
        }

        _endpoint.Closed(this, outcome, wasHalfOpen);
        AbandonAll(outcome);
        if (canBeAsked)
        {
            _expiry.Start(_endpoint.GiveUpTime);
        }
        else
        {
            _expiry.Stop();
            _endpoint.Forget(this);
        }
    }

    /// <summary>Stops everything without a word: the node has crashed.</summary>
    internal void Crash()
    {
        State = IkeSaState.Closed;
        Lifetime?.Stop();
        _retransmission.Stop();
        _expiry.Stop();
        _children.ForEach(child => child.Lifetime?.Stop());
        AbandonAll(IkeOutcome.NodeCrashed);
    }

    /// <summary>The responder's proof is wrong: it is told so, and the SA ends (§2.21.2).</summary>
    internal void Refute()
    {
        State = IkeSaState.Deleting;
        _endpoint.DeleteIke(this, NotifyType.AuthenticationFailed);
    }

    internal void StartHalfOpenTimer() => _expiry.Start(_endpoint.Options.HalfOpenTimeout);

    private readonly RestartableTimer _expiry;

    private void Expire()
    {
        switch (State)
        {
            case IkeSaState.HalfOpen:
                _endpoint.Count(IkeEvent.HalfOpenExpired);
                Close(IkeOutcome.NoAnswer);
                break;
            case IkeSaState.Established:
                AskForLife();
                break;
            case IkeSaState.Closed:
                _endpoint.Forget(this);
                break;
            default:
                Close(IkeOutcome.Closed);
                break;
        }
    }

    private void AskForLife()
    {
        SimTime silence = _endpoint.Simulation.Now - LastHeard;
        if (silence >= _endpoint.Options.LivenessInterval && _current is null && _queue.Count == 0)
        {
            _endpoint.Count(IkeEvent.LivenessAsked);
            _endpoint.Inform(this, []);
        }

        RestartExpiry();
    }

    private void RestartExpiry()
    {
        SimTime interval = _endpoint.Options.LivenessInterval;
        if (interval > SimTime.Zero)
        {
            SimTime silence = _endpoint.Simulation.Now - LastHeard;
            _expiry.Start(silence < interval ? interval - silence : interval);
        }
    }
}

/// <summary>What an end's AUTH covers besides its identity.</summary>
/// <param name="FirstMessage">Its first message.</param>
/// <param name="OtherNonce">Nonce of the other end.</param>
internal readonly record struct IkeAuthMaterial(byte[] FirstMessage, Octets OtherNonce);
