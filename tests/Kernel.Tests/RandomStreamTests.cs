using System;
using System.Buffers.Binary;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class RandomStreamTests
{
    // outputs of the authors' xoshiro256plusplus.c from the state 1, 2, 3, 4, as published with the crate rand_xoshiro
    [Test]
    public void The_generator_gives_the_published_outputs()
    {
        var stream = new RandomStream(1, 2, 3, 4);
        ulong[] outputs = [.. Enumerable.Range(0, 10).Select(_ => stream.NextBits())];
        Assert.That(outputs, Is.EqualTo((ulong[])[
            41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205, 9973669472204895162,
            14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000]));
    }

    [TestCase(1, 0, "ue/17/arrival")]
    [TestCase(-5, 3, "")]
    [TestCase(long.MaxValue, int.MaxValue, "Größe ✓")]
    public void The_state_is_the_hash_of_seed_replication_and_name(long seed, int replication, string name)
    {
        byte[] numbers = [.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(replication)];
        byte[] input = [.. numbers, .. Encoding.UTF8.GetBytes(name)];
        byte[] hash = SHA256.HashData(input);
        ulong Word(int index) => BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8 * index));
        var expected = new RandomStream(Word(0), Word(1), Word(2), Word(3));
        var stream = new RandomStream(seed, replication, name);
        for (int draw = 0; draw < 100; draw++)
        {
            Assert.That(stream.NextBits(), Is.EqualTo(expected.NextBits()));
        }
    }

    [Test]
    public void A_stream_that_was_restarted_is_that_of_the_new_name()
    {
        var stream = new RandomStream(1, 0, "before");
        var expected = new RandomStream(7, 3, "after");
        for (int draw = 0; draw < 5; draw++)
        {
            stream.Exponential(2.0); // computes ahead what must be forgotten
        }

        stream.Restart(7, 3, "after");
        for (int draw = 0; draw < 100; draw++)
        {
            double drawn = draw % 3 == 0 ? stream.Uniform() : stream.Exponential(2.0);
            Assert.That(drawn, Is.EqualTo(draw % 3 == 0 ? expected.Uniform() : expected.Exponential(2.0)));
        }
    }

    [Test]
    public void A_restart_allocates_nothing()
    {
        var stream = new RandomStream(1, 0, "a");
        stream.Restart(1, 0, "b");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int time = 0; time < 100; time++)
        {
            stream.Restart(1, time, "subscriber/001010000000001/k");
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void The_same_name_is_the_same_stream()
    {
        var simulation = new Simulation();
        RandomStream stream = simulation.Random("a");
        Assert.That(simulation.Random("a"), Is.SameAs(stream));
        Assert.That(simulation.Random("A"), Is.Not.SameAs(stream));
        Assert.That(new Simulation().Random("a").NextBits(), Is.EqualTo(new RandomStream(1, 0, "a").NextBits()));
    }

    [Test]
    public void Every_part_of_the_name_counts()
    {
        ulong[] first = [
            new RandomStream(1, 0, "a").NextBits(), new RandomStream(2, 0, "a").NextBits(),
            new RandomStream(1, 1, "a").NextBits(), new RandomStream(1, 0, "b").NextBits(),
            new RandomStream(1, 0, "a ").NextBits(), new RandomStream(1, 0, "").NextBits(),
            new RandomStream(1L << 32, 0, "a").NextBits(), new RandomStream(0, 1, "a").NextBits()];
        Assert.That(first, Is.Unique);
    }

    [Test]
    public void A_further_stream_moves_no_other()
    {
        var alone = new Simulation();
        var together = new Simulation();
        for (int draw = 0; draw < 1_000; draw++)
        {
            together.Random($"other/{draw}").NextBits();
            Assert.That(together.Random("a").NextBits(), Is.EqualTo(alone.Random("a").NextBits()));
        }
    }

    [Test]
    public void Streams_of_neighbouring_names_are_not_correlated()
    {
        const int Size = 100_000;
        var left = new RandomStream(1, 0, "ue/1");
        var right = new RandomStream(1, 0, "ue/2");
        Goodness.ExpectMean(() => (left.Uniform() - 0.5) * (right.Uniform() - 0.5), 0.0, 1.0 / 12.0, Size);
    }

    [Test]
    public void First_draws_of_many_names_are_uniform()
    {
        int number = 0;
        Goodness.ExpectContinuous(() => new RandomStream(1, 0, $"ue/{number++}").Uniform(), x => x, 20_000);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(21)]
    public void Filling_writes_the_draws_octet_by_octet(int size)
    {
        var bits = new RandomStream(1, 0, "fill");
        byte[] expected = [.. Enumerable.Range(0, 3).SelectMany(_ => BitConverter.GetBytes(bits.NextBits()))];
        byte[] buffer = [.. Enumerable.Repeat((byte)0xA5, size + 1)];
        new RandomStream(1, 0, "fill").Fill(buffer.AsSpan(0, size));
        Assert.That(buffer[..size], Is.EqualTo(expected[..size]));
        Assert.That(buffer[size], Is.EqualTo(0xA5));
    }

    [Test]
    public void A_stream_has_a_name() =>
        Assert.That(() => new RandomStream(1, 0, null!), Throws.ArgumentNullException);

    [TestCase(0)]
    [TestCase(-1)]
    public void Below_needs_something_to_choose_from(int count) =>
        Assert.That(() => new RandomStream(1, 0, "x").Below(count), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Below_one_is_zero()
    {
        var stream = new RandomStream(1, 0, "x");
        Assert.That(Enumerable.Range(0, 100).All(_ => stream.Below(1) == 0), Is.True);
    }

    [TestCase(2)]
    [TestCase(6)]
    [TestCase(1_000)]
    public void Below_is_uniform(int count)
    {
        var stream = new RandomStream(1, 0, "below");
        Goodness.ExpectDiscrete(
            () => stream.Below(count),
            [.. Enumerable.Range(0, count - 1).Select(value => (long)value)],
            [.. Enumerable.Repeat(1.0 / count, count)]);
    }

    // without the rejection, one value of two classes would come half as often again as another
    [TestCase(int.MaxValue)]
    [TestCase(1_431_655_766)]
    public void Below_a_large_count_is_uniform(int count)
    {
        var stream = new RandomStream(1, 0, "below");
        Goodness.ExpectContinuous(() => (stream.Below(count) + 0.5) / count, x => x);
        Goodness.ExpectMean(() => stream.Below(count) % 2, 0.5, 0.5);
    }

    [TestCase(0.0)]
    [TestCase(0.25)]
    [TestCase(1.0)]
    public void Chance_is_a_probability_and_takes_one_draw(double probability)
    {
        var stream = new RandomStream(1, 0, "chance");
        var twin = new RandomStream(1, 0, "chance");
        int count = 0;
        for (int draw = 0; draw < Goodness.SampleSize; draw++)
        {
            count += stream.Chance(probability) ? 1 : 0;
            twin.NextBits();
        }

        double deviation = Math.Sqrt(Goodness.SampleSize * probability * (1 - probability));
        Assert.That(count, Is.EqualTo(probability * Goodness.SampleSize).Within(4 * deviation));
        Assert.That(stream.NextBits(), Is.EqualTo(twin.NextBits()));
    }

    [Test]
    public void Samplers_by_inversion_take_one_draw_each()
    {
        var stream = new RandomStream(1, 0, "step");
        var twin = new RandomStream(1, 0, "step");
        stream.Uniform();
        stream.Uniform(2, 3);
        stream.Exponential(1);
        stream.Normal(0, 1);
        stream.Lognormal(1, 2);
        stream.Pareto(1, 2);
        stream.Poisson(3);
        new Empirical([1, 2]).Next(stream);
        for (int draw = 0; draw < 8; draw++)
        {
            twin.NextBits();
        }

        Assert.That(stream.NextBits(), Is.EqualTo(twin.NextBits()));
    }

    [TestCase(0)]
    [TestCase(20)]
    [TestCase(50)]
    [TestCase(100)]
    public void An_exponential_number_is_a_function_of_its_own_draw_whatever_was_drawn_before(int othersPercent)
    {
        // the logarithm of the next draw is computed ahead of time: other samplers may take that draw instead
        var stream = new RandomStream(1, othersPercent, "ahead");
        var twin = new RandomStream(1, othersPercent, "ahead");
        var choice = new RandomStream(1, othersPercent, "choice");
        byte[] octets = new byte[8];
        for (int draw = 0; draw < 100_000; draw++)
        {
            double mean = choice.Uniform(0.0, 10.0);
            ulong bits = twin.NextBits();
            double uniform = (bits >> 11) * (1.0 / (1UL << 53));
            if (choice.Below(100) >= othersPercent)
            {
                double expected = -mean * PortableMath.Log(1.0 - uniform);
                Assert.That(stream.Exponential(mean), Is.EqualTo(expected), $"draw {draw}");
                continue;
            }

            switch (choice.Below(3))
            {
                case 0:
                    Assert.That(stream.NextBits(), Is.EqualTo(bits));
                    break;
                case 1:
                    Assert.That(stream.Uniform(), Is.EqualTo(uniform));
                    break;
                default:
                    stream.Fill(octets);
                    Assert.That(BitConverter.ToUInt64(octets), Is.EqualTo(bits));
                    break;
            }
        }
    }
}
