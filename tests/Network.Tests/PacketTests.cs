using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Packets: headroom, ownership, reuse.</summary>
public sealed class PacketTests
{
    private static readonly MessageLabel Label = new("test", "PING", "INNER");

    [Test]
    public void AHeaderIsPrependedWithoutCopying()
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent([3, 4, 5], Label);

        Span<byte> header = packet.Prepend(2);
        header[0] = 1;
        header[1] = 2;

        Assert.That(packet.Octets.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
        Assert.That(packet.Headroom, Is.EqualTo(PacketPool.DefaultHeadroom - 2));
        Assert.That(pool.GrowthCount, Is.Zero);
    }

    [Test]
    public void HeadroomThatIsTooSmallGrowsAndIsCounted()
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent(1, headroom: 4);
        packet.Change()[0] = 9;

        packet.Prepend(100).Fill(7);

        Assert.That(packet.Size, Is.EqualTo(101));
        Assert.That(packet.Octets[^1], Is.EqualTo(9));
        Assert.That(packet.Headroom, Is.EqualTo(PacketPool.DefaultHeadroom));
        Assert.That(pool.GrowthCount, Is.EqualTo(1));
    }

    [Test]
    public void OctetsAreAppendedAndTakenOffAtBothEnds()
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent([1, 2, 3], Label);
        packet.Append(2_000).Fill(4);

        packet.TrimStart(2);
        packet.TrimEnd(1_999);

        Assert.That(packet.Octets.ToArray(), Is.EqualTo(new byte[] { 3, 4 }));
        Assert.That(() => packet.TrimStart(3), Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.TrimEnd(3), Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.TrimStart(-1), Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.Prepend(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AReleasedPacketIsNotTouched()
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent([1, 2, 3], Label);

        packet.Release();

        Assert.That(packet.IsReleased, Is.True);
        Assert.That(() => packet.Octets.Length, Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.Change().Length, Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.Prepend(1).Length, Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.Append(1).Length, Throws.TypeOf<InvariantException>());
        Assert.That(() => packet.TrimStart(0), Throws.TypeOf<InvariantException>());
        Assert.That(packet.Copy, Throws.TypeOf<InvariantException>());
        Assert.That(packet.Release, Throws.TypeOf<InvariantException>(), "nor released twice");
    }

    [Test]
    public void AReleasedPacketServesAgainAsNew()
    {
        var pool = new PacketPool();
        Packet first = pool.Rent([1, 2, 3], Label);
        first.Fault = "0 corrupt";
        first.Dissector = "nas-eps";
        first.Tag = CriticalPath.Begin("attach", 1, SimTime.Zero);
        first.Release();

        Packet second = pool.Rent(2);

        Assert.That(second, Is.SameAs(first));
        Assert.That(pool.MadeCount, Is.EqualTo(1));
        Assert.That(second.Size, Is.EqualTo(2));
        Assert.That(second.Label, Is.SameAs(MessageLabel.None));
        Assert.That(second.Fault, Is.Null);
        Assert.That(second.Dissector, Is.Null);
        Assert.That(second.Tag.IsActive, Is.False);
        Assert.That(second.FrameId, Is.Zero);
    }

    [Test]
    public void AStrictPoolUsesNoPacketTwice()
    {
        var pool = new PacketPool(isStrict: true);
        Packet first = pool.Rent([1, 2, 3], Label);
        first.Release();

        Packet second = pool.Rent([4, 5, 6], Label);

        Assert.That(second, Is.Not.SameAs(first));
        Assert.That(() => first.Octets.Length, Throws.TypeOf<InvariantException>());
        Assert.That(pool.LiveCount, Is.EqualTo(1));
    }

    [Test]
    public void WhatAPacketLendsHoldsUntilItIsReleased()
    {
        var pool = new PacketPool(isStrict: true);
        Packet packet = pool.Rent([1, 2, 3], Label);
        packet.TrimStart(1);

        ReadOnlyMemory<byte> lent = packet.Memory;

        Assert.That(lent.ToArray(), Is.EqualTo(new byte[] { 2, 3 }));
        Assert.That(packet.Octets.Overlaps(lent.Span), Is.True);
        packet.Release();
        Assert.That(lent.ToArray(), Is.EqualTo(new byte[] { 0xDD, 0xDD }), "a strict pool shows who keeps it longer");
        Assert.That(() => packet.Memory, Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void ACopyHasOctetsAndMetadataOfItsOwn()
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent([1, 2, 3], Label);
        packet.Fault = "0 corrupt";

        Packet copy = packet.Copy();
        packet.Change()[0] = 9;
        packet.Release();

        Assert.That(copy.Octets.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(copy.Label, Is.SameAs(Label));
        Assert.That(copy.Fault, Is.EqualTo("0 corrupt"));
        Assert.That(pool.LiveCount, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_500)]
    [TestCase(9_000)]
    [TestCase(PacketPool.SizeMax)]
    public void APacketHasEverySizeUpToTheLargest(int size)
    {
        var pool = new PacketPool();
        Packet packet = pool.Rent(size);
        packet.Change().Fill(1);

        Assert.That(packet.Size, Is.EqualTo(size));
        Assert.That(pool.Rent(size), Is.Not.SameAs(packet), "it has an owner");
    }

    [TestCase(-1)]
    [TestCase(PacketPool.SizeMax + 1)]
    public void OtherSizesAreRefused(int size) =>
        Assert.That(() => new PacketPool().Rent(size), Throws.TypeOf<InvariantException>());

    [Test]
    public void ALabelNamesItsMessageAndWhatItCarries()
    {
        Assert.That(Label.Text, Is.EqualTo("PING [INNER]"));
        Assert.That(Label.Names("PING"), Is.True);
        Assert.That(Label.Names("INNER"), Is.True);
        Assert.That(Label.Names("PING [INNER]"), Is.True);
        Assert.That(Label.Names("PIN"), Is.False);
        Assert.That(Label.Names(""), Is.False);
        var table = new LabelTable();
        MessageLabel first = table.Get("S1AP", "InitialUEMessage", "ATTACH REQUEST");
        Assert.That(table.Get("S1AP", "InitialUEMessage", "ATTACH REQUEST"), Is.SameAs(first));
        Assert.That(table.Get("S1AP", "InitialUEMessage"), Is.Not.SameAs(first));
    }
}
