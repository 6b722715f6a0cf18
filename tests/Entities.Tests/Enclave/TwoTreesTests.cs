using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Measure;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enclave;

/// <summary>A tree of keys for encryption and one for authentication, whose keys are given out separately.</summary>
public sealed class TwoTreesTests
{
    private static readonly EnclaveHierarchy Hierarchy = new(EnclavePrf.HmacSha256, IsSeparate: true);

    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    [Test]
    public void Data_arrive_and_are_answered_in_every_mode(
        [ValueSource(nameof(Modes))] NicMode mode, [Values(16, 32)] int keySize, [Values] bool isExtended)
    {
        EnclaveWorld world = World(mode, EspTransform.Cbc(keySize, isExtended));
        world.Send(3);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(3));
        Assert.That(world.Value("client.goodput", Statistic.Rate), Is.Positive, "the answers");
        Assert.That(world.Reasons("server.refused"), Is.Empty);
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(NicMode.DeriveServer, 2 + 2)]
    [TestCase(NicMode.DerivePair, 4 + 2)]
    public void A_card_derives_and_expands_in_both_trees(NicMode mode, int derived)
    {
        EnclaveWorld world = World(mode, replySize: 0);
        world.Send();
        Assert.That(world.Value("server.nic.derived"), Is.EqualTo(derived));
    }

    [Test]
    public void Whoever_holds_both_keys_of_any_level_reads(
        [Values(EnclaveLevel.Organisation, EnclaveLevel.Pair, EnclaveLevel.Server, EnclaveLevel.Sa)] EnclaveLevel level,
        [ValueSource(nameof(Modes))] NicMode mode)
    {
        EnclaveWorld world = World();
        Intermediate middle = world.AddIntermediate(mode);
        Give(world, middle, level, KeyUse.Encryption);
        Give(world, middle, level, KeyUse.Authentication);
        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 4"));
        Assert.That(world.Value("intermediate.readable", Statistic.Ratio), Is.EqualTo(1));
        Assert.That(world.Value("intermediate.verifiable", Statistic.Ratio), Is.EqualTo(1));
    }

    [Test]
    public void Whoever_holds_the_key_for_authentication_alone_verifies_and_does_not_read(
        [Values(EnclaveLevel.Organisation, EnclaveLevel.Pair, EnclaveLevel.Server, EnclaveLevel.Sa)] EnclaveLevel level,
        [ValueSource(nameof(Modes))] NicMode mode)
    {
        EnclaveWorld world = World();
        Give(world, world.AddIntermediate(mode), level, KeyUse.Authentication);
        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("verified 4"));
        Assert.That(world.Value("intermediate.readable", Statistic.Ratio), Is.Zero);
        Assert.That(world.Value("intermediate.verifiable", Statistic.Ratio), Is.EqualTo(1));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(world.Sent[0].AsSpan(36).SequenceEqual(world.Sent[1].AsSpan(36)), Is.True, "as it came");
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void The_key_for_encryption_alone_is_of_no_use([ValueSource(nameof(Modes))] NicMode mode)
    {
        EnclaveWorld world = World();
        Give(world, world.AddIntermediate(mode), EnclaveLevel.Pair, KeyUse.Encryption);
        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-key 4"));
        Assert.That(world.Value("intermediate.verifiable", Statistic.Ratio), Is.Zero);
    }

    [Test]
    public void Keys_of_different_levels_go_together_where_their_paths_meet()
    {
        EnclaveWorld world = World();
        Intermediate middle = world.AddIntermediate();
        Give(world, middle, EnclaveLevel.Pair, KeyUse.Authentication);
        Give(world, middle, EnclaveLevel.Sa, KeyUse.Encryption);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
    }

    [Test]
    public void A_key_of_the_one_tree_is_none_of_the_other()
    {
        EnclaveWorld world = World();
        Intermediate middle = world.AddIntermediate();
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair, use: KeyUse.Encryption), KeyUse.Authentication);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("bad-integrity 2"));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1), "the server decides for itself");
    }

    [Test]
    public void A_key_of_one_tree_for_everything_is_none_where_there_are_two()
    {
        EnclaveWorld world = World();
        world.AddIntermediate().AddKey(0, 0, default, world.Organisation);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
    }

    [Test]
    public void Whoever_verifies_finds_each_octet_that_was_changed([Values] bool isInCard)
    {
        EnclaveWorld world = World(replySize: 0);
        int changed = 0;
        world.Tamper(packet => packet.Change()[^++changed] ^= 0x10); // from the ICV into the data
        Intermediate middle = world.AddIntermediate(isInCard ? NicMode.DerivePair : NicMode.None);
        Give(world, middle, EnclaveLevel.Pair, KeyUse.Authentication);
        world.Send(60);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("bad-integrity 60"));
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("bad-integrity 60"), "the server finds the same");
    }

    [Test]
    public void A_gateway_that_verifies_lets_pass_what_is_authentic_and_nothing_else([Values] bool isChanged)
    {
        EnclaveWorld world = World(replySize: 0);
        world.Tamper(packet => packet.Change()[^1] ^= (byte)(isChanged ? 1 : 0));
        Give(world, world.AddIntermediate(isGateway: true), EnclaveLevel.Pair, KeyUse.Authentication);
        world.Send();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(isChanged ? 0 : 1));
        Assert.That(world.Reasons("server.refused"), Is.Empty, "it does not see what was changed");
    }

    [Test]
    public void One_that_is_given_the_other_key_later_reads_from_then_on_until_that_is_taken_from_it()
    {
        EnclaveWorld world = World(replySize: 0);
        Intermediate middle = world.AddIntermediate();
        Give(world, middle, EnclaveLevel.Pair, KeyUse.Authentication);
        world.Send();
        Give(world, middle, EnclaveLevel.Pair, KeyUse.Encryption);
        world.Send();
        middle.RemoveKey(0, 1, world.Path, KeyUse.Encryption);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 1, verified 2"));
    }

    [Test]
    public void What_is_only_verified_is_not_inspected_and_not_altered()
    {
        EnclaveWorld world = World(replySize: 0);
        Give(world, world.AddIntermediate(dataMax: 60, reProtects: true), EnclaveLevel.Pair, KeyUse.Authentication);
        world.Send(size: 400);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("verified 1"));
        Assert.That(world.Sent[0], Has.Length.EqualTo(world.Sent[1].Length));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void AES_GCM_cannot_be_verified_without_the_key_that_reads()
    {
        var transform = EspTransform.Gcm(32);
        var contexts = new CipherContexts();
        var keys = new EspKeys(new Key256(1, 2), default, 3);
        byte[] packet = new byte[transform.SealedSize(40)];
        transform.Seal(contexts, keys, 300, 1, 17, packet, 40);
        Assert.That(transform.TryVerify(keys, 1, packet, out _), Is.False);
        Assert.That(transform.Open(contexts, keys, 1, packet, out _, out _), Is.EqualTo(EspOutcome.Done));
    }

    [TestCase(0)]
    [TestCase(39)]
    [TestCase(41)]
    public void A_packet_that_is_no_whole_number_of_blocks_is_not_verified(int size) => Assert.That(
        EspTransform.Cbc(32).TryVerify(new EspKeys(default, new Key256(1, 2), 0), 1, new byte[size], out _), Is.False);

    // ---- over IKE

    [Test]
    public void The_server_gives_the_client_both_keys([ValueSource(nameof(Modes))] NicMode mode)
    {
        ExchangeWorld set = Exchange(mode: mode);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 1, key-taken 1"));
        Assert.That(set.Given, Is.Empty, "no key for both");
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Value("client.goodput", Statistic.Rate), Is.Positive);
    }

    [TestCase(KeyUse.Encryption)]
    [TestCase(KeyUse.Authentication)]
    public void A_server_that_lacks_one_of_the_two_keys_refuses(KeyUse use)
    {
        ExchangeWorld set = Exchange();
        set.Ring.Remove(0, Hierarchy.ServerDepth, set.World.Path, use);
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("no-pair-key 1"));
        Assert.That(set.Missing, Is.EqualTo(new ushort[] { 1 }));
    }

    [Test]
    public void An_intermediate_that_asks_gets_what_its_access_list_says(
        [Values] bool onlyVerifies, [Values] KeyDelivery delivery)
    {
        ExchangeWorld set = Exchange();
        set.AddDirect(delivery: delivery, onlyVerifies: onlyVerifies);
        set.SetUp();
        set.Send();
        set.Send();
        Assert.That(
            set.World.Reasons("intermediate.packet"), Is.EqualTo(onlyVerifies ? "verified 4" : "read 4"));
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        Assert.That(set.World.Reasons("direct-middle"), Does.Contain("key-taken 1").And.Not.Contain("malformed"));
    }

    [Test]
    public void Keys_of_IKE_are_not_parted_so_that_who_only_verifies_gets_none(
        [Values] bool onlyVerifies, [Values] KeyDelivery delivery)
    {
        ExchangeWorld set = Exchange(ClientKind.Unchanged);
        set.AddDirect(delivery: delivery, onlyVerifies: onlyVerifies);
        set.SetUp();
        set.Send();
        Assert.That(
            set.World.Reasons("intermediate.packet"), Is.EqualTo(onlyVerifies ? "no-information 2" : "read 2"));
        Assert.That(set.World.Reasons("direct-server"), onlyVerifies
            ? Does.StartWith("not-authorised")
            : Is.EqualTo("key-given 1"));
    }

    [TestCase(EnclaveCodes.KeyNotify)]
    [TestCase(EnclaveCodes.TwoKeysNotify)]
    [TestCase(EnclaveCodes.AuthenticationKeyNotify)]
    public void A_message_that_is_none_of_these_trees_is_counted_and_not_taken(int type)
    {
        ExchangeWorld set = Exchange();
        Intermediate middle = set.AddDirect();
        set.SetUp();
        IkeSa toMiddle = set.ServerEnd.Sas.First(sa => sa.Peer.Address == set.World.MiddleNode.Ip.Addresses[0]);
        var other = new KeyNotify(new Key256(1, 1), new DerivationInformation(set.World.Path));
        byte[] octets = new byte[other.EncodedSize + 1];
        int size = other.Encode(octets);
        set.ServerEnd.Inform(toMiddle, [
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(
                (NotifyType)type,
                new Octets(type == EnclaveCodes.AuthenticationKeyNotify ? octets : octets[..size]))),
        ]);
        set.Run();
        Assert.That(set.World.Reasons("direct-middle"), Does.EndWith("malformed 1"));
        Assert.That(middle.TryGetKeys(SaId.Of(other.Information), out _), Is.False);
    }

    [Test]
    public void A_client_that_is_sent_the_key_for_authentication_alone_has_no_SA()
    {
        ExchangeWorld set = Exchange();
        var alone = new GivenKey(
            new SaKeys(default, new Key256(1, 1), VerifiesOnly: true), new DerivationInformation(set.World.Path));
        IkePayload payload = EnclaveControl.NotifyOf(
            EnclaveControl.AuthenticationKeyType, new KeyNotify(alone.Keys.Authentication, alone.Information));
        NotifyPayload.TryDecode(payload.Body.Span, out NotifyPayload notify, out _);
        Assert.That(GivenKey.TryRead(notify.Type, notify.Data.Span, isSeparate: true, out GivenKey read), Is.True);
        Assert.That(read, Is.EqualTo(alone));
        Assert.That(GivenKey.TryRead(notify.Type, notify.Data.Span, isSeparate: false, out _), Is.False);
    }

    private static void Give(EnclaveWorld world, Intermediate middle, EnclaveLevel level, KeyUse use) =>
        middle.AddKey(0, Hierarchy.DepthOf(level), world.Path, world.KeyAt(level, use: use), use);

    private static EnclaveWorld World(
        NicMode mode = NicMode.None, EspTransform? transform = null, int replySize = 100) =>
        new(mode, transform: transform ?? EspTransform.Cbc(32), hierarchy: Hierarchy, replySize: replySize);

    private static ExchangeWorld Exchange(ClientKind kind = ClientKind.Aware, NicMode mode = NicMode.None) =>
        new(kind, mode, transform: EspTransform.Cbc(32), hierarchy: Hierarchy);
}
