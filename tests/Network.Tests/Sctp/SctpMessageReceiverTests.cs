using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Messages that a receiver takes within the event of their packet, and their order among the rest.</summary>
public sealed class SctpMessageReceiverTests
{
    [Test]
    public void MessagesGoToTheReceiverAndTheEndToTheProcess()
    {
        var user = new User();
        user.Start();
        SctpExchange.Send(user.A, 1, 100);
        SctpExchange.Send(user.A, 2, 100);
        user.Exchange.RunFor(50);
        user.A.Abort();
        user.Exchange.Simulation.Run();
        Assert.That(user.Story, Is.EqualTo("taken 1, taken 2, Ended"));
        Assert.That(user.Exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void AMessageWakesNoProcess()
    {
        var user = new User();
        user.Start();
        user.Exchange.RunFor(1);
        SctpExchange.Send(user.A, 1, 100);
        long before = user.Exchange.Simulation.EventCount;
        user.Exchange.RunFor(20);
        Assert.That(user.Exchange.Simulation.EventCount - before, Is.EqualTo(1), "the arrival");
        Assert.That(user.Story, Is.EqualTo("taken 1"));
    }

    [Test]
    public void WithoutAWaitingProcessMessagesQueueUp()
    {
        var user = new User();
        user.B.Receiver = user;
        SctpExchange.Send(user.A, 1, 100);
        user.Exchange.RunFor(50);
        Assert.That(user.Story, Is.Empty);
        user.Start();
        user.Exchange.RunFor(50);
        SctpExchange.Send(user.A, 2, 100);
        user.Exchange.RunFor(50);
        Assert.That(user.Story, Is.EqualTo("received 1, taken 2"));
    }

    [Test]
    public void WhenTheReceiverEndsTheAssociationOtherMessagesOfThePacketComeBeforeTheEnd()
    {
        var user = new User { AbortsAt = 2 };
        user.Start();
        user.Exchange.LoseFirst(user.Exchange.B, SctpExchange.Label.Message); // then all wait for the first
        for (int number = 1; number <= 4; number++)
        {
            SctpExchange.Send(user.A, number, 100);
        }

        user.Exchange.Simulation.Run();
        Assert.That(user.Story, Is.EqualTo("taken 1, taken 2, received 3, received 4, Ended"));
        Assert.That(user.Exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ARestartIsToldBeforeTheMessagesThatFollowIt()
    {
        var user = new User();
        user.Start();
        SctpExchange.Send(user.A, 1, 100);
        user.Exchange.RunFor(500);
        user.Exchange.A.Crash();
        user.Exchange.A.Restart();
        user.Exchange.EndpointA = SctpStack.Of(user.Exchange.A).Open(SctpExchange.Port, user.Exchange.Options);
        SctpConnectResult again = user.Exchange.ConnectOnly();
        SctpExchange.Send(again.Association!, 2, 100);
        user.Exchange.RunFor(50);
        Assert.That(user.Story, Is.EqualTo("taken 1, Restart, taken 2"));
    }

    [Test]
    public void AReceiverMayAnswerAtOnce()
    {
        var user = new User { Answers = true };
        user.Start();
        SctpExchange.Send(user.A, 1, 100);
        user.Exchange.Simulation.Run();
        Assert.That(SctpExchange.Take(user.A), Is.EqualTo("1"));
        Assert.That(user.Exchange.CountersB.SacksSent, Is.EqualTo(1), "beside the answer");
    }

    // At b: a process for what happens, and a receiver for messages.
    private sealed class User : ISctpReceiver
    {
        private readonly List<string> _story = [];

        public User() => (A, B) = Exchange.Connect();

        public SctpExchange Exchange { get; } = new();

        public SctpAssociation A { get; }

        public SctpAssociation B { get; }

        public int AbortsAt { get; init; }

        public bool Answers { get; init; }

        public string Story => string.Join(", ", _story);

        public void Start()
        {
            B.Receiver = this;
            Exchange.B.Start(Read());
        }

        public void Receive(in SctpIndication message)
        {
            Note("taken", message.Payload!);
            if (Answers)
            {
                B.Send(0, SctpPpid.S1ap, message.Payload!.Octets, SctpExchange.Label);
            }

            message.Payload!.Release();
            if (_story.Count == AbortsAt)
            {
                B.Abort();
            }
        }

        private async Process Read()
        {
            while (true)
            {
                SctpIndication indication = await B.Receive();
                if (indication.Payload is { } payload)
                {
                    Note("received", payload);
                    payload.Release();
                    continue;
                }

                _story.Add(indication.Kind.ToString());
                if (indication.IsEnded)
                {
                    return;
                }
            }
        }

        private void Note(string how, Packet payload)
        {
            int number = Enumerable.Range(0, 10)
                .First(each => payload.Octets.SequenceEqual(SctpExchange.Message(each, payload.Size)));
            _story.Add($"{how} {number}");
        }
    }
}
