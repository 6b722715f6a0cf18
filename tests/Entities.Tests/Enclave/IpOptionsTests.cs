using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Tests.Entities.Enclave;

/// <summary>Options in the headers of both versions: found by kind, added, replaced, and the rest left alone.</summary>
public sealed class IpOptionsTests
{
    private static readonly byte[] Payload = [.. Enumerable.Range(1, 24).Select(octet => (byte)octet)];

    private PacketPool _pool = null!;

    [SetUp]
    public void Open() => _pool = new Topology(new Simulation(), new PacketPool(isStrict: true)).Packets;

    [Test]
    public void An_option_is_found_and_the_payload_stays([Values] bool isV6, [Range(0, 8)] int tagCount)
    {
        TagChain chain = Chain(tagCount, isV6);
        Packet packet = Make(isV6, chain);
        IpHeader header = Read(packet);
        ReadOnlySpan<byte> tags = IpOptions.Find(packet.Octets, header, IpOptions.Tags);
        Assert.That(TagChain.TryDecode(tags, out TagChain found, out _), Is.True);
        Assert.That(found, Is.EqualTo(chain));
        Assert.That(IpOptions.Find(packet.Octets, header, IpOptions.Derivation).IsEmpty, Is.True);
        (byte protocol, int offset) = IpOptions.UpperLayerOf(packet.Octets, header);
        Assert.That(protocol, Is.EqualTo(IpProtocol.Udp));
        Assert.That(packet.Octets[offset..].SequenceEqual(Payload), Is.True);
        Assert.That(IpOptions.AreThere(packet.Octets, header), Is.True);
    }

    [Test]
    public void One_more_is_added_and_one_of_its_kind_replaced([Values] bool isV6)
    {
        Packet packet = Make(isV6, Chain(1, isV6));
        Assert.That(Set(packet, Chain(3, isV6)), Is.True);
        var information = new DerivationInformation(new EnclavePath(new EnclavePair(1, 2), 3, 4), IsV6: isV6);
        byte[] option = new byte[information.EncodedSize];
        information.Encode(option);
        Assert.That(IpOptions.TrySet(packet, Read(packet), IpOptions.Derivation, option), Is.True);

        IpHeader header = Read(packet);
        ReadOnlySpan<byte> tags = IpOptions.Find(packet.Octets, header, IpOptions.Tags);
        Assert.That(TagChain.TryDecode(tags, out TagChain found, out _), Is.True);
        Assert.That(found.Tags, Has.Length.EqualTo(3));
        Assert.That(IpOptions.Find(packet.Octets, header, IpOptions.Derivation).SequenceEqual(option), Is.True);
        Assert.That(IpOptions.SizeOfOthers(packet.Octets, header, IpOptions.Tags), Is.EqualTo(option.Length));
        int offset = IpOptions.UpperLayerOf(packet.Octets, header).Offset;
        Assert.That(packet.Octets[offset..].SequenceEqual(Payload), Is.True);
    }

    [Test]
    public void What_has_no_room_changes_nothing()
    {
        Packet packet = Make(isV6: false, Chain(8, isV6: false));
        byte[] before = packet.Octets.ToArray();
        byte[] more = [EnclaveCodes.Ipv4Option, 8, 0x13, 0, 10, 0, 0, 1];
        Assert.That(IpOptions.TrySet(packet, Read(packet), IpOptions.Direct, more), Is.False);
        Assert.That(packet.Octets.SequenceEqual(before), Is.True);
    }

    [TestCase("01019E040000", 4)] // padding before an option of another version
    [TestCase("9E0412409E00", 4)] // the second has no length
    [TestCase("9E041240FFFF", 4)] // the second is cut
    [TestCase("009E04124000", 0)] // after the end of the list
    [TestCase("9E00", 0)]
    [TestCase("9E01", 0)]
    public void A_list_that_is_wrong_ends_where_it_is(string options, int tagSize)
    {
        byte[] octets = [.. Convert.FromHexString(options), 0, 0, 0, 0];
        octets = octets[..(octets.Length / 4 * 4)];
        Packet packet = _pool.Rent(Payload, MessageLabel.None);
        IpOptions.Prepend(packet, IpAddress.FromV4(1), IpAddress.FromV4(2), IpProtocol.Udp, 1, octets);
        int size = IpOptions.Find(packet.Octets, Read(packet), IpOptions.Tags).Length;
        Assert.That(size, Is.EqualTo(options.StartsWith("0101", StringComparison.Ordinal) ? 0 : tagSize));
    }

    private static TagChain Chain(int tagCount, bool isV6) => new(
        [.. Enumerable.Range(1, tagCount).Select(tag => new EnclaveTag((ushort)tag, 7))], IsV6: isV6);

    private static IpHeader Read(Packet packet)
    {
        bool isRead = IpHeader.TryRead(packet.Octets, out IpHeader header, out DropReason reason);
        Assert.That(isRead, Is.True, reason.ToString());
        Assert.That(header.TotalSize, Is.EqualTo(packet.Size));
        if (header.Destination.IsV6)
        {
            IpHeader upper = header;
            Assert.That(Ipv6.TryFindUpperLayer(packet.Octets, ref upper, out _), Is.True, "every router can skip it");
        }

        return header;
    }

    private static bool Set(Packet packet, TagChain chain)
    {
        byte[] option = new byte[chain.EncodedSize];
        chain.Encode(option);
        return IpOptions.TrySet(packet, Read(packet), IpOptions.Tags, option);
    }

    private Packet Make(bool isV6, TagChain chain)
    {
        Packet packet = _pool.Rent(Payload, MessageLabel.None);
        byte[] option = new byte[chain.EncodedSize];
        chain.Encode(option);
        IpAddress from = isV6 ? IpAddress.Parse("fd00::1") : IpAddress.FromV4(10, 0, 0, 1);
        IpAddress to = isV6 ? IpAddress.Parse("fd00::2") : IpAddress.FromV4(10, 0, 0, 2);
        IpOptions.Prepend(packet, from, to, IpProtocol.Udp, 1, option);
        return packet;
    }
}
