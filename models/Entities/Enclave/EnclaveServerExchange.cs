using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>What a server knows without asking, and whom it asks.</summary>
public sealed record ServerExchangeOptions
{
    /// <summary>The connection with a client that claims an identity; null if there is none.</summary>
    public required Func<IdentificationPayload, IkeConnection?> Connections { get; init; }

    /// <summary>The enclaves of a client and of the server, as they are assigned; null for an unknown client.</summary>
    public required Func<IpAddress, EnclaveEnds?> Assignment { get; init; }

    /// <summary>True if the server does not know the assignment and asks the routers on the way.</summary>
    public bool Asks { get; init; }

    /// <summary>True to ask for the keys that devices on the way hold, too.</summary>
    public bool ListsKeys { get; init; }

    /// <summary>Its own tag; null if it does not know its enclave.</summary>
    public EnclaveTag? Tag { get; init; }

    /// <summary>The sub-enclaves of a client and of the server, which no tag names.</summary>
    public Func<IpAddress, SubEnclavePairs> SubEnclaves { get; init; } = _ => default;

    /// <summary>False if SA keys are those of IKE, which nobody else can follow.</summary>
    public bool HasTree { get; init; } = true;

    /// <summary>False if the key of the server's enclave serves for every client.</summary>
    public bool HasPairs { get; init; } = true;
}

/// <summary>
/// A server's part of the set-up of SAs over IKE (Fig. 3, 4A and 4B): it asks routers in a Vendor ID, reads the chains
/// of tags that control packets bring, selects the pair's key, derives the SA key from a fresh identifier, and gives
/// key and derivation information to the client under the protection of IKE.
/// </summary>
public sealed class EnclaveServerExchange : IIkePolicy, ISecurityAssociations, IIkeObserver, INodeObserver
{
    private readonly EnclaveServer _server;
    private readonly EnclaveSetting _setting;
    private readonly KeyRing _ring;
    private readonly ServerExchangeOptions _options;
    private readonly EnclaveWays _ways;
    private readonly ReasonCounters<KeyExchangeEvent> _events;
    private readonly HashSet<IpAddress> _aware = [];
    private readonly Dictionary<uint, GivenKey> _given = [];
    private readonly Dictionary<uint, ChildSa> _children = [];
    private readonly HashSet<uint> _reserved = [];

    /// <summary>A server's part.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="server">The server, which gets the SAs.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="ring">The keys that it holds.</param>
    /// <param name="options">What it knows without asking.</param>
    /// <param name="ways">What it finds out.</param>
    /// <param name="events">Counts what happens.</param>
    public EnclaveServerExchange(
        Node node,
        EnclaveServer server,
        EnclaveSetting setting,
        KeyRing ring,
        ServerExchangeOptions options,
        EnclaveWays ways,
        ReasonCounters<KeyExchangeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_server, _setting, _ring, _options, _ways, _events) = (server, setting, ring, options, ways, events);
        node.Observe(this);
        server.TagsRead += ReadTags;
    }

    /// <summary>The server's enclave.</summary>
    internal ushort Enclave => _server.Options.Enclave;

    /// <summary>The endpoint whose SAs these are.</summary>
    public IkeEndpoint? Endpoint { get; set; }

    /// <summary>Gives keys to intermediates; null if the server does not support it.</summary>
    public DirectKeyServer? Direct { get; set; }

    /// <summary>The epoch in which SA keys are derived.</summary>
    public Func<int> Epoch { get; init; } = () => 0;

    /// <summary>Told of each pair of enclaves whose key is missing: the other enclave.</summary>
    public Action<ushort>? KeyMissing { get; init; }

    /// <summary>Told of each SA with its keys.</summary>
    public Action<ChildSa, EspKeyPair>? Installed { get; init; }

    /// <summary>The enclaves of both ends, as far as they are known.</summary>
    /// <param name="client">The client.</param>
    public EnclaveEnds? EnclavesToward(IpAddress client) =>
        _options.Asks ? _ways.DecisionFor(client) : _options.Assignment(client);

    /// <summary>An SA that was set up over IKE; null if there is none.</summary>
    /// <param name="spi">SPI of packets to the server.</param>
    internal ChildSa? Find(uint spi) => _children.GetValueOrDefault(spi);

    /// <inheritdoc/>
    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa)
    {
        ArgumentNullException.ThrowIfNull(sa);
        return !TakesKeys(sa.Peer.Address) || TryDerive(sa.Peer.Address, identifier: 0, out _)
            ? _options.Connections(initiator)
            : null;
    }

    /// <inheritdoc/>
    uint ISecurityAssociations.ReserveSpi(IpAddress peer)
    {
        while (true)
        {
            uint spi = _server.Identifiers.Next();
            if (!_server.Has(spi) && _reserved.Add(spi))
            {
                _server.Expect(spi);
                return spi;
            }

            _server.CountCollision();
        }
    }

    /// <inheritdoc/>
    void ISecurityAssociations.ReleaseSpi(uint spi)
    {
        _reserved.Remove(spi);
        _given.Remove(spi);
        Direct?.Released(spi);
        _server.ExpectNoMore(spi);
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Install(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (Direct?.Knows(child.Peer) == true)
        {
            _server.ExpectNoMore(child.OwnSpi); // with an intermediate nothing is said but over IKE
        }
        else if (_given.Remove(child.OwnSpi, out GivenKey given))
        {
            EspKeyPair keys = _setting.Expand(given.Keys);
            _server.Add(child.Peer, given.Information, keys, child.PeerSpi);
            Keep(child, keys);
            Direct?.Installed(child, KeyForMonitor.Of(given, _setting.Hierarchy.IsSeparate));
        }
        else if (TakesKeys(child.Peer))
        {
            _events.Count(KeyExchangeEvent.NoKeyGiven);
            _server.ExpectNoMore(child.OwnSpi);
            Endpoint!.Delete(child.Ike);
        }
        else
        {
            InstallExchanged(child);
        }
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        // the server answers over the SA that a packet came by
        _events.Count(KeyExchangeEvent.Rekeyed);
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Remove(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _reserved.Remove(child.OwnSpi);
        if (_children.Remove(child.OwnSpi))
        {
            _server.Remove(child.OwnSpi);
            Direct?.Removed(child);
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Received(in IkeReceived message)
    {
        IpAddress client = message.Peer.Address;
        if (Direct?.Knows(client) == true)
        {
            return;
        }

        if (message.Header.Exchange == ExchangeType.IkeSaInit)
        {
            Classify(client, message.Contents);
        }

        // CLIENT -> SERVER  a control packet with tags (426, 428)
        TagChain came = EnclaveControl.ChainOf(message.Carrier);
        TagChain chain = HostTags.Ended(_options.Tag, came);
        if (_options.Asks && _options.Assignment(client) is { } truth)
        {
            _ways.Begin(client, truth);
            _ways.Read(client, chain, message.Tag);
        }

        if (EnclaveWays.TellsBothEnds(chain.Tags))
        {
            Count(chain, came);
        }

        // CLIENT -> SERVER  the flag of an intermediate that lacks the key (442)
        if (EnclaveControl.DirectOf(message.Carrier) is { Requesters.IsEmpty: false } flag)
        {
            Direct?.Requested(client, flag, message.Tag);
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Sending(in IkeSending message, IList<IkePayload> payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        if (message.Sa is not { } sa || Direct?.Knows(sa.Peer.Address) == true)
        {
            return;
        }

        if (message.Exchange == ExchangeType.IkeSaInit)
        {
            Ask(sa.Peer.Address, payloads);
        }
        else if (TakesKeys(sa.Peer.Address) && EnclaveControl.FindSpi(payloads) is { } identifier)
        {
            Give(sa.Peer.Address, identifier, payloads);
        }
        else if (message.Child is { } child)
        {
            Direct?.Giving(sa.Peer.Address, child.OwnSpi, ExchangedOf(child));
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.SendingInClear(in IkeSending message, IList<IkePayload> payloads)
    {
        // SERVER -> CLIENT  N(sealed key), {…}: keys for intermediates on the way (742)
        if (message.Sa is { } sa && Direct?.Knows(sa.Peer.Address) == false)
        {
            Direct.Enclose(sa.Peer.Address, payloads);
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Departing(IkeSa? sa, Packet packet, in IpHeader header)
    {
        if (sa is null || Direct?.Knows(sa.Peer.Address) == true)
        {
            return;
        }

        // SERVER -> CLIENT  "direct key exchange supported" (710)
        if (Direct is not null)
        {
            var announcement = new DirectKeyExchange(IsSupported: true, [], header.Destination.IsV6);
            EnclaveControl.TryPut(packet, header, IpOptions.Direct, announcement);
            IpHeader.TryRead(packet.Octets, out IpHeader changed, out _);
            BeginChain(packet, changed);
        }
        else
        {
            BeginChain(packet, header);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _aware.Clear();
        _given.Clear();
        _children.Clear();
        _reserved.Clear();
        Direct?.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // clients set their SAs up anew
    }

    // CLIENT -> SERVER  data, where routers tag them too
    private void ReadTags(IpAddress client, TagChain chain, in MeasurementTag tag)
    {
        if (_options.Asks)
        {
            _ways.Read(client, HostTags.Ended(_options.Tag, chain), tag);
        }
    }

    private bool TakesKeys(IpAddress client) => _options.HasTree && _aware.Contains(client);

    private void Classify(IpAddress client, IkeContents contents)
    {
        if (contents.Find(EnclaveControl.SupportType) is not null)
        {
            _aware.Add(client);
        }
        else
        {
            _aware.Remove(client);
        }
    }

    private void Count(TagChain chain, TagChain came)
    {
        _events.Count(KeyExchangeEvent.ChainRead);
        if (chain.ListsKeys)
        {
            EnclavePair pair = _setting.Hierarchy.PairOf(chain.Tags[0].Enclave, chain.Tags[^1].Enclave);
            _events.Count(EnclaveWays.IsReadable(pair, came.Tags)
                ? KeyExchangeEvent.PathReadable
                : KeyExchangeEvent.PathUnreadable);
        }
    }

    private void InstallExchanged(ChildSa child)
    {
        EspKeyPair keys = EnclaveControl.KeysOf(child, isServer: true, _setting.Transform);
        _events.Count(KeyExchangeEvent.ClientUnchanged);
        _server.AddExchanged(child.Peer, (child.OwnSpi, child.PeerSpi), keys);
        Keep(child, keys);
        Direct?.Installed(child, ExchangedOf(child));
    }

    private KeyForMonitor ExchangedOf(ChildSa child)
    {
        EspTransform transform = _setting.Transform;
        EspKeyPair keys = EnclaveControl.KeysOf(child, isServer: true, transform);
        return KeyForMonitor.Of(new ExchangedKeys(
            child.OwnSpi, child.PeerSpi, EnclaveControl.NumberOf(child.Peer), transform.KeySize, transform.IsCbc,
            keys.ToServer, keys.ToClient, child.Peer.IsV6));
    }

    private void Keep(ChildSa child, in EspKeyPair keys)
    {
        _children.Add(child.OwnSpi, child);
        Installed?.Invoke(child, keys);
    }

    // SERVER -> CLIENT  V: routers on the way remember who asks (310, 318)
    private void Ask(IpAddress client, IList<IkePayload> payloads)
    {
        if (_options.Asks && _options.Assignment(client) is { } truth)
        {
            _ways.Begin(client, truth);
            _events.Count(KeyExchangeEvent.Asked);
            payloads.Add(IkePayload.Of(PayloadType.VendorId, default(DiscoveryRequest)));
        }
    }

    // SERVER -> CLIENT  its own tag, and the wish for keys, which the client copies into the chain that it begins
    private void BeginChain(Packet packet, in IpHeader header)
    {
        bool listsKeys = _options is { Asks: true, ListsKeys: true };
        if (listsKeys || _options.Tag is not null)
        {
            var question = new TagChain([], ListsKeys: listsKeys, IsV6: header.Destination.IsV6);
            EnclaveControl.TryPut(packet, header, IpOptions.Tags, HostTags.Asked(_options.Tag, question));
        }
    }

    // SERVER -> CLIENT  N(key, derivation information) under protection (430 to 438)
    private void Give(IpAddress client, uint identifier, IList<IkePayload> payloads)
    {
        if (TryDerive(client, identifier, out GivenKey given))
        {
            bool isSeparate = _setting.Hierarchy.IsSeparate;
            _events.Count(KeyExchangeEvent.KeyGiven);
            _given[identifier] = given;
            payloads.Add(given.ToPayload(isSeparate));
            Direct?.Giving(client, identifier, KeyForMonitor.Of(given, isSeparate));
        }
    }

    private bool TryDerive(IpAddress client, uint identifier, out GivenKey given)
    {
        given = default;
        EnclaveHierarchy hierarchy = _setting.Hierarchy;
        if (EnclavesToward(client) is not { } ends)
        {
            _events.Count(KeyExchangeEvent.UnknownEnclave);
            return false;
        }

        uint server = hierarchy.HasServerLevel ? _server.Options.Id : 0;
        ushort other = _options.HasPairs ? ends.Client : ends.Server;
        var path = new EnclavePath(
            hierarchy.PairOf(other, ends.Server), _options.SubEnclaves(client), server, identifier);
        int epoch = Epoch();
        if (!_ring.TryDerive(epoch, path, out SaKeys keys, out _) || keys.VerifiesOnly)
        {
            _events.Count(KeyExchangeEvent.NoPairKey);
            KeyMissing?.Invoke(ends.Client);
            return false;
        }

        var information = new DerivationInformation(
            path,
            epoch % DerivationInformation.EpochCount,
            HasServerLevel: hierarchy.HasServerLevel,
            IsOrdered: hierarchy.IsOrdered,
            IsV6: client.IsV6);
        given = new GivenKey(keys, information);
        return true;
    }
}
