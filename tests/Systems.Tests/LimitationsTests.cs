using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>The limits that pages state are part of the program.</summary>
public sealed class LimitationsTests
{
    [Test]
    public void Every_system_and_every_role_of_it_states_its_limits()
    {
        foreach (ISystem system in Catalogue.All)
        {
            IReadOnlyList<PageLimitations> pages = Limitations.Of(system.Description.Name);
            Assert.That(pages, Has.Count.GreaterThan(1), system.Description.Name);
            Assert.That(pages.Select(page => page.Title), Is.Unique.And.All.Not.Empty);
            Assert.That(pages.Select(page => page.Statements.Count), Has.All.Positive);
        }

        Assert.That(Limitations.Of("lte")[0].Statements[0], Does.StartWith("Control plane only: no S-GW"));
    }

    [Test]
    public void Statements_are_items_or_paragraphs_without_marks()
    {
        PageLimitations page = Limitations.Parse(
            "# Name of `it`\n\nWords.\n\n## Scope and limitations\n\nSee [a page](../a.md#b).\n\n* One,\n"
            + "  still **one**.\n- Two with `code`.\n\n## Next\n\n* Three.\n");
        Assert.That(page.Title, Is.EqualTo("Name of `it`"));
        Assert.That(page.Statements, Is.EqualTo((string[])["See a page.", "One, still one.", "Two with `code`."]));
    }

    [TestCase("")]
    [TestCase("# Title\n\n## Sequence\n\n* Not a limit.\n")]
    public void A_page_without_limits_has_none(string page) =>
        Assert.That(Limitations.Parse(page).Statements, Is.Empty);

    [Test]
    public void A_system_that_is_not_there_has_no_limits() =>
        Assert.That(Limitations.Of("none").SelectMany(page => page.Statements), Is.Empty);
}
