using System;
using Simulator.Entities;
using Simulator.Protocols.Ike;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>What IKE has negotiated, as the Wireshark profile beside a capture names it.</summary>
public static class IkeAssociations
{
    private const string NoIntegrity = "NONE [RFC4306]", Integrity = "HMAC_SHA2_256_128 [RFC4868]";

    /// <summary>The line of an IKE SA in <c>ikev2_decryption_table</c>.</summary>
    /// <param name="sa">The IKE SA.</param>
    public static IkeAssociation Of(IkeSa sa)
    {
        ArgumentNullException.ThrowIfNull(sa);
        CipherSuite cipher = sa.Suite.Cipher;
        IkeKeys keys = sa.Keys ?? throw new ArgumentException("the SA has no keys yet", nameof(sa));
        return new IkeAssociation(
            sa.InitiatorSpi,
            sa.ResponderSpi,
            (keys.SkEi.ToArray(), keys.SkEr.ToArray()),
            cipher.IsAead
                ? $"AES-GCM-{cipher.KeyBits} with 16 octet ICV [RFC5282]"
                : $"AES-CBC-{cipher.KeyBits} [RFC3602]",
            (keys.SkAi.ToArray(), keys.SkAr.ToArray()),
            cipher.IsAead ? NoIntegrity : Integrity);
    }

    /// <summary>The lines of a pair in <c>esp_sa</c>: packets to this end, and packets to the other.</summary>
    /// <param name="child">The pair.</param>
    public static (EspAssociation Inbound, EspAssociation Outbound) Of(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        string own = child.Own.ToString(), peer = child.Peer.ToString();
        return (
            Esp(child, peer, own, child.OwnSpi, child.InboundEncryptionKey, child.InboundIntegrityKey),
            Esp(child, own, peer, child.PeerSpi, child.OutboundEncryptionKey, child.OutboundIntegrityKey));
    }

    private static EspAssociation Esp(
        ChildSa child,
        string source,
        string destination,
        uint spi,
        ReadOnlySpan<byte> encryption,
        ReadOnlySpan<byte> integrity)
    {
        bool isAead = child.Suite.Cipher.IsAead;
        return new EspAssociation(
            child.Own.IsV4 ? "IPv4" : "IPv6",
            source,
            destination,
            spi,
            isAead ? "AES-GCM with 16 octet ICV [RFC4106]" : "AES-CBC [RFC3602]",
            encryption.ToArray(),
            isAead ? "NULL" : "HMAC-SHA-256-128 [RFC4868]",
            integrity.ToArray());
    }
}
