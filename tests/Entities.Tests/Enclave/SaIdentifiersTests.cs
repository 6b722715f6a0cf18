using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;

namespace Tests.Entities.Enclave;

/// <summary>Identifiers of SAs, drawn, from the time, or counted.</summary>
public sealed class SaIdentifiersTests
{
    private readonly Simulation _simulation = new();

    [Test]
    public void None_is_given_twice_nor_one_of_key_provisioning([Values] SaIdentifierKind kind)
    {
        SaIdentifiers identifiers = Of(kind);
        List<uint> given = [];
        for (int round = 0; round < 100; round++)
        {
            _simulation.Run(_simulation.Now + SimTime.FromNanoseconds(300)); // three and more in a microsecond
            given.Add(identifiers.Next());
        }

        Assert.That(given, Is.Unique.And.All.GreaterThan(KeyPort.SpiMax));
    }

    [Test]
    public void A_counter_counts()
    {
        SaIdentifiers identifiers = Of(SaIdentifierKind.Counter);
        Assert.That(Enumerable.Range(0, 3).Select(_ => identifiers.Next() - KeyPort.SpiMax), Is.EqualTo(
            new uint[] { 1, 2, 3 }));
    }

    [Test]
    public void A_time_stamp_is_the_time_and_waits_for_it_where_it_has_run_ahead()
    {
        SaIdentifiers identifiers = Of(SaIdentifierKind.TimeStamp);
        _simulation.Run(SimTime.FromMicroseconds(700));
        Assert.That(identifiers.Next() - KeyPort.SpiMax, Is.EqualTo(700));
        Assert.That(identifiers.Next() - KeyPort.SpiMax, Is.EqualTo(701), "the same microsecond");
        _simulation.Run(SimTime.FromMicroseconds(701));
        Assert.That(identifiers.Next() - KeyPort.SpiMax, Is.EqualTo(702), "701 was given");
        _simulation.Run(SimTime.FromMilliseconds(5));
        Assert.That(identifiers.Next() - KeyPort.SpiMax, Is.EqualTo(5_000));
    }

    [Test]
    public void Drawn_ones_are_those_of_their_stream()
    {
        SaIdentifiers identifiers = Of(SaIdentifierKind.Random);
        var stream = new RandomStream(1, 0, "test");
        uint first = unchecked((uint)stream.NextBits());
        Assert.That(first, Is.GreaterThan(KeyPort.SpiMax), "a draw that counts");
        Assert.That(identifiers.Next(), Is.EqualTo(first));
    }

    private SaIdentifiers Of(SaIdentifierKind kind) => new(kind, new RandomStream(1, 0, "test"), _simulation);
}
