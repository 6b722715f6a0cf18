using System;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>How far a pair of associations has come.</summary>
public enum ChildState
{
    /// <summary>It is used.</summary>
    Installed,

    /// <summary>This end has told the peer that it is removed.</summary>
    Deleting,

    /// <summary>It has ended.</summary>
    Removed,
}

/// <summary>A pair of ESP associations, one for each direction, as IKE has agreed on it.</summary>
public sealed class ChildSa
{
    internal ChildSa(IkeSa ike, EspSuite suite, ChildKeys keys, bool isInitiator)
    {
        Ike = ike;
        Suite = suite;
        Keys = keys;
        IsInitiator = isInitiator;
    }

    /// <summary>The IKE SA to which it belongs; another one after that was replaced.</summary>
    public IkeSa Ike { get; internal set; }

    /// <summary>Its algorithms.</summary>
    public EspSuite Suite { get; }

    /// <summary>Its keys; initiator is the end that started the exchange in which it was made.</summary>
    public ChildKeys Keys { get; }

    /// <summary>True if this end started that exchange.</summary>
    public bool IsInitiator { get; }

    /// <summary>SPI of packets to this end.</summary>
    public uint OwnSpi { get; internal init; }

    /// <summary>SPI of packets to the other end.</summary>
    public uint PeerSpi { get; internal init; }

    /// <summary>What it protects.</summary>
    public ChildMode Mode { get; internal init; }

    /// <summary>Packets of this end that it protects.</summary>
    public ValueList<TrafficSelector> OwnSelectors { get; internal init; }

    /// <summary>Packets of the other end that it protects.</summary>
    public ValueList<TrafficSelector> PeerSelectors { get; internal init; }

    /// <summary>The pair that it replaces, or null.</summary>
    public ChildSa? Replaced { get; internal init; }

    /// <summary>True if its packets go in UDP, because there is an address translator (RFC 3948).</summary>
    public bool IsEncapsulated => Ike.HasTranslator;

    /// <summary>Address of this end.</summary>
    public IpAddress Own => Ike.Own.Address;

    /// <summary>Address of the other end.</summary>
    public IpAddress Peer => Ike.Peer.Address;

    /// <summary>How far it has come.</summary>
    public ChildState State { get; internal set; }

    /// <summary>Encryption key of packets to this end, the salt included.</summary>
    public ReadOnlySpan<byte> InboundEncryptionKey => Keys.EncryptionKey(!IsInitiator);

    /// <summary>Integrity key of packets to this end; nothing with AEAD.</summary>
    public ReadOnlySpan<byte> InboundIntegrityKey => Keys.IntegrityKey(!IsInitiator);

    /// <summary>Encryption key of packets to the other end, the salt included.</summary>
    public ReadOnlySpan<byte> OutboundEncryptionKey => Keys.EncryptionKey(IsInitiator);

    /// <summary>Integrity key of packets to the other end; nothing with AEAD.</summary>
    public ReadOnlySpan<byte> OutboundIntegrityKey => Keys.IntegrityKey(IsInitiator);

    /// <summary>Expires when this end wants to replace it.</summary>
    internal RestartableTimer? Lifetime { get; set; }
}
