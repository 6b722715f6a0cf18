using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What the enclave architecture adds to IKE messages and to the packets that carry them.</summary>
internal static class EnclaveControl
{
    /// <summary>Type of the notification that carries an SA key.</summary>
    public const NotifyType KeyType = (NotifyType)EnclaveCodes.KeyNotify;

    /// <summary>Type of the notification that carries both keys of an SA.</summary>
    public const NotifyType TwoKeysType = (NotifyType)EnclaveCodes.TwoKeysNotify;

    /// <summary>Type of the notification that carries the key for authentication of an SA alone.</summary>
    public const NotifyType AuthenticationKeyType = (NotifyType)EnclaveCodes.AuthenticationKeyNotify;

    /// <summary>Type of the notification of a new organisation key.</summary>
    public const NotifyType EpochType = (NotifyType)EnclaveCodes.EpochNotify;

    /// <summary>Type of the notification that carries keys of an SA that are not from the tree.</summary>
    public const NotifyType ExchangedType = (NotifyType)EnclaveCodes.ExchangedKeysNotify;

    /// <summary>Type of the notification that carries a key for one intermediate alone.</summary>
    public const NotifyType SealedType = (NotifyType)EnclaveCodes.SealedKeyNotify;

    /// <summary>Type of the notification of who takes SA keys from the tree.</summary>
    public const NotifyType SupportType = (NotifyType)EnclaveCodes.SupportNotify;

    // what brings a key to an intermediate without a seal
    private static readonly (SealedContents Contents, NotifyType Type)[] Unsealed =
    [
        (SealedContents.SaKey, KeyType),
        (SealedContents.TwoKeys, TwoKeysType),
        (SealedContents.AuthenticationKey, AuthenticationKeyType),
        (SealedContents.ExchangedKeys, ExchangedType),
        (SealedContents.Epoch, EpochType),
    ];

    /// <summary>Type of the notification that carries something for an intermediate; whatever has none of its own goes
    /// sealed.</summary>
    public static NotifyType TypeOf(SealedContents contents)
    {
        int index = Array.FindIndex(Unsealed, each => each.Contents == contents);
        return index < 0 ? SealedType : Unsealed[index].Type;
    }

    /// <summary>What a notification without a seal carries for an intermediate; nothing that there is if it is another
    /// one.</summary>
    public static SealedContents ContentsOf(NotifyType type) =>
        Array.Find(Unsealed, each => each.Type == type).Contents;

    /// <summary>True if one of the Vendor IDs of a message asks for the enclave of its sender.</summary>
    public static bool IsRequest(IkeContents contents)
    {
        foreach (Octets vendor in contents.VendorIds)
        {
            if (DiscoveryRequest.TryDecode(vendor.Span, out _, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a control packet on the way carries payloads before what IKE encrypts.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="header">Its IP header.</param>
    /// <param name="message">What it carries.</param>
    public static bool TryReadInClear(ReadOnlySpan<byte> packet, in IpHeader header, out IkeMessage message)
    {
        message = default;
        (byte protocol, int offset) = IpOptions.UpperLayerOf(packet, header);
        int start = offset + Udp.HeaderSize;
        return protocol == IpProtocol.Udp && packet.Length > start + IkeHeader.Size
            && BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + sizeof(ushort))..]) == IkeNumber.Port
            && IkeMessage.TryDecode(packet[start..], out message, out _)
            && message.IsEncrypted && message.Payloads.Count > 1;
    }

    /// <summary>A notification.</summary>
    public static IkePayload NotifyOf<T>(NotifyType type, in T message)
        where T : struct, IWireMessage<T>
    {
        byte[] data = new byte[message.EncodedSize];
        message.Encode(data);
        return IkePayload.Of(PayloadType.Notify, new NotifyPayload(type, new Octets(data)));
    }

    /// <summary>The tags on the packet that carried a message; no tags if there is no chain that can be read.</summary>
    public static TagChain ChainOf(in IkeCarrier carrier) =>
        TagChain.TryDecode(OptionOf(carrier, IpOptions.Tags), out TagChain chain, out _) ? chain : new TagChain([]);

    /// <summary>What the packet that carried a message says of direct key exchange; null if nothing.</summary>
    public static DirectKeyExchange? DirectOf(in IkeCarrier carrier) => !carrier.IsEmpty
        && DirectKeyExchange.TryDecode(OptionOf(carrier, IpOptions.Direct), out DirectKeyExchange direct, out _)
        && direct.IsV6 == carrier.Header.Source.IsV6
            ? direct
            : null;

    /// <summary>An address as messages carry it: one of IPv4 in the lowest 32 bits.</summary>
    public static UInt128 NumberOf(IpAddress address) => address.IsV4 ? address.V4 : address.Value;

    /// <summary>The address that a message carries.</summary>
    public static IpAddress AddressOf(UInt128 number, bool isV6) =>
        isV6 ? IpAddress.FromV6(number) : IpAddress.FromV4(unchecked((uint)number));

    /// <summary>Puts an option on a packet.</summary>
    /// <returns>False if there is no room.</returns>
    public static bool TryPut<T>(Packet packet, in IpHeader header, int kind, in T option)
        where T : struct, IWireMessage<T>
    {
        Span<byte> octets = stackalloc byte[TagChain.Ipv6SizeMax];
        return option.EncodedSize <= octets.Length
            && IpOptions.TrySet(packet, header, kind, octets[..option.Encode(octets)]);
    }

    /// <summary>The SPI on which the sender of these payloads will receive; null if they make no pair.</summary>
    public static uint? FindSpi(IList<IkePayload> payloads)
    {
        foreach (IkePayload payload in payloads)
        {
            if (payload.Type == PayloadType.SecurityAssociation
                && SecurityAssociationPayload.TryDecode(payload.Body.Span, out SecurityAssociationPayload offer, out _)
                && offer.Proposals[0] is { Protocol: SecurityProtocol.Esp, Spi.Size: IkeNumber.EspSpiSize } first)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(first.Spi.Span);
            }
        }

        return null;
    }

    /// <summary>The keys that IKE has agreed on for a pair.</summary>
    /// <param name="child">The pair.</param>
    /// <param name="isServer">True at the server, false at the client.</param>
    /// <param name="transform">How packets are protected.</param>
    public static EspKeyPair KeysOf(ChildSa child, bool isServer, EspTransform transform)
    {
        EspKeys inbound = Read(child.InboundEncryptionKey, child.InboundIntegrityKey, transform);
        EspKeys outbound = Read(child.OutboundEncryptionKey, child.OutboundIntegrityKey, transform);
        return isServer ? new EspKeyPair(inbound, outbound) : new EspKeyPair(outbound, inbound);
    }

    private static ReadOnlySpan<byte> OptionOf(in IkeCarrier carrier, int kind) => carrier.IsEmpty
        ? default
        : IpOptions.Find(carrier.Octets.Span, carrier.Header, kind);

    // AES-CBC has no salt.
    private static EspKeys Read(ReadOnlySpan<byte> encryption, ReadOnlySpan<byte> integrity, EspTransform transform)
    {
        Span<byte> material = stackalloc byte[EspKeys.SizeMax];
        material.Clear();
        encryption.CopyTo(material);
        int size = transform.KeySize + EspKeys.SaltSize;
        integrity.CopyTo(material[size..]);
        return EspKeys.Read(material[..(size + integrity.Length)], transform.KeySize);
    }
}
