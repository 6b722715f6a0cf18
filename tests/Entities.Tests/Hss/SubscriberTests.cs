using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Subscribers as an operator draws them and an HSS keeps them.</summary>
public sealed class SubscriberTests
{
    [Test]
    public void A_subscriber_is_drawn_from_streams_of_its_own()
    {
        var simulation = new Simulation(5, 2);
        var k = new RandomStream(5, 2, "subscriber/001010000000042/k");
        var op = new RandomStream(5, 2, "operator/001-01/op");
        var expectedK = new UInt128(k.NextBits(), k.NextBits());
        UInt128 opc = Milenage.DeriveOpc(expectedK, new UInt128(op.NextBits(), op.NextBits()));

        Subscriber subscriber = Subscriber.Draw(simulation, "001", "01", 42);

        Assert.That(subscriber, Is.EqualTo(new Subscriber(Imsi.Parse("001010000000042"), expectedK, opc)));
        Assert.That(Subscriber.Draw(simulation, "001", "02", 42).Opc, Is.Not.EqualTo(opc));
    }

    [Test]
    public void An_operator_gives_one_subscriber_after_the_other()
    {
        var simulation = new Simulation();
        var personaliser = new HomeOperator(simulation, "310", "410");
        for (long number = 0; number < 20; number++)
        {
            Assert.That(personaliser.Count, Is.EqualTo(number));
            Assert.That(personaliser.DrawNext(), Is.EqualTo(Subscriber.Draw(simulation, "310", "410", number)));
            Assert.That(personaliser.Draw(3), Is.EqualTo(Subscriber.Draw(simulation, "310", "410", 3)), "any time");
        }

        Assert.That(() => personaliser.Draw(1_000_000_000), Throws.TypeOf<InvariantException>(), "nine digits fit");
        Assert.That(personaliser.Count, Is.EqualTo(20));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(50)]
    [TestCase(500)]
    public void A_table_keeps_subscribers_however_many_were_expected(int expected)
    {
        var personaliser = new HomeOperator(new Simulation(), "001", "01");
        var table = new SubscriberTable();
        table.Expect(expected);
        for (int number = 0; number < 100; number++)
        {
            table.Add(personaliser.DrawNext());
            if (number == 30)
            {
                table.Expect(expected);
            }
        }

        Assert.That(table.Count, Is.EqualTo(100));
        for (int number = 0; number < 100; number++)
        {
            Subscriber subscriber = personaliser.Draw(number);
            Assert.That(table.TryFind(subscriber.Imsi, out int place), Is.True);
            Assert.That((table.At(place).K, table.At(place).Opc), Is.EqualTo((subscriber.K, subscriber.Opc)));
        }

        Assert.That(table.TryFind(personaliser.Draw(100).Imsi, out _), Is.False);
        Assert.That(() => table.Add(personaliser.Draw(7)), Throws.TypeOf<InvariantException>());
    }
}
