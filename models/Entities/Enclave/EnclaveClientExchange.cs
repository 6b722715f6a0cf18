using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>What a client knows of the architecture.</summary>
public enum ClientKind
{
    /// <summary>It takes key and derivation information from the exchange.</summary>
    Aware,

    /// <summary>It takes the key from the exchange, and the derivation information from the server's first packet.
    /// </summary>
    Learning,

    /// <summary>It knows nothing of it: keys are those of IKE, and packets carry no derivation information.</summary>
    Unchanged,
}

/// <summary>Is told of the SAs of a client.</summary>
public interface IClientSas
{
    /// <summary>An SA is up.</summary>
    /// <param name="child">The pair.</param>
    /// <param name="sa">Its number at the client.</param>
    void Installed(ChildSa child, int sa);

    /// <summary>From now on packets go out on another SA.</summary>
    /// <param name="old">Number of the old one.</param>
    /// <param name="replacement">Number of the new one.</param>
    void Replaced(int old, int replacement);

    /// <summary>An SA is over.</summary>
    /// <param name="sa">Its number.</param>
    void Removed(int sa);
}

/// <summary>
/// A client's part of the set-up of SAs over IKE (Fig. 5): it takes the SA key and the derivation information that the
/// server gives it. It needs no key of an enclave; if it knows its enclave, or has read it from tags on the question,
/// it puts the first tags on what it sends.
/// </summary>
public sealed class EnclaveClientExchange : IIkePolicy, ISecurityAssociations, IIkeObserver, INodeObserver
{
    private const int ServerMax = 4_096; // ours: servers that have asked and are remembered

    private readonly ISaClient _client;
    private readonly EnclaveSetting _setting;
    private readonly ClientKind _kind;
    private readonly Func<IdentificationPayload, IkeConnection?> _connections;
    private readonly ReasonCounters<KeyExchangeEvent> _events;
    private readonly RandomStream _identifiers;
    private readonly Dictionary<uint, GivenKey> _taken = [];
    private readonly HashSet<uint> _reserved = [];
    private readonly Dictionary<IpAddress, TagChain> _chains = []; // that packets to servers begin with that have asked

    /// <summary>A client's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="client">The client, or the server that calls another, which gets the SAs.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="kind">What it knows of the architecture.</param>
    /// <param name="connections">Knows the servers that may speak to it first.</param>
    /// <param name="events">Counts what happens.</param>
    public EnclaveClientExchange(
        Node node,
        ISaClient client,
        EnclaveSetting setting,
        ClientKind kind,
        Func<IdentificationPayload, IkeConnection?> connections,
        ReasonCounters<KeyExchangeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_client, _setting, _kind, _connections, _events) = (client, setting, kind, connections, events);
        _identifiers = node.Simulation.Random($"{node.Id}/sa");
        node.Observe(this);
    }

    /// <summary>Its own tag; null if it does not know its enclave.</summary>
    public EnclaveTag? Tag { get; init; }

    /// <summary>Is told of its SAs.</summary>
    public IClientSas? Sas { get; set; }

    /// <inheritdoc/>
    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa) => _connections(initiator);

    /// <inheritdoc/>
    uint ISecurityAssociations.ReserveSpi(IpAddress peer)
    {
        uint spi;
        do
        {
            spi = unchecked((uint)_identifiers.NextBits());
        }
        while (spi <= KeyPort.SpiMax || _client.Has(spi) || !_reserved.Add(spi));
        return spi;
    }

    /// <inheritdoc/>
    void ISecurityAssociations.ReleaseSpi(uint spi) => _reserved.Remove(spi);

    /// <inheritdoc/>
    void ISecurityAssociations.Install(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (_taken.Remove(child.PeerSpi, out GivenKey taken))
        {
            _events.Count(KeyExchangeEvent.KeyTaken);
            Sas?.Installed(child, _client.Add(
                child.Peer, taken.Information, _setting.Expand(taken.Keys), child.OwnSpi,
                isBare: _kind == ClientKind.Learning));
        }
        else if (_kind == ClientKind.Unchanged)
        {
            Sas?.Installed(child, _client.AddExchanged(
                child.Peer, (child.PeerSpi, child.OwnSpi),
                EnclaveControl.KeysOf(child, isServer: false, _setting.Transform)));
        }
        else
        {
            _events.Count(KeyExchangeEvent.NoKeyGiven);
        }
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(replacement);
        if (_client.TryFind(old.OwnSpi, out int before) && _client.TryFind(replacement.OwnSpi, out int after))
        {
            Sas?.Replaced(before, after);
        }
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Remove(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _reserved.Remove(child.OwnSpi);
        if (_client.TryFind(child.OwnSpi, out int sa))
        {
            _client.Remove(child.OwnSpi);
            Sas?.Removed(sa);
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Received(in IkeReceived message)
    {
        if (_kind == ClientKind.Unchanged)
        {
            return;
        }

        if (message.Header.Exchange == ExchangeType.IkeSaInit)
        {
            // SERVER -> CLIENT  V: it asks (310)
            if (EnclaveControl.IsRequest(message.Contents))
            {
                TagChain begun = Begun(message.Peer.Address, EnclaveControl.ChainOf(message.Carrier));
                if (_chains.Count < ServerMax && (begun.ListsKeys || !begun.Tags.IsEmpty))
                {
                    _chains[message.Peer.Address] = begun;
                }
            }

            return;
        }

        // SERVER -> CLIENT  N(key, derivation information) under protection (522)
        foreach (NotifyPayload notify in message.Contents.Notifies)
        {
            if (GivenKey.TryRead(notify.Type, notify.Data.Span, _setting.Hierarchy.IsSeparate, out GivenKey taken)
                && !taken.Keys.VerifiesOnly)
            {
                _taken[taken.Information.Path.Sa] = taken;
            }
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Sending(in IkeSending message, IList<IkePayload> payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        if (message.Exchange == ExchangeType.IkeSaInit && _kind != ClientKind.Unchanged)
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(EnclaveControl.SupportType)));
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Departing(IkeSa? sa, Packet packet, in IpHeader header)
    {
        // CLIENT -> SERVER  the first tags (320)
        bool isBegun = _chains.TryGetValue(header.Destination, out TagChain chain);
        if (isBegun || (Tag is not null && _kind != ClientKind.Unchanged))
        {
            EnclaveControl.TryPut(
                packet, header, IpOptions.Tags, isBegun ? chain : Begun(header.Destination, new TagChain([])));
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _taken.Clear();
        _reserved.Clear();
        _chains.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // SAs come up anew when they are needed
    }

    private TagChain Begun(IpAddress server, TagChain question)
    {
        TagChain begun = HostTags.Begun(Tag, question, server.IsV6, out bool isRead);
        if (isRead)
        {
            _events.Count(KeyExchangeEvent.ChainReadByClient);
        }

        return begun;
    }
}
