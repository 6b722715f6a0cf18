using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class ReplayWindowTests
{
    [Test]
    public void Zero_is_never_accepted()
    {
        var window = default(ReplayWindow);
        Assert.That(window.CanAccept(0), Is.False);
        Assert.That(() => window.Accept(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_number_is_accepted_once()
    {
        var window = default(ReplayWindow);
        foreach (ulong sequence in new ulong[] { 5, 3, 70, 69, 7, 200 })
        {
            Assert.That(window.CanAccept(sequence), Is.True);
            window.Accept(sequence);
            Assert.That(window.CanAccept(sequence), Is.False);
            Assert.That(() => window.Accept(sequence), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }

        Assert.That(window.Newest, Is.EqualTo(200UL));
    }

    [TestCase(100UL, 37UL, true)]
    [TestCase(100UL, 36UL, false)]
    [TestCase(1UL << 40, (1UL << 40) - 63, true)]
    [TestCase(1UL << 40, (1UL << 40) - 64, false)]
    public void The_window_has_64_packets(ulong newest, ulong sequence, bool isOpen)
    {
        var window = default(ReplayWindow);
        window.Accept(newest);
        Assert.That(window.CanAccept(sequence), Is.EqualTo(isOpen));
    }

    [Test]
    public void Any_order_agrees_with_a_set_of_what_has_come()
    {
        var draws = new Draws(1);
        var window = default(ReplayWindow);
        var seen = new HashSet<ulong>();
        ulong newest = 0;
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            ulong sequence = (ulong)Math.Max(0, (long)newest + draws.Below(140) - 100);
            bool expected = sequence != 0 && sequence + 64 > newest && !seen.Contains(sequence);
            Assert.That(window.CanAccept(sequence), Is.EqualTo(expected), $"{sequence} after {newest}");
            refused += expected ? 0 : 1;
            if (expected)
            {
                window.Accept(sequence);
                seen.Add(sequence);
                newest = Math.Max(newest, sequence);
            }
        }

        Assert.That(refused, Is.InRange(1_000, 19_000));
    }

    [TestCase(0UL, 1U, 1UL)]
    [TestCase(0UL, 0xFFFF_FFFFU, 0xFFFF_FFFFUL)]
    [TestCase(0xFFFF_FFF0UL, 0xFFFF_FFF5U, 0xFFFF_FFF5UL)]
    [TestCase(0xFFFF_FFF0UL, 3U, 0x1_0000_0003UL)]
    [TestCase(0x1_0000_0003UL, 0xFFFF_FFF5U, 0xFFFF_FFF5UL)]
    [TestCase(0x1_0000_0003UL, 0x10U, 0x1_0000_0010UL)]
    [TestCase(0x1_0000_0100UL, 0xF0U, 0x1_0000_00F0UL)]
    [TestCase(0x1_0000_0100UL, 0x10U, 0x2_0000_0010UL)]
    public void The_upper_half_follows_from_the_window(ulong newest, uint low, ulong extended)
    {
        var window = default(ReplayWindow);
        if (newest > 0)
        {
            window.Accept(newest);
        }

        Assert.That(window.Extend(low), Is.EqualTo(extended));
    }
}
