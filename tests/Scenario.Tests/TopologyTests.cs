using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Which node is linked to which.</summary>
internal sealed class TopologyTests
{
    private const string Core = """
        scenario: core
        system: lte
        stop: 1 s
        network: { radio: { delay: 1 ms }, s1: { delay: 1 ms }, s6a: { delay: 1 ms } }
        nodes:
          ue: { count: 5, profile: modern-phone }
          enb: { count: 2 }
          mme: { count: 2, profile: server-core }
          hss: { profile: server-core }
        """;

    [Test]
    public void Members_pair_by_index_and_every_base_station_with_every_MME() =>
        Assert.That(Links(Core), Is.EqualTo(new[]
        {
            "radio:ue/0-enb/0", "radio:ue/1-enb/1", "radio:ue/2-enb/0", "radio:ue/3-enb/1", "radio:ue/4-enb/0",
            "s1:enb/0-mme/0", "s1:enb/0-mme/1", "s1:enb/1-mme/0", "s1:enb/1-mme/1",
            "s6a:mme/0-hss/0", "s6a:mme/1-hss/0",
        }));

    [Test]
    public void Several_groups_of_a_role_are_taken_in_turn_in_order_of_declaration()
    {
        string[] links = Links(Core.With("enb: { count: 2 }", "enb: {}\n  small: { role: enb, count: 2 }"));

        Assert.That(links.Take(5), Is.EqualTo(new[]
        {
            "radio:ue/0-enb/0", "radio:ue/1-small/0", "radio:ue/2-small/1", "radio:ue/3-enb/0", "radio:ue/4-small/0",
        }));
    }

    [TestCase("attach: { radio: enb/1 }", "radio:ue/0-enb/1", "radio:ue/1-enb/1", "radio:ue/2-enb/1")]
    [TestCase("attach: { radio: [enb/1, enb/0] }", "radio:ue/0-enb/1", "radio:ue/1-enb/0", "radio:ue/2-enb/1")]
    [TestCase("attach: { radio: enb }", "radio:ue/0-enb/0", "radio:ue/1-enb/1", "radio:ue/2-enb/0")]
    public void Attach_overrides_the_index(string attach, params string[] expected) =>
        Assert.That(Links(Core.With("ue: { count: 5,", $"ue: {{ count: 5, {attach},")).Take(3), Is.EqualTo(expected));

    [Test]
    public void A_mesh_that_is_attached_goes_to_all_that_are_named()
    {
        string text = Core.With("enb: { count: 2 }", "enb: { count: 2, attach: { s1: mme/1 } }\n  more: { role: enb }");

        Assert.That(
            Links(text).Where(link => link.StartsWith("s1", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "s1:enb/0-mme/1", "s1:enb/1-mme/1", "s1:more/0-mme/0", "s1:more/0-mme/1" }));
    }

    [Test]
    public void A_mesh_that_is_attached_to_the_same_index_pairs_by_index()
    {
        string text = Core
            .With("enb: { count: 2 }", "enb: { count: 3, attach: { s1: mme/* } }")
            .With("mme: { count: 2, ", "mme: { count: 2, attach: { s6a: [hss/*, hss-2/*] }, ")
            .With("hss: {", "hss-2: { role: hss, profile: server-core }\n  hss: {");

        Assert.That(
            Links(text).Where(link => !link.StartsWith("radio", StringComparison.Ordinal)),
            Is.EqualTo(new[]
            {
                "s1:enb/0-mme/0", "s1:enb/1-mme/1", "s1:enb/2-mme/0",
                "s6a:mme/0-hss/0", "s6a:mme/0-hss-2/0", "s6a:mme/1-hss/0", "s6a:mme/1-hss-2/0",
            }));
    }

    [TestCase("attach: { s1: mmes/* }", "node of the same index (group/*) 'mmes/*'")]
    [TestCase("attach: { s1: mme/** }", "node of the same index (group/*) 'mme/**'")]
    [TestCase("attach: { s1: hss/* }", "'hss/*' has role hss in nodes.enb.attach.s1")]
    public void An_attachment_to_the_same_index_of_nobody_is_an_error(string attach, string error) =>
        Assert.That(
            Samples.Load(Core.With("enb: { count: 2 }", $"enb: {{ count: 2, {attach} }}")).Errors
                .Select(each => each.ToString()),
            Has.Some.Contains(error));

    [Test]
    public void A_chain_follows_the_order_of_declaration() =>
        Assert.That(
            Links(Samples.Tandem),
            Is.EqualTo(new[] { "line:source/0-first/0", "line:first/0-second/0", "line:second/0-sink/0" }));

    [Test]
    public void A_chain_fans_out_and_in() =>
        Assert.That(
            Links(Samples.Tandem.With("first: { role: server,", "first: { role: server, count: 3,")),
            Is.EqualTo(new[]
            {
                "line:source/0-first/0", "line:source/0-first/1", "line:source/0-first/2",
                "line:first/0-second/0", "line:first/1-second/0", "line:first/2-second/0", "line:second/0-sink/0",
            }));

    [Test]
    public void A_card_sits_on_its_terminal_by_index_or_by_attachment()
    {
        Simulator.Scenarios.Scenario byIndex = Samples.Bind(Core.With("enb: {", "usim: { count: 5 }\n  enb: {"));
        Simulator.Scenarios.Scenario attached = Samples.Bind(
            Core.With("enb: {", "usim: { attach: { host: ue/3 } }\n  enb: {"));

        Assert.Multiple(() =>
        {
            Assert.That(byIndex.Group("usim").HostOf(4), Is.EqualTo(new NodeId("ue", 4)));
            Assert.That(attached.Group("usim").HostOf(0), Is.EqualTo(new NodeId("ue", 3)));
            Assert.That(byIndex.Group("ue").HostOf(0), Is.Null);
        });
    }

    [Test]
    public void A_hundred_thousand_terminals_are_checked() =>
        Assert.That(Samples.Bind(Core.With("count: 5", "count: 100000")).Links.Count(), Is.EqualTo(100_006));

    [Test]
    public void A_mesh_that_fills_the_memory_is_refused() =>
        Assert.That(Samples.Errors(Core.With("enb: { count: 2 }", "enb: { count: 100000 }")
            .With("mme: { count: 2", "mme: { count: 1000"), "core.yaml").Single(),
            Does.StartWith("core.yaml:4:40: network.s1 has more than 10000000 links"));

    private static string[] Links(string text) => Samples.Bind(text).Links.Select(link => link.ToString()).ToArray();
}
