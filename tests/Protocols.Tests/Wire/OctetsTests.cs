using System;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Wire;

public sealed class OctetsTests
{
    [Test]
    public void Equal_content_is_equal_and_hashes_alike()
    {
        Octets one = Octets.FromHex("00ff10");
        var two = new Octets([0x00, 0xFF, 0x10]);
        Assert.That(one, Is.EqualTo(two));
        Assert.That(one == two, Is.True);
        Assert.That(one.GetHashCode(), Is.EqualTo(two.GetHashCode()));
    }

    [TestCase("")]
    [TestCase("00ff")]
    [TestCase("00ff1000")]
    [TestCase("00ff11")]
    [TestCase("01ff10")]
    public void Other_content_is_not_equal(string other)
    {
        Assert.That(Octets.FromHex("00ff10") != Octets.FromHex(other), Is.True);
        Assert.That(Octets.FromHex("00ff10").Equals((object)Octets.FromHex(other)), Is.False);
    }

    [Test]
    public void The_default_value_is_empty_and_equals_no_octets()
    {
        Assert.That(default(Octets), Is.EqualTo(new Octets([])));
        Assert.That(default(Octets).IsEmpty, Is.True);
        Assert.That(default(Octets).Size, Is.Zero);
        Assert.That(default(Octets).ToString(), Is.Empty);
    }

    [Test]
    public void The_buffer_they_came_from_may_change()
    {
        byte[] buffer = [1, 2, 3];
        var octets = new Octets(buffer);
        buffer[0] = 9;
        Assert.That(octets.ToString(), Is.EqualTo("010203"));
    }

    [Test]
    public void A_copy_leaves_the_octets_behind_it_alone()
    {
        byte[] buffer = [9, 9, 9];
        Assert.That(Octets.FromHex("0102").CopyTo(buffer), Is.EqualTo(2));
        Assert.That(buffer, Is.EqualTo(new byte[] { 1, 2, 9 }));
    }

    [Test]
    public void A_buffer_too_small_is_our_error() =>
        Assert.That(() => Octets.FromHex("0102").CopyTo(new byte[1]), Throws.TypeOf<ArgumentException>());

    /// <summary>FNV-1a 32 of "foobar" is 0xbf9cf968 (test vectors of the hash's authors).</summary>
    [Test]
    public void The_hash_is_the_published_one() =>
        Assert.That(Octets.FromHex("666f6f626172").GetHashCode(), Is.EqualTo(unchecked((int)0xBF9CF968)));
}
