using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Messages that are kept until they are acknowledged: none overwrites another, whatever comes and goes.
/// </summary>
public sealed class SctpSendBufferTests
{
    [Test]
    public void AnEmptyBufferHasRoomForNothing()
    {
        var buffer = default(SctpSendBuffer);

        Assert.That(buffer.TryAdd([1], out _), Is.False);
    }

    [Test]
    public void AMessageThatFindsNoRoomChangesNothing()
    {
        SctpSendBuffer buffer = default(SctpSendBuffer).Grow(100);
        byte[] first = Filled(1_000, 0xA5);
        Assert.That(buffer.TryAdd(first, out int start), Is.True);

        Assert.That(buffer.TryAdd(Filled(25, 0), out _), Is.False);
        Assert.That(buffer.Slice(start, first.Length).ToArray(), Is.EqualTo(first));
        Assert.That(buffer.TryAdd(Filled(24, 0), out int second), Is.True);
        Assert.That(second, Is.EqualTo(1_000));
    }

    [Test]
    public void AMessageNeverReachesTheOldestOne()
    {
        SctpSendBuffer buffer = default(SctpSendBuffer).Grow(100); // 1,024 octets
        buffer.TryAdd(Filled(500, 1), out _);
        buffer.TryAdd(Filled(500, 2), out int second);
        buffer.Remove(second);

        Assert.That(buffer.TryAdd(Filled(500, 3), out _), Is.False, "full would look empty");
        Assert.That(buffer.TryAdd(Filled(499, 3), out int third), Is.True);
        Assert.That(third, Is.Zero);
        Assert.That(buffer.TryAdd([4], out _), Is.False);
        Assert.That(buffer.Slice(second, 500).ToArray(), Is.EqualTo(Filled(500, 2)));
    }

    [Test]
    public void WhatWasAcknowledgedMakesRoom()
    {
        SctpSendBuffer buffer = default(SctpSendBuffer).Grow(100);
        buffer.TryAdd(Filled(1_024, 1), out _);
        buffer.Clear();

        Assert.That(buffer.TryAdd(Filled(1_024, 2), out int start), Is.True);
        Assert.That(start, Is.Zero);
    }

    // messages of all sizes come and go by chance: what is kept is what a queue of copies holds
    [TestCase(1UL, 40)]
    [TestCase(2UL, 300)]
    [TestCase(3UL, 1_400)]
    public void MessagesStayAsTheyCame(ulong seed, int sizeMax)
    {
        ulong state = seed;
        var buffer = default(SctpSendBuffer);
        var kept = new Queue<(int Start, byte[] Octets)>();
        int growths = 0;
        for (int step = 0; step < 5_000; step++)
        {
            if (kept.Count > 0 && Draw(ref state) % 100 < 48)
            {
                kept.Dequeue();
                if (kept.TryPeek(out (int Start, byte[] Octets) next))
                {
                    buffer.Remove(next.Start);
                }
                else
                {
                    buffer.Clear();
                }
            }
            else
            {
                byte[] octets = Filled(1 + (int)(Draw(ref state) % (ulong)sizeMax), (byte)(Draw(ref state) & 0xFF));
                int start;
                while (!buffer.TryAdd(octets, out start))
                {
                    growths++;
                    SctpSendBuffer larger = buffer.Grow(octets.Length);
                    for (int left = kept.Count; left > 0; left--)
                    {
                        (int at, byte[] message) = kept.Dequeue();
                        Assert.That(larger.TryAdd(buffer.Slice(at, message.Length), out int moved), Is.True);
                        kept.Enqueue((moved, message));
                    }

                    buffer = larger;
                }

                kept.Enqueue((start, octets));
            }

            foreach ((int at, byte[] message) in kept)
            {
                Assert.That(buffer.Slice(at, message.Length).SequenceEqual(message), Is.True, $"step {step}");
            }
        }

        Assert.That(growths, Is.InRange(1, 20), "room that was left is used again");
    }

    private static byte[] Filled(int size, byte value)
    {
        byte[] octets = new byte[size];
        Array.Fill(octets, value);
        return octets;
    }

    private static ulong Draw(ref ulong state)
    {
        state = unchecked((state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL);
        return state >> 33;
    }
}
