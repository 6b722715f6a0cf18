using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Ike;

/// <summary>CREATE_CHILD_SA and INFORMATIONAL (RFC 7296 §1.3, §1.4, §2.8, §2.25).</summary>
public sealed class IkeChildTests
{
    private const string Rekeyed = """
        left/0 -> right/0  CREATE_CHILD_SA request [rekey child]
        right/0 -> left/0  CREATE_CHILD_SA response [rekey child]
        left/0 -> right/0  INFORMATIONAL request [delete child]
        right/0 -> left/0  INFORMATIONAL response [delete child]
        """;

    private static IEnumerable<DhGroup> Groups => [DhGroup.None, DhGroup.P256, DhGroup.Curve25519, DhGroup.Modp2048];

    [TestCaseSource(nameof(Groups))]
    public void A_further_pair(DhGroup dhGroup)
    {
        IkeExchange exchange = Established(dhGroup);
        IkeOperation operation = exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo("""
            left/0 -> right/0  CREATE_CHILD_SA request [new child]
            right/0 -> left/0  CREATE_CHILD_SA response [new child]
            """));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement(1, 2);
    }

    [TestCaseSource(nameof(Groups))]
    public void A_pair_in_the_place_of_another(DhGroup dhGroup)
    {
        IkeExchange exchange = Established(dhGroup);
        byte[] oldKey = exchange.Left.Installed[0].OutboundEncryptionKey.ToArray();
        IkeOperation operation = exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(Rekeyed));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Installed[0].OutboundEncryptionKey.ToArray(), Is.Not.EqualTo(oldKey));
        Assert.That(
            exchange.Left.Story,
            Is.EqualTo(["install 1000", "install 1001", "replace 1000 by 1001", "remove 1000"]));
        Assert.That(
            exchange.Right.Story,
            Is.EqualTo(["install 2000", "install 2001", "replace 2000 by 2001", "remove 2000"]));
    }

    [Test]
    public void The_responder_may_replace_a_pair_too()
    {
        IkeExchange exchange = Established();
        exchange.Right.Endpoint.Rekey(exchange.Right.Installed[0]);
        exchange.Run();
        Assert.That(exchange.Said.Text, Does.StartWith("right/0 -> left/0  CREATE_CHILD_SA request [rekey child]"));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_group_of_a_pair_is_changed_at_the_peers_wish()
    {
        var exchange = new IkeExchange();
        EspSuite first = new(CipherSuite.AesGcm128, Group: DhGroup.P256), second = first with
        {
            Group = DhGroup.Curve25519,
        };
        exchange.Left.Connection = exchange.Left.Connection! with { ChildSuites = [first, second] };
        exchange.Right.Connection = exchange.Right.Connection! with { ChildSuites = [second] };
        exchange.Establish();
        IkeOperation operation = exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        exchange.Run();
        Assert.That(exchange.Said.Text, Does.Contain("CREATE_CHILD_SA response [INVALID_KE_PAYLOAD]"));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement(1, 2);
    }

    [Test]
    public void Both_ends_replace_the_same_pair_and_one_replacement_stays()
    {
        // over several seeds either end wins; whoever's exchange had the lowest nonce takes its pair back (§2.8.1)
        var winners = new HashSet<bool>();
        for (int warmup = 0; warmup < 8; warmup++)
        {
            IkeExchange exchange = Established();
            for (int count = 0; count < warmup; count++)
            {
                exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]); // moves on in the streams of nonces
                exchange.Run();
            }

            exchange.Said.Clear();
            IkeOperation left = exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
            IkeOperation right = exchange.Right.Endpoint.Rekey(exchange.Right.Installed[0]);
            exchange.Run(2);
            exchange.AssertAgreement();
            IkeOutcome[] outcomes = [left.Outcome!.Value, right.Outcome!.Value];
            Assert.That(outcomes, Is.EquivalentTo([IkeOutcome.Success, IkeOutcome.CollisionLost]));
            Assert.That(exchange.Left.Count(IkeEvent.Collision), Is.EqualTo(1));
            Assert.That(exchange.Right.Count(IkeEvent.Collision), Is.EqualTo(1));
            Assert.That(exchange.Said.Text.Split('\n'), Has.Length.EqualTo(8), "two rekeys, two deletes");
            winners.Add(outcomes[0] == IkeOutcome.Success);
        }

        Assert.That(winners, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_lost_answer_in_a_collision_is_made_good()
    {
        foreach (string end in new[] { "up", "down" })
        {
            IkeExchange exchange = Established();
            exchange.Apply(new FaultRule
            {
                On = "path",
                Direction = end,
                What = FaultKind.Drop,
                Message = "CREATE_CHILD_SA response",
                Count = 1,
            });
            exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
            exchange.Right.Endpoint.Rekey(exchange.Right.Installed[0]);
            exchange.Run(10);
            exchange.AssertAgreement();
        }
    }

    [Test]
    public void An_IKE_SA_in_the_place_of_another_inherits_its_pairs()
    {
        IkeExchange exchange = Established();
        IkeSa old = exchange.Left.Established[0];
        old.Attachment = "kept";
        IkeOperation operation = exchange.Left.Endpoint.Rekey(old);
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo("""
            left/0 -> right/0  CREATE_CHILD_SA request [rekey IKE]
            right/0 -> left/0  CREATE_CHILD_SA response [rekey IKE]
            left/0 -> right/0  INFORMATIONAL request [delete IKE]
            right/0 -> left/0  INFORMATIONAL response [delete IKE]
            """));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Established[0], Is.Not.SameAs(old));
        Assert.That(exchange.Left.Established[0].Attachment, Is.EqualTo("kept"));
        Assert.That(exchange.Left.Installed[0].Ike, Is.SameAs(exchange.Left.Established[0]));
        Assert.That(exchange.Left.Story, Is.EqualTo(["install 1000"]), "the pair is not touched");

        // the new one works, in both directions and with its own identifiers
        exchange.Right.Endpoint.Rekey(exchange.Right.Installed[0]);
        exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        exchange.Run();
        exchange.AssertAgreement(1, 2);
        exchange.Right.Endpoint.Rekey(exchange.Right.Established[0]);
        exchange.Run();
        exchange.AssertAgreement(1, 2);
    }

    [Test]
    public void Both_ends_replace_the_same_IKE_SA_and_one_replacement_stays()
    {
        var winners = new HashSet<bool>();
        for (int warmup = 0; warmup < 8; warmup++)
        {
            IkeExchange exchange = Established();
            for (int count = 0; count < warmup; count++)
            {
                exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
                exchange.Run();
            }

            exchange.Said.Clear();
            IkeOperation left = exchange.Left.Endpoint.Rekey(exchange.Left.Established[0]);
            IkeOperation right = exchange.Right.Endpoint.Rekey(exchange.Right.Established[0]);
            exchange.Run(2);
            exchange.AssertAgreement(1, 1 + warmup);
            IkeOutcome[] outcomes = [left.Outcome!.Value, right.Outcome!.Value];
            Assert.That(outcomes, Is.EquivalentTo([IkeOutcome.Success, IkeOutcome.CollisionLost]));
            Assert.That(exchange.Said.Text.Split('\n'), Has.Length.EqualTo(8), "two rekeys, two deletes");
            winners.Add(outcomes[0] == IkeOutcome.Success);
        }

        Assert.That(winners, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_lost_message_in_a_collision_of_IKE_SAs_is_made_good()
    {
        foreach (string direction in new[] { "up", "down" })
        {
            foreach (string message in new[] { "CREATE_CHILD_SA response", "CREATE_CHILD_SA request" })
            {
                IkeExchange exchange = Established();
                exchange.Apply(new FaultRule
                {
                    On = "path",
                    Direction = direction,
                    What = FaultKind.Drop,
                    Message = message,
                    Count = 1,
                });
                exchange.Left.Endpoint.Rekey(exchange.Left.Established[0]);
                exchange.Right.Endpoint.Rekey(exchange.Right.Established[0]);
                exchange.Run(200);
                exchange.AssertAgreement();
            }
        }
    }

    [Test]
    public void A_pair_is_asked_for_while_the_other_end_replaces_the_IKE_SA()
    {
        IkeExchange exchange = Established();
        IkeOperation child = exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        exchange.Right.Endpoint.Rekey(exchange.Right.Established[0]);
        exchange.Run(20);
        Assert.That(exchange.Said.Text, Does.Contain("[TEMPORARY_FAILURE]"));
        Assert.That(child.Outcome, Is.EqualTo(IkeOutcome.Success), "tried again later, in the new SA");
        exchange.AssertAgreement(1, 2);
    }

    [Test]
    public void A_pair_that_the_peer_deletes_meanwhile_is_not_replaced()
    {
        IkeExchange exchange = Established();
        IkeOperation rekey = exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
        exchange.Right.Endpoint.Delete(exchange.Right.Installed[0]);
        exchange.Run(60);
        Assert.That(rekey.Outcome, Is.Not.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement(1, 0);
    }

    [Test]
    public void A_pair_that_is_not_there_is_not_replaced()
    {
        IkeExchange exchange = Established();
        ChildSa child = exchange.Left.Installed[0];
        exchange.Right.Established[0].Remove(exchange.Right.Installed[0]);
        IkeOperation rekey = exchange.Left.Endpoint.Rekey(child);
        exchange.Run();
        Assert.That(exchange.Said.Text, Does.EndWith("CREATE_CHILD_SA response [CHILD_SA_NOT_FOUND]"));
        Assert.That(rekey.Outcome, Is.EqualTo(IkeOutcome.ChildSaNotFound));
        exchange.AssertAgreement(1, 0);
    }

    [Test]
    public void Deleting_at_both_ends_at_once()
    {
        IkeExchange exchange = Established();
        IkeOperation left = exchange.Left.Endpoint.Delete(exchange.Left.Installed[0]);
        IkeOperation right = exchange.Right.Endpoint.Delete(exchange.Right.Installed[0]);
        exchange.Run();
        Assert.That((left.Outcome, right.Outcome), Is.EqualTo((IkeOutcome.Success, IkeOutcome.Success)));
        exchange.AssertAgreement(1, 0);
        left = exchange.Left.Endpoint.Delete(exchange.Left.Established[0]);
        right = exchange.Right.Endpoint.Delete(exchange.Right.Established[0]);
        exchange.Run();
        Assert.That((left.Outcome, right.Outcome), Is.EqualTo((IkeOutcome.Success, IkeOutcome.Success)));
        exchange.AssertAgreement(0, 0);
        exchange.Run(200);
        Assert.That(exchange.Left.Endpoint.Sas.Count + exchange.Right.Endpoint.Sas.Count, Is.Zero);
    }

    [Test]
    public void Deleting_the_IKE_SA_deletes_its_pairs()
    {
        IkeExchange exchange = Established();
        IkeOperation operation = exchange.Left.Endpoint.Delete(exchange.Left.Established[0]);
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo("""
            left/0 -> right/0  INFORMATIONAL request [delete IKE]
            right/0 -> left/0  INFORMATIONAL response [delete IKE]
            """));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement(0, 0);
        Assert.That(exchange.Left.Endpoint.CreateChild(operation.Sa!).Outcome, Is.EqualTo(IkeOutcome.Closed));
    }

    [Test]
    public void More_pairs_than_allowed_are_refused()
    {
        var exchange = new IkeExchange(new() { ChildMax = 2 });
        exchange.Establish();
        exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        IkeOperation third = exchange.Left.Endpoint.CreateChild(exchange.Left.Established[0]);
        exchange.Run();
        Assert.That(third.Outcome, Is.EqualTo(IkeOutcome.NoAdditionalSas));
        exchange.AssertAgreement(1, 2);
    }

    [Test]
    public void Exchanges_wait_for_their_turn_and_the_queue_has_a_bound()
    {
        var exchange = new IkeExchange(new() { QueueMax = 3 });
        exchange.Establish();
        IkeSa sa = exchange.Left.Established[0];
        IkeOperation[] operations = [.. Enumerable.Range(0, 5).Select(_ => exchange.Left.Endpoint.Inform(sa, []))];
        exchange.Run();
        Assert.That(operations.Count(each => each.Outcome == IkeOutcome.Success), Is.EqualTo(4));
        Assert.That(operations[4].Outcome, Is.EqualTo(IkeOutcome.Overloaded));
        Assert.That(exchange.Said.Text.Split('\n'), Has.Length.EqualTo(8));
    }

    [Test]
    public void The_peer_is_asked_whether_it_lives_only_when_it_is_silent()
    {
        var exchange = new IkeExchange(new() { LivenessInterval = SimTime.FromSeconds(10) }, new());
        exchange.Establish();
        exchange.Run(35);
        Assert.That(exchange.Left.Count(IkeEvent.LivenessAsked), Is.EqualTo(3));
        Assert.That(exchange.Said.Text, Does.StartWith("""
            left/0 -> right/0  INFORMATIONAL request [liveness]
            right/0 -> left/0  INFORMATIONAL response [liveness]
            """));
        for (int second = 0; second < 30; second++)
        {
            exchange.Left.Established[0].Hear(); // what ESP would say
            exchange.Run();
        }

        Assert.That(exchange.Left.Count(IkeEvent.LivenessAsked), Is.EqualTo(3));
    }

    [Test]
    public void A_dead_peer_is_given_up_with_its_pairs()
    {
        var exchange = new IkeExchange(new() { LivenessInterval = SimTime.FromSeconds(10) }, new());
        exchange.Establish();
        exchange.Right.Node.Crash();
        exchange.Run(9 + 70);
        Assert.That(exchange.Left.Count(IkeEvent.DeadPeer), Is.EqualTo(1));
        Assert.That(exchange.Left.Count(IkeEvent.Retransmission), Is.EqualTo(5));
        Assert.That(exchange.Left.ClosedSas.Single().Outcome, Is.EqualTo(IkeOutcome.NoAnswer));
        Assert.That(exchange.Left.Installed, Is.Empty);
        Assert.That(exchange.Left.Endpoint.Sas, Is.Empty);
    }

    [Test]
    public void Lifetimes_replace_pairs_and_IKE_SAs()
    {
        var exchange = new IkeExchange(
            new() { ChildLifetime = SimTime.FromSeconds(100), IkeLifetime = SimTime.FromSeconds(300) }, new());
        exchange.Establish();
        exchange.Run(1_000);
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Count(IkeEvent.ChildRekeyed), Is.InRange(9, 12));
        Assert.That(exchange.Left.Count(IkeEvent.IkeRekeyed), Is.InRange(3, 4));
    }

    [Test]
    public void Both_ends_may_have_lifetimes()
    {
        var exchange = new IkeExchange(
            new()
            {
                ChildLifetime = SimTime.FromSeconds(20),
                IkeLifetime = SimTime.FromSeconds(60),
                LifetimeJitter = 0,
            });
        exchange.Establish();
        exchange.Run(990); // not at a multiple of a lifetime
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Count(IkeEvent.Collision), Is.Positive);
    }

    [Test]
    public void Private_notifications_are_told_and_answered()
    {
        IkeExchange exchange = Established();
        NotifyType key = IkeNumber.PrivateStatus + 1;
        var seen = new List<string>();
        exchange.Right.OnReceived = message => seen.AddRange(
            message.Contents.Notifies.Select(each => each.Data.ToString()));
        exchange.Right.OnSending = (message, payloads) => payloads.Add(
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(key, Octets.FromHex("02"))));
        IkeOperation operation = exchange.Left.Endpoint.Inform(
            exchange.Left.Established[0],
            [IkePayload.Of(PayloadType.Notify, new NotifyPayload(key, Octets.FromHex("01")))]);
        exchange.Run();
        Assert.That(seen, Is.EqualTo(["01"]));
        Assert.That(operation.Answer!.Find(key)!.Value.Data, Is.EqualTo(Octets.FromHex("02")));
    }

    private static IkeExchange Established(DhGroup childGroup = DhGroup.None)
    {
        var exchange = new IkeExchange();
        EspSuite suite = new(CipherSuite.AesCbc128, HasExtendedSequence: true, childGroup);
        exchange.Left.Connection = exchange.Left.Connection! with { ChildSuites = [suite] };
        exchange.Right.Connection = exchange.Right.Connection! with { ChildSuites = [suite] };
        exchange.Establish();
        return exchange;
    }
}
