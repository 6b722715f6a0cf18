using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Tests.Entities.Enclave;

/// <summary>SAs set up over IKE: key and derivation information under protection (Fig. 4A, 4B, 5).</summary>
public sealed class EnclaveKeyExchangeTests
{
    private const string Init = """
        client/0 -> server/0  IKE_SA_INIT request
        server/0 -> client/0  IKE_SA_INIT response
        """;

    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    [Test]
    public void The_client_starts_gets_the_key_and_everything_carries_the_information([Values] bool isV6)
    {
        var set = new ExchangeWorld(isV6: isV6);
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        set.Send();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo($"""
            {Init}
            client/0 -> server/0  IKE_AUTH request
            server/0 -> client/0  IKE_AUTH response
            client/0 -> server/0  ESP [data]
            server/0 -> client/0  ESP [reply]
            """));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 1, key-taken 1"));
        Assert.That(set.Carried().ToArray(), Has.Length.EqualTo(4).And.None.Null, "each packet on both links");
        Assert.That(set.Carried().Select(each => each!.Value.Path).Distinct(), Is.EqualTo(
            new[] { set.Given[0].Information.Path }));
        Assert.That(set.World.Client.SaCount, Is.EqualTo(2));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void The_server_starts_and_the_key_is_in_its_request()
    {
        var set = new ExchangeWorld();
        IkeOperation operation = set.ComeUp(isServerFirst: true);
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        set.Send();
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo("""
            server/0 -> client/0  IKE_SA_INIT request
            client/0 -> server/0  IKE_SA_INIT response
            server/0 -> client/0  IKE_AUTH request
            client/0 -> server/0  IKE_AUTH response
            client/0 -> server/0  ESP [data]
            server/0 -> client/0  ESP [reply]
            """));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 1, key-taken 1"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void The_key_is_that_of_the_tree_and_fresh_for_each_SA([ValueSource(nameof(Modes))] NicMode mode)
    {
        var set = new ExchangeWorld(mode: mode);
        IkeOperation operation = set.SetUp();
        set.ClientEnd.CreateChild(operation.Sa!);
        set.Run();
        Assert.That(set.Given, Has.Count.EqualTo(2));
        Assert.That(set.Given[1].Information.Path.Sa, Is.Not.EqualTo(set.Given[0].Information.Path.Sa));
        foreach (KeyNotify each in set.Given)
        {
            Assert.That(each.Key, Is.EqualTo(set.World.KeyAt(EnclaveLevel.Sa, each.Information.Path)));
            Assert.That(set.World.Server.Has(each.Information.Path.Sa), Is.True, "the identifier is the server's SPI");
        }

        foreach (int number in set.Numbers)
        {
            set.World.Client.Emit(number, 200);
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.World.Value("client.goodput", Statistic.Rate), Is.Positive, "the answers were authentic");
    }

    [Test]
    public void Nothing_of_the_key_is_in_the_clear()
    {
        var set = new ExchangeWorld();
        set.ComeUp();
        byte[] key = new byte[Key256.Size];
        set.Given[0].Key.Write(key);
        Assert.That(set.World.Sent, Has.Count.Positive);
        Assert.That(set.World.Sent.Where(packet => packet.AsSpan().IndexOf(key.AsSpan(0, 8)) >= 0), Is.Empty);
    }

    [Test]
    public void A_client_that_learns_carries_the_information_after_the_servers_first_packet()
    {
        var set = new ExchangeWorld(ClientKind.Learning);
        set.SetUp();
        set.Send();
        Assert.That(set.Carried().Select(each => each is not null), Is.EqualTo([false, false, true, true]));
        set.World.Sent.Clear();
        set.Send();
        Assert.That(set.Carried().ToArray(), Has.Length.EqualTo(4).And.None.Null);
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void An_unchanged_client_gets_keys_of_IKE_and_no_packet_carries_information(
        [ValueSource(nameof(Modes))] NicMode mode, [Values] bool isCbc)
    {
        var set = new ExchangeWorld(ClientKind.Unchanged, mode, transform: isCbc
            ? Simulator.Protocols.Esp.EspTransform.Cbc(16)
            : null);
        set.SetUp();
        set.Send();
        Assert.That(set.Given, Is.Empty);
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("client-unchanged 1"));
        Assert.That(set.Carried().ToArray(), Has.Length.EqualTo(4).And.All.Null);
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Value("client.goodput", Statistic.Rate), Is.Positive);
        bool derives = mode is NicMode.DeriveServer or NicMode.DerivePair or NicMode.DeriveCache or NicMode.None;
        Assert.That(set.World.Value("server.nic.offloaded", Statistic.Ratio) > 0, Is.EqualTo(
            !derives), "a card that derives leaves it to the host");
    }

    [Test]
    public void A_client_in_an_unknown_enclave_is_refused([Values] bool isServerFirst)
    {
        var set = new ExchangeWorld(isKnown: false);
        IkeOperation operation = set.ComeUp(isServerFirst);
        Assert.That(operation.Outcome, Is.EqualTo(
            isServerFirst ? IkeOutcome.Success : IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Does.Contain("unknown-enclave 1"));
        Assert.That((set.SaCount, set.World.Client.SaCount), Is.EqualTo((0, 1)));
        Assert.That(set.ServerEnd.Sas.Where(sa => sa.State == IkeSaState.Established), Is.Empty);
        Assert.That(set.ClientEnd.Sas.Where(sa => sa.State == IkeSaState.Established), Is.Empty);
    }

    [Test]
    public void A_pair_that_the_server_has_no_key_for_is_refused_until_the_key_comes()
    {
        var set = new ExchangeWorld(hasKey: false);
        IkeOperation operation = set.SetUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("no-pair-key 1"));
        Assert.That(set.Missing, Is.EqualTo(new ushort[] { 1 }), "the other enclave, to ask the key server for");
        Assert.That(set.SaCount, Is.Zero);
        set.GiveKey();
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.SaCount, Is.EqualTo(1));
    }

    [Test]
    public void An_identifier_that_is_taken_is_drawn_again()
    {
        var set = new ExchangeWorld();
        var stream = new RandomStream(set.World.Simulation.Seed, set.World.Simulation.Replication, "server/0/sa");
        uint taken = unchecked((uint)stream.NextBits());
        Assert.That(taken, Is.GreaterThan(KeyPort.SpiMax), "a fresh draw that counts");
        set.World.Server.Add(
            set.World.Client.Address,
            new DerivationInformation(set.World.Path with { Sa = taken }),
            set.World.Setting.Expand(set.World.KeyAt(EnclaveLevel.Sa)));
        set.SetUp();
        Assert.That(set.Given[0].Information.Path.Sa, Is.EqualTo(unchecked((uint)stream.NextBits())));
        Assert.That(set.World.Reasons("server.refused"), Is.EqualTo("spi-collision 1"));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [TestCase("IKE_SA_INIT request")]
    [TestCase("IKE_SA_INIT response")]
    [TestCase("IKE_AUTH request")]
    [TestCase("IKE_AUTH response")]
    public void A_message_that_is_lost_is_sent_again_and_there_is_one_SA(string message)
    {
        var set = new ExchangeWorld();
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule { On = "path", What = FaultKind.Drop, Message = message, Count = 1 },
        ]);
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.SaCount, Is.EqualTo(1));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Data_that_is_faster_than_the_last_message_of_the_set_up_waits_for_it()
    {
        var set = new ExchangeWorld();
        set.StartAtServer();
        for (int step = 0; step < 10_000 && set.Numbers.Count == 0; step++)
        {
            set.World.Simulation.Run(set.World.Simulation.Now + SimTime.FromMicroseconds(1));
        }

        Assert.That(set.SaCount, Is.Zero, "the client has it first");
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Reasons("server.refused"), Is.Empty);
    }

    [TestCase(false, 16, "unknown-sa 4")] // as many as may wait
    [TestCase(true, 0, "unknown-sa 20")]  // none comes
    public void No_more_packets_wait_than_there_is_room_and_none_for_ever(
        bool isLost, int delivered, string refused)
    {
        var set = new ExchangeWorld();
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule
            {
                On = "path",
                What = FaultKind.Drop,
                Message = "IKE_AUTH response",
                Count = isLost ? 100 : 1,
            },
        ]);
        set.StartAtServer();
        set.Run(0.02);
        Assert.That((set.Numbers, set.SaCount), Is.EqualTo(((int[])[1], 0)));
        for (int packet = 0; packet < 20; packet++)
        {
            set.World.Client.Emit(set.Numbers[0], 200);
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(delivered));
        Assert.That(set.World.Reasons("server.refused"), Is.EqualTo(refused));
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void An_SA_in_the_place_of_another_has_a_fresh_key_and_the_old_one_ends_at_both_sides(
        [Values] bool isServerFirst)
    {
        var set = new ExchangeWorld();
        IkeOperation operation = set.SetUp(isServerFirst);
        ChildSa child = isServerFirst ? operation.Child! : set.ServerEnd.Sas[0].Children[0];
        IkeOperation rekey = set.ServerEnd.Rekey(child);
        set.Run();
        Assert.That(rekey.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(string.Join('\n', set.World.Said), Is.EqualTo("""
            server/0 -> client/0  CREATE_CHILD_SA request [rekey child]
            client/0 -> server/0  CREATE_CHILD_SA response [rekey child]
            server/0 -> client/0  INFORMATIONAL request [delete child]
            client/0 -> server/0  INFORMATIONAL response [delete child]
            """));
        Assert.That(set.Given, Has.Count.EqualTo(2));
        Assert.That(set.Given[1].Key, Is.Not.EqualTo(set.Given[0].Key));
        Assert.That((set.SaCount, set.World.Client.SaCount), Is.EqualTo((1, 2)));
        Assert.That(set.Replaced, Is.EqualTo([(set.Numbers[0], set.Numbers[1])]));
        Assert.That(set.Removed, Is.EqualTo([set.Numbers[0]]));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void An_SA_outlives_the_organisation_key_of_its_epoch_and_the_next_one_is_of_the_new_epoch()
    {
        var set = new ExchangeWorld(mode: NicMode.DeriveServer);
        set.SetUp();
        set.Send();
        EnclavePath path = set.World.Path;
        int depth = set.World.Hierarchy.ServerDepth;
        var other = new Key256(7, 7);
        set.Ring.Add(1, depth, path, other); // the new epoch, within the time of grace
        set.World.Server.Nic.AddKey(1, depth, path, other);
        set.Epoch = 1;
        set.Send();
        Assert.That(set.World.Value("server.nic.offloaded", Statistic.Ratio), Is.EqualTo(1));

        set.Ring.Remove(0, depth, path); // it is over
        set.World.Server.Nic.RemoveKey(0, depth, path);
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(3), "the host has the SA key");
        Assert.That(set.World.Value("server.nic.offloaded", Statistic.Ratio), Is.LessThan(1));

        set.SetUp();
        set.Send();
        Assert.That(set.Given[^1].Information.Epoch, Is.EqualTo(1));
        Assert.That(set.Given[^1].Key, Is.EqualTo(
            set.World.Hierarchy.Derive(other, depth, depth + 1, set.Given[^1].Information.Path)));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(4));
        Assert.That(set.World.Reasons("server.refused"), Is.Empty);
    }

    [Test]
    public void A_server_that_crashes_forgets_everything_and_SAs_come_up_anew()
    {
        var set = new ExchangeWorld();
        set.SetUp();
        set.World.ServerNode.Crash();
        set.World.ServerNode.Restart();
        set.Send();
        Assert.That(set.World.Reasons("server.refused"), Is.EqualTo("unknown-sa 1"));
        set.SetUp();
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.SaCount + 1, Is.EqualTo(1), "the one that was there before is gone, too");
    }

    [Test]
    public void Flows_wait_for_their_SA_each_has_its_own_and_none_is_lost()
    {
        var set = new ExchangeWorld();
        EnclaveFlows flows = Flows(set);
        for (int round = 0; round < 3; round++)
        {
            for (int flow = 0; flow < 3; flow++)
            {
                flows.Send(flow, 200);
            }
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(9));
        Assert.That(set.SaCount, Is.EqualTo(3));
        Assert.That(
            set.World.Said.Count(said => said.Contains("IKE_AUTH request", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(
            set.World.Said.Count(said => said.Contains("CREATE_CHILD_SA request", StringComparison.Ordinal)),
            Is.EqualTo(2));
    }

    [Test]
    public void Flows_whose_SA_never_comes_drop_their_packets_after_so_many_attempts()
    {
        var set = new ExchangeWorld(hasKey: false);
        EnclaveFlows flows = Flows(set);
        for (int packet = 0; packet < 70; packet++)
        {
            flows.Send(0, 200);
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.Zero);
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("no-pair-key 3, packet-dropped 70"));
    }

    private static EnclaveFlows Flows(ExchangeWorld set)
    {
        Node node = set.World.ClientNode;
        var flows = new EnclaveFlows(
            node,
            set.World.Client,
            server => set.CallerToServer(new SaCallOptions(SimTime.FromMilliseconds(5), 3)),
            set.Events);
        set.Forward = flows;
        for (int flow = 0; flow < 3; flow++)
        {
            flows.Add(set.World.Server.Address);
        }

        return flows;
    }
}
