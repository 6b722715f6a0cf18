using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class ErabListTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(256)]
    public void A_list_has_its_elements_in_order(int count)
    {
        GtpTeid[] elements = Elements(count);
        var list = new ErabList<GtpTeid>(elements);
        Assert.That(list.Count, Is.EqualTo(count));
        for (int index = 0; index < count; index++)
        {
            Assert.That(list[index], Is.EqualTo(elements[index]));
        }
    }

    [TestCase(0, 0)]
    [TestCase(0, -1)]
    [TestCase(1, 1)]
    [TestCase(1, -1)]
    [TestCase(2, 2)]
    [TestCase(2, int.MaxValue)]
    public void There_is_nothing_beside_the_elements(int count, int index)
    {
        var list = new ErabList<GtpTeid>(Elements(count));
        Assert.That(() => list[index], Throws.InstanceOf<IndexOutOfRangeException>());
    }

    [Test]
    public void Lists_are_compared_by_content()
    {
        var list = new ErabList<GtpTeid>(Elements(3));
        Assert.That(new ErabList<GtpTeid>(Elements(3)), Is.EqualTo(list));
        Assert.That(new ErabList<GtpTeid>(), Is.EqualTo(default(ErabList<GtpTeid>)));
        Assert.That(new ErabList<GtpTeid>(default(GtpTeid)), Is.Not.EqualTo(default(ErabList<GtpTeid>)));
        Assert.That(new ErabList<GtpTeid>(Elements(1)), Is.Not.EqualTo(new ErabList<GtpTeid>(Elements(2))));
        Assert.That(
            new ErabList<GtpTeid>(new(1), new(2)), Is.Not.EqualTo(new ErabList<GtpTeid>(new(1), new(3))));
        Assert.That(
            new ErabList<GtpTeid>(new(1), new(2)), Is.Not.EqualTo(new ErabList<GtpTeid>(new(2), new(2))));
        Assert.That(new ErabList<GtpTeid>(Elements(3)).GetHashCode(), Is.EqualTo(list.GetHashCode()));
    }

    [Test]
    public void A_list_keeps_what_it_was_made_of()
    {
        GtpTeid[] elements = Elements(2);
        var list = new ErabList<GtpTeid>(elements);
        elements[0] = elements[1] = new(77);
        Assert.That(list, Is.EqualTo(new ErabList<GtpTeid>(Elements(2))));
    }

    private static GtpTeid[] Elements(int count)
    {
        GtpTeid[] elements = new GtpTeid[count];
        for (int index = 0; index < count; index++)
        {
            elements[index] = new GtpTeid((uint)index + 1);
        }

        return elements;
    }
}
