using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>SAs between two servers that come up over IKE: the one that calls begins, the one that is called derives
/// and gives. The caller stands in the place of the client.</summary>
public sealed class PeerExchangeTests
{
    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    [Test]
    public void The_server_that_calls_begins_and_the_other_chooses_derives_and_gives(
        [ValueSource(nameof(Modes))] NicMode mode, [Values] bool isTunnel, [Values] bool isCbc)
    {
        var set = new ExchangeWorld(
            mode: mode, isTunnel: isTunnel, transform: isCbc ? EspTransform.Cbc(32) : null, isPeer: true);
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        set.Send();
        set.Send();
        Assert.That(set.World.Said.Take(6), Is.EqualTo((string[])
        [
            "client/0 -> server/0  IKE_SA_INIT request",
            "server/0 -> client/0  IKE_SA_INIT response",
            "client/0 -> server/0  IKE_AUTH request",
            "server/0 -> client/0  IKE_AUTH response",
            "client/0 -> server/0  ESP [data]",
            "server/0 -> client/0  ESP [reply]",
        ]));
        KeyNotify given = set.Given.Single();
        Assert.That(given.Information.Path.Server, Is.EqualTo(7), "the one that is called");
        Assert.That(given.Key, Is.EqualTo(set.World.KeyAt(EnclaveLevel.Sa, given.Information.Path)));
        Assert.That(set.World.Server.Has(given.Information.Path.Sa), Is.True);
        Assert.That(set.Caller!.Has(given.Information.Path.Sa), Is.False, "it has an SPI of its own");
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.World.Value("caller.goodput", Statistic.Rate), Is.Positive, "the answers");
        bool hasItsOwn = mode is not (NicMode.None or NicMode.DeriveServer or NicMode.DeriveCache);
        Assert.That(set.World.Value("caller.nic.offloaded", Statistic.Ratio), Is.EqualTo(hasItsOwn ? 1 : 0));
        Assert.That(set.World.Reasons("server.refused") + set.World.Reasons("caller.refused"), Is.Empty);
        Assert.That(set.World.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Two_servers_call_each_other_at_once_and_neither_takes_the_others_part(
        [ValueSource(nameof(Modes))] NicMode mode)
    {
        var set = new ExchangeWorld(mode: mode, isPeer: true);
        IkeOperation one = set.StartAtClient(), other = set.StartAtServer();
        set.Run();
        Assert.That((one.Outcome, other.Outcome), Is.EqualTo((IkeOutcome.Success, IkeOutcome.Success)));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("key-given 2, key-taken 2"));
        set.Send();
        set.World.Server.Calling.Emit(set.CalledBack.Single(), 300);
        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(set.Carried().Select(each => each!.Value.Path.Server).Distinct(), Is.EqualTo([7, 3]));
        Assert.That(set.World.Reasons("server.refused") + set.World.Reasons("caller.refused"), Is.Empty);
    }

    [Test]
    public void With_an_unchanged_caller_the_keys_are_those_of_IKE([ValueSource(nameof(Modes))] NicMode mode)
    {
        var set = new ExchangeWorld(ClientKind.Unchanged, mode, isPeer: true);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("client-unchanged 1"));
        Assert.That(set.Carried().ToArray(), Has.Length.EqualTo(4).And.All.Null);
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Value("caller.goodput", Statistic.Rate), Is.Positive);
    }

    [Test]
    public void The_called_server_reads_the_enclaves_of_both_from_tags_on_the_callers_packets()
    {
        var set = new ExchangeWorld(asks: true, tag: new EnclaveTag(1, 0), isPeer: true);
        set.World.AddRouter(new TaggingRouterOptions { Tagging = Tagging.Asked, Enclave = 2, Device = 5 });
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(
            set.World.Reasons("key-exchange"), Does.Contain("asked 1, chain-read 1").And.Contain("key-given 1"));
        Assert.That(set.Given.Single().Information.Path.Pair, Is.EqualTo(new EnclavePair(1, 2)));
    }

    [Test]
    public void An_intermediate_between_them_gets_the_key_of_the_called_server_alone()
    {
        var set = new ExchangeWorld(isPeer: true);
        set.AddDirect();
        set.ComeUp();
        Assert.That(set.World.Reasons("direct-server"), Is.EqualTo("key-given 1"));
        set.Send();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 4"));
        Assert.That(set.World.Reasons("direct-middle"), Is.EqualTo("control-flagged 1, key-taken 1"));
    }

    [Test]
    public void An_intermediate_that_comes_later_makes_the_called_server_set_the_SA_up_again()
    {
        var set = new ExchangeWorld(isPeer: true);
        set.SetUp();
        set.AddDirect();
        set.Send();
        Assert.That(set.World.Reasons("direct-server"), Does.Contain("rekey-started 1"));
        Assert.That(set.World.Said, Does.Contain("server/0 -> client/0  CREATE_CHILD_SA request [rekey child]"));
        Assert.That((set.SaCount, set.Caller!.SaCount), Is.EqualTo((1, 1)), "the old one has ended at both ends");
        Assert.That(set.Replaced, Is.EqualTo([(set.Numbers[0], set.Numbers[1])]));
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("read 2, no-key 2"));
        Assert.That(set.World.Reasons("direct-server"), Does.Not.Contain("not-rekeyable"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void Either_end_may_replace_the_SA_and_the_called_one_gives_the_fresh_key([Values] bool isCaller)
    {
        var set = new ExchangeWorld(mode: NicMode.SaCache, isPeer: true);
        IkeOperation operation = set.SetUp();
        ChildSa child = isCaller ? operation.Child! : set.ServerEnd.Sas[0].Children[0];
        IkeOperation rekey = (isCaller ? set.ClientEnd : set.ServerEnd).Rekey(child);
        set.Run();
        Assert.That(rekey.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(set.Given, Has.Count.EqualTo(2));
        Assert.That(set.Given[1].Key, Is.Not.EqualTo(set.Given[0].Key));
        Assert.That((set.SaCount, set.Caller!.SaCount), Is.EqualTo((1, 1)));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(set.World.Value("caller.nic.offloaded", Statistic.Ratio), Is.EqualTo(1));
    }

    [TestCase("IKE_SA_INIT request")]
    [TestCase("IKE_SA_INIT response")]
    [TestCase("IKE_AUTH request")]
    [TestCase("IKE_AUTH response")]
    public void A_message_that_is_lost_is_sent_again_and_there_is_one_SA(string message)
    {
        var set = new ExchangeWorld(isPeer: true);
        FaultPlan.Apply(set.World.Topology, [
            new FaultRule { On = "path", What = FaultKind.Drop, Message = message, Count = 1 },
        ]);
        IkeOperation operation = set.ComeUp();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That((set.SaCount, set.Caller!.SaCount), Is.EqualTo((1, 1)));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void A_caller_whose_enclave_nobody_knows_is_refused()
    {
        var set = new ExchangeWorld(isKnown: false, isPeer: true);
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("unknown-enclave 1"));
        Assert.That((set.SaCount, set.Caller!.SaCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_called_server_that_lacks_the_key_refuses_until_it_comes()
    {
        var set = new ExchangeWorld(hasKey: false, isPeer: true);
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo("no-pair-key 1"));
        Assert.That(set.Missing, Is.EqualTo(new ushort[] { 1 }));
        set.GiveKey();
        Assert.That(set.SetUp().Outcome, Is.EqualTo(IkeOutcome.Success));
    }

    [Test]
    public void An_intermediate_that_is_not_authorised_gets_nothing_from_either()
    {
        var set = new ExchangeWorld(isPeer: true);
        set.AddDirect(isAuthorised: false);
        set.SetUp();
        set.Send();
        Assert.That(set.World.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
        Assert.That(set.World.Reasons("direct-server"), Does.StartWith("not-authorised"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void An_answer_that_was_changed_is_refused_by_the_caller()
    {
        var set = new ExchangeWorld(isPeer: true);
        set.SetUp();
        int seen = 0;
        set.World.Tamper(packet => packet.Change()[^1] ^= (byte)(++seen == 2 ? 1 : 0));
        set.Send();
        Assert.That(set.World.Reasons("caller.refused"), Is.EqualTo("bad-integrity 1"));
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void Nothing_that_either_forgets_in_a_crash_is_used_again([Values] bool isCaller)
    {
        var set = new ExchangeWorld(isPeer: true);
        set.SetUp();
        Node node = isCaller ? set.World.ClientNode : set.World.ServerNode;
        node.Crash();
        node.Restart();
        set.Caller!.Emit(set.Given[0].Information.Path.Sa, 200);
        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.Zero);
        IkeOperation again = set.ComeUp();
        Assert.That(again.Outcome, Is.EqualTo(IkeOutcome.Success));
        set.Send();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void Flows_of_a_server_wait_for_their_SA_and_each_has_its_own([Values] bool hasKey)
    {
        var set = new ExchangeWorld(hasKey: hasKey, isPeer: true);
        var flows = new EnclaveFlows(
            set.World.ClientNode,
            set.Caller!.Calling,
            _ => set.CallerToServer(new SaCallOptions(SimTime.FromMilliseconds(5), 3)),
            set.Events);
        set.Forward = flows;
        for (int flow = 0; flow < 3; flow++)
        {
            flows.Send(flows.Add(set.World.Server.Address), 200);
            flows.Send(flow, 200);
        }

        set.Run();
        Assert.That(set.World.Value("packet.outcome.success"), Is.EqualTo(hasKey ? 6 : 0));
        Assert.That(set.SaCount, Is.EqualTo(hasKey ? 3 : 0));
        Assert.That(set.World.Reasons("key-exchange"), Is.EqualTo(
            hasKey ? "key-given 3, key-taken 3" : "no-pair-key 9, packet-dropped 6"));
    }
}
