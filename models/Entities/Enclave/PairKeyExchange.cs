using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>From where the key server of an enclave has the keys of its pairs.</summary>
public interface IPairKeySource
{
    /// <summary>Keys held.</summary>
    KeyRing Ring { get; }

    /// <summary>The newest epoch of which it holds keys, modulo 8.</summary>
    int Epoch { get; }

    /// <summary>Is told when keys have come.</summary>
    KeysProvisioned? Provisioned { get; set; }

    /// <summary>Gets keys, unless it is about to.</summary>
    /// <param name="peer">The other enclave of the pair; 0 for all.</param>
    void Require(ushort peer);

    /// <summary>A message has come: true if it was for the source.</summary>
    /// <param name="from">Who has sent it.</param>
    /// <param name="message">The octets.</param>
    /// <param name="tag">Tag of its packet.</param>
    bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag);
}

/// <summary>The key server of another enclave.</summary>
/// <param name="Enclave">Its enclave.</param>
/// <param name="Connection">The connection with it.</param>
public sealed record PairKeyPeer(ushort Enclave, IkeConnection Connection);

/// <summary>
/// A key server that makes pair keys without an organisation key (Fig. 2B): for each pair that needs one it sets an IKE
/// SA up with the key server of the other enclave, and both compute the key from the secret that they share then. The
/// server of the enclave with the lower identifier begins; the other one asks it to.
/// </summary>
public sealed class PairKeyExchange : IPairKeySource, IIkePolicy, ISecurityAssociations, IIkeObserver, INodeObserver
{
    private readonly KeyPort _port;
    private readonly ushort _enclave;
    private readonly KeyClientOptions _options;
    private readonly ProcedureMeasure _procedure;
    private readonly KeyServerMeasures _measures;
    private readonly SortedDictionary<IpAddress, PairKeyPeer> _peers = [];
    private readonly Dictionary<ushort, Mailbox<bool>> _asking = []; // by enclave: is told of the key
    private readonly RandomStream _identifiers;
    private int _heldCount;

    /// <summary>A key server's part.</summary>
    /// <param name="port">Its way to others.</param>
    /// <param name="ring">Where it puts keys.</param>
    /// <param name="options">Its enclave, and how long it waits.</param>
    /// <param name="procedure">From the beginning of an exchange to its key.</param>
    /// <param name="measures">What is measured of it.</param>
    public PairKeyExchange(
        KeyPort port,
        KeyRing ring,
        KeyClientOptions options,
        ProcedureMeasure procedure,
        KeyServerMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(options);
        (_port, _enclave, _options, _procedure, _measures) = (port, options.Enclave, options, procedure, measures);
        _identifiers = port.Node.Simulation.Random($"{port.Node.Id}/sa");
        Ring = ring;
        port.Node.Observe(this);
    }

    /// <summary>The endpoint over which it exchanges keys.</summary>
    public IkeEndpoint? Endpoint { get; set; }

    /// <inheritdoc/>
    public KeyRing Ring { get; }

    /// <inheritdoc/>
    public int Epoch => 0;

    /// <inheritdoc/>
    public KeysProvisioned? Provisioned { get; set; }

    /// <summary>The key server of an enclave whose pair with this one needs a key (256).</summary>
    /// <param name="address">Its address.</param>
    /// <param name="peer">Who it is.</param>
    public void AddPeer(IpAddress address, PairKeyPeer peer) => _peers.Add(address, peer);

    /// <inheritdoc/>
    public void Require(ushort peer)
    {
        foreach ((IpAddress address, PairKeyPeer other) in _peers)
        {
            bool isWanted = (peer == 0 || other.Enclave == peer) && !Holds(other.Enclave);
            if (isWanted && !_asking.ContainsKey(other.Enclave))
            {
                var told = new Mailbox<bool>(_port.Node.Simulation);
                _asking.Add(other.Enclave, told);
                _ = _port.Node.Start(Exchange(address, other, told));
            }
        }
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        bool isPeer = _peers.TryGetValue(from, out PairKeyPeer? peer)
            && KeyRequest.TryDecode(message, out KeyRequest request, out _)
            && request.Enclave == peer.Enclave && request.Peer == _enclave;
        if (isPeer)
        {
            Require(peer!.Enclave);
        }

        return isPeer;
    }

    /// <inheritdoc/>
    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa)
    {
        ArgumentNullException.ThrowIfNull(sa);
        return _peers.TryGetValue(sa.Peer.Address, out PairKeyPeer? peer) ? peer.Connection : null;
    }

    /// <inheritdoc/>
    uint ISecurityAssociations.ReserveSpi(IpAddress peer)
    {
        uint spi;
        while ((spi = unchecked((uint)_identifiers.NextBits())) <= KeyPort.SpiMax)
        {
        }

        return spi;
    }

    /// <inheritdoc/>
    void ISecurityAssociations.ReleaseSpi(uint spi)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Install(ChildSa child)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Remove(ChildSa child)
    {
        // nothing is said over ESP
    }

    /// <inheritdoc/>
    void IIkeObserver.Established(IkeSa sa)
    {
        // KEY SERVER -> KEY SERVER  IKE_SA_INIT, IKE_AUTH: both have a secret that nobody else has (258)
        ArgumentNullException.ThrowIfNull(sa);
        if (_peers.TryGetValue(sa.Peer.Address, out PairKeyPeer? peer))
        {
            ushort low = Math.Min(_enclave, peer.Enclave), high = Math.Max(_enclave, peer.Enclave);
            foreach (EnclavePair pair in OrganisationKeyServer.PairsOf(Ring.Hierarchy, low, high))
            {
                foreach (KeyUse use in Ring.Hierarchy.Uses)
                {
                    Keep(pair, KeyOf(sa.Keys!, pair, use), use);
                }
            }

            if (_asking.TryGetValue(peer.Enclave, out Mailbox<bool>? told))
            {
                told.Put(true);
            }

            Provisioned?.Invoke(isNewEpoch: false, default);
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _measures.Held.Add(-_heldCount);
        _heldCount = 0;
        Ring.Clear();
        _asking.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // keys come with the next request
    }

    // This end -> the other  IKE_SA_INIT, IKE_AUTH, or a request to begin
    private async Process Exchange(IpAddress address, PairKeyPeer peer, Mailbox<bool> told)
    {
        SimTime start = _port.Node.Simulation.Now;
        MeasurementTag tag = _procedure.Start();
        for (int attempt = 0; attempt < _options.AttemptMax && !Holds(peer.Enclave); attempt++)
        {
            if (_enclave > peer.Enclave)
            {
                _measures.Messages.Add();
                _port.Send(
                    address, new KeyRequest((uint)attempt, _enclave, peer.Enclave), EnclaveLabels.KeyRequest, tag);
                await told.Receive(_options.Timeout);
                continue;
            }

            IkeOperation operation = Endpoint!.Establish(
                peer.Connection,
                new IpEndpoint(_port.Address, IkeNumber.Port),
                new IpEndpoint(address, IkeNumber.Port),
                tag);
            await operation.Ended;
            tag = operation.Tag;
        }

        _asking.Remove(peer.Enclave);
        _procedure.End(start, Holds(peer.Enclave) ? ProcedureMeasure.Success : KeyClient.TimedOut, tag);
    }

    private bool Holds(ushort other) => Ring.TryGet(
        0, 1, PathOf(Ring.Hierarchy.PairOf(_enclave, other)), out _, Ring.Hierarchy.Uses[^1]);

    private void Keep(EnclavePair pair, in Key256 key, KeyUse use)
    {
        int count = Ring.Count;
        Ring.Add(0, 1, PathOf(pair), key, use);
        _measures.Held.Add(Ring.Count - count);
        _heldCount += Ring.Count - count;
    }

    private static EnclavePath PathOf(EnclavePair pair) => new(pair, 0, 0);

    // prf(SK_d, label ‖ 0 ‖ i ‖ j) (ours)
    private static Key256 KeyOf(IkeKeys keys, EnclavePair pair, KeyUse use)
    {
        ReadOnlySpan<byte> label = use switch
        {
            KeyUse.Encryption => "enclave pair exchange encryption\0"u8,
            KeyUse.Authentication => "enclave pair exchange authentication\0"u8,
            _ => "enclave pair exchange\0"u8,
        };
        Span<byte> input = stackalloc byte[label.Length + (2 * sizeof(ushort))];
        label.CopyTo(input);
        BinaryPrimitives.WriteUInt16BigEndian(input[label.Length..], pair.First);
        BinaryPrimitives.WriteUInt16BigEndian(input[(label.Length + sizeof(ushort))..], pair.Second);
        Span<byte> output = stackalloc byte[Key256.Size];
        HMACSHA256.HashData(keys.SkD, input, output);
        return Key256.Read(output);
    }
}
