using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Protocols.Enclave;

namespace Tests.Entities.Enclave;

/// <summary>Routers that tag all packets, and not control packets alone.</summary>
public sealed class DataTaggingTests
{
    private readonly List<TagChain> _chains = [];

    [Test]
    public void The_server_reads_the_tags_of_data_too([Values] bool isV6, [Values] bool isTunnel)
    {
        EnclaveWorld world = World(isV6, isTunnel, new TaggingRouterOptions
        {
            Tagging = Tagging.Unasked,
            TagsAll = true,
            Enclave = 5,
            Device = 9,
        });
        world.Send(2);
        Assert.That(_chains, Has.Count.EqualTo(2));
        Assert.That(_chains[0].Tags, Is.EqualTo(new[] { new EnclaveTag(5, 9) }));
        Assert.That(world.Reasons("router.tags"), Is.EqualTo("tagged 4"), "answers, too");
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2), "derivation information is still there");
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(Tagging.Unasked, false)] // control packets alone
    [TestCase(Tagging.Asked, true)]    // nobody has asked
    [TestCase(Tagging.None, true)]
    public void Otherwise_data_have_none(Tagging tagging, bool tagsAll)
    {
        EnclaveWorld world = World(false, false, new TaggingRouterOptions { Tagging = tagging, TagsAll = tagsAll });
        world.Send(2);
        Assert.That(_chains, Is.Empty);
        Assert.That(world.Reasons("router.tags"), Is.Empty);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void Tags_of_a_packet_without_an_SA_and_tags_that_cannot_be_read_tell_nothing([Values] bool isMangled)
    {
        EnclaveWorld world = World(false, false, new TaggingRouterOptions
        {
            Tagging = Tagging.Unasked,
            TagsAll = true,
            Enclave = 5,
        });
        if (!isMangled)
        {
            world.Server.Remove(EnclaveWorld.Spi);
        }

        world.Tamper(packet =>
        {
            if (isMangled)
            {
                packet.Change()[20 + 16 + 3] = 0x0F; // a flag of the chain that is reserved
                Simulator.Network.Ipv4.WriteChecksum(packet.Change()[..44]);
            }
        });
        world.Send();
        Assert.That(_chains, Is.Empty);
    }

    private EnclaveWorld World(bool isV6, bool isTunnel, TaggingRouterOptions options)
    {
        var world = new EnclaveWorld(NicMode.DeriveServer, isV6, isTunnel, replySize: 100);
        world.AddRouter(options);
        world.Server.TagsRead = (client, chain, in _) => _chains.Add(chain);
        _chains.Clear();
        return world;
    }
}
