using System;
using System.Globalization;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Entities;

/// <summary>The card alone (TS 31.102 §7.1.2, TS 33.102 §6.3.3).</summary>
public sealed class UsimTests
{
    private static readonly UInt128 Rand = UInt128.Parse("23553cbe9637a89d218ae64dae47bf35", HexStyle);

    private const NumberStyles HexStyle = NumberStyles.AllowHexSpecifier;

    private Simulation _simulation = null!;
    private Node _node = null!;
    private Processor _card = null!;
    private Subscriber _subscriber;

    [SetUp]
    public void SetUp() => Insert(microsecondsPerOctet: 1_250);

    [Test]
    public void An_accepted_challenge_gives_response_and_keys()
    {
        AuthenticationVector vector = Vector(seq: 1);
        CardAnswer answer = Ask(Card(), vector);
        Assert.That(answer.Verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That(answer.Res, Is.EqualTo(vector.Xres));
        Assert.That((answer.Ck, answer.Ik), Is.EqualTo((vector.Ck, vector.Ik)));
        Assert.That(answer.Auts, Is.EqualTo(default(Auts)));
    }

    [Test]
    public void The_line_carries_103_octets_at_9600_bits_a_second()
    {
        // row E4: 103 octets of 12 elementary time units each, 1.25 ms
        Ask(Card(), Vector(seq: 1));
        Assert.That(Octets, Is.EqualTo(103));
        Assert.That(_simulation.Now, Is.EqualTo(SimTime.FromMicroseconds(103 * 1_250)));
    }

    [Test]
    public void A_wrong_mac_gives_nothing_and_costs_the_command_alone()
    {
        CardAnswer answer = Ask(Card(), Vector(seq: 1, wrongK: 1));
        Assert.That(answer.Verdict, Is.EqualTo(ChallengeVerdict.MacFailure));
        Assert.That((answer.Res.Size, answer.Ck, answer.Ik), Is.EqualTo((0, UInt128.Zero, UInt128.Zero)));
        Assert.That(answer.Auts, Is.EqualTo(default(Auts)));
        Assert.That(Octets, Is.EqualTo(42));
    }

    [Test]
    public void A_repeated_number_gives_a_token_for_resynchronisation()
    {
        Usim card = Card();
        AuthenticationVector vector = Vector(seq: 7);
        Ask(card, vector);
        CardAnswer again = Ask(card, vector);
        Assert.That(again.Verdict, Is.EqualTo(ChallengeVerdict.SynchFailure));
        Assert.That((again.Res.Size, again.Ck, again.Ik), Is.EqualTo((0, UInt128.Zero, UInt128.Zero)));
        Assert.That(Octets, Is.EqualTo(103 + 66));
        Assert.That(SqnMs(vector.Rand, again.Auts).Seq(5), Is.EqualTo(7));
    }

    [Test]
    public void Every_inverted_bit_of_the_token_is_refused_and_leaves_the_number_unused()
    {
        Usim card = Card();
        AuthenticationVector vector = Vector(seq: 1);
        for (int bit = 0; bit < 128; bit++)
        {
            var autn = new Autn(vector.Autn.Value ^ (UInt128.One << bit));
            CardAnswer answer = Run(card.Authenticate(vector.Rand, autn, default));
            Assert.That(answer.Verdict, Is.EqualTo(ChallengeVerdict.MacFailure), $"bit {bit}");
        }

        Assert.That(Ask(card, vector).Verdict, Is.EqualTo(ChallengeVerdict.Accepted));
    }

    [Test]
    public void Another_challenge_with_the_same_token_is_refused()
    {
        AuthenticationVector vector = Vector(seq: 1);
        CardAnswer answer = Run(Card().Authenticate(vector.Rand ^ 1, vector.Autn, default));
        Assert.That(answer.Verdict, Is.EqualTo(ChallengeVerdict.MacFailure));
    }

    [TestCase(268_435_456UL, ChallengeVerdict.Accepted)]
    [TestCase(268_435_457UL, ChallengeVerdict.SynchFailure)]
    public void A_jump_beyond_delta_is_out_of_step(ulong seq, ChallengeVerdict verdict) =>
        Assert.That(Ask(Card(), Vector(seq)).Verdict, Is.EqualTo(verdict));

    [TestCase(1UL, ChallengeVerdict.SynchFailure)]
    [TestCase(500UL, ChallengeVerdict.SynchFailure)]
    [TestCase(501UL, ChallengeVerdict.Accepted)]
    public void A_card_that_is_ahead_takes_only_what_comes_after(ulong seq, ChallengeVerdict verdict)
    {
        CardAnswer answer = Ask(Card(sqnLead: 500), Vector(seq));
        Assert.That(answer.Verdict, Is.EqualTo(verdict));
        if (verdict == ChallengeVerdict.SynchFailure)
        {
            Assert.That(SqnMs(Vector(seq).Rand, answer.Auts).Seq(5), Is.EqualTo(500));
        }
    }

    [Test]
    public void A_second_command_waits_for_the_first()
    {
        Usim card = Card();
        Process<CardAnswer> first = Begin(card, Vector(seq: 1)), second = Begin(card, Vector(seq: 2));
        _simulation.Run();
        Assert.That(first.GetResult().Verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That(second.GetResult().Verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That(_simulation.Now, Is.EqualTo(SimTime.FromMicroseconds(2 * 103 * 1_250)));
    }

    [Test]
    public void A_card_whose_queue_is_full_does_not_answer()
    {
        Insert(microsecondsPerOctet: 1, queueMax: 0);
        Usim card = Card();
        Process<CardAnswer> first = Begin(card, Vector(seq: 1)), second = Begin(card, Vector(seq: 2));
        _simulation.Run();
        Assert.That(first.GetResult().Verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That(second.GetResult(), Is.EqualTo(default(CardAnswer)));
    }

    [Test]
    public void A_crash_of_the_terminal_loses_the_answer_and_not_what_the_card_remembers()
    {
        Usim card = Card();
        AuthenticationVector vector = Vector(seq: 1);
        Process<CardAnswer> lost = Begin(card, vector);
        _node.Crash();
        _simulation.Run();
        Assert.That(lost.GetResult().Verdict, Is.Null);
        _node.Restart();
        Assert.That(Ask(card, vector).Verdict, Is.EqualTo(ChallengeVerdict.SynchFailure));
    }

    [Test]
    public void A_profile_without_the_operation_is_refused()
    {
        Processor other = _node.AddProcessor("other", new ProcessorOptions(), UeNetwork.Free([Ue.Step]));
        Assert.That(
            () => new Usim(_subscriber, other, SqnScheme.NotTimeBased), Throws.ArgumentException);
    }

    private long Octets => _card.Accounts[_card.Find(Operations.UsimAuthenticate.Name)].Octets;

    private void Insert(long microsecondsPerOctet, int queueMax = 10)
    {
        _simulation = new Simulation();
        var topology = new Topology(_simulation);
        _node = topology.AddNode("ue");
        CostTable costs = UeNetwork.Costs([Operations.UsimAuthenticate], SimTime.Zero, microsecondsPerOctet * 1e6);
        _card = _node.AddProcessor("card", new ProcessorOptions { QueueMax = queueMax }, costs);
        _subscriber = Subscriber.Draw(_simulation, "001", "01", 1);
    }

    private Usim Card(ulong sqnLead = 0) => new(_subscriber, _card, SqnScheme.NotTimeBased, sqnLead);

    private AuthenticationVector Vector(ulong seq, UInt128 wrongK = default)
    {
        var functions = new Milenage(_subscriber.K ^ wrongK, _subscriber.Opc);
        return Aka.CreateVector(ref functions, Rand, Sqn.FromParts(seq, (int)(seq % 32), 5), Amf.Eps);
    }

    private Sqn SqnMs(UInt128 rand, Auts auts)
    {
        var functions = new Milenage(_subscriber.K, _subscriber.Opc);
        Assert.That(Aka.TryResynchronise(ref functions, rand, auts, out Sqn sqnMs), Is.True);
        return sqnMs;
    }

    private CardAnswer Ask(Usim card, AuthenticationVector vector) =>
        Run(card.Authenticate(vector.Rand, vector.Autn, default));

    private Process<CardAnswer> Begin(Usim card, AuthenticationVector vector)
    {
        Process<CardAnswer> asked = card.Authenticate(vector.Rand, vector.Autn, default);
        _simulation.Start(asked);
        return asked;
    }

    private CardAnswer Run(Process<CardAnswer> asked)
    {
        Assert.That(_simulation.Run(until: asked), Is.True);
        return asked.GetResult();
    }
}
