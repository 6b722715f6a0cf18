using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>Which keys and identifiers each party and link sees, found in what passes.</summary>
public sealed class ExposureTests
{
    private const string Items = "imsi k opc rand autn res ck ik kasme kenb password id-token code";

    // 20 accounts of the cloud attach, 30 subscribers of the edge log in by token, 10 do both with their own providers
    private const string Implicit = """
        guest     20 0 0 20 20 20 0 0  0  0  0  0 0
        member    30 0 0 30 30 30 0 0  0  0  0 30 0
        both      10 0 0 10 10 10 0 0  0  0 10  0 0
        enb       30 0 0 30 30 30 0 0  0 30  0  0 0
        mme       60 0 0 60 60 60 0 0 60 30  0  0 0
        hss       40 0 0 40 40 40 0 0 40  0  0  0 0
        proxy     50 0 0 50 50 50 0 0 20  0  0 30 0
        cloud     60 0 0 20 20 20 0 0 20  0 10 30 0
        radio     30 0 0 30 30 30 0 0  0  0  0  0 0
        s1        30 0 0 30 30 30 0 0  0 30  0  0 0
        s6a       40 0 0 40 40 40 0 0 40  0  0  0 0
        edge      50 0 0 50 50 50 0 0 20  0  0  0 0
        api        0 0 0  0  0  0 0 0  0  0  0  0 0
        portal    30 0 0 30 30 30 0 0  0  0  0 30 0
        internet  40 0 0  0  0  0 0 0  0  0 10 30 0
        """;

    [Test]
    public void By_default_everybody_sees_what_the_table_says() => AssertTable(Run(KeysSeen.Text), Implicit);

    [Test]
    public void With_a_code_the_terminal_sees_no_token_and_the_link_between_proxy_and_cloud_does()
    {
        SystemRun run = Run(KeysSeen.Text
            .Replace("cloud: {", "cloud: { flow: code,", StringComparison.Ordinal)
            .Replace("proxy: {", "proxy: { tls: none,", StringComparison.Ordinal));
        AssertTable(run, """
            member    30 0 0 30 30 30 0 0  0  0  0  0 30
            proxy     50 0 0 50 50 50 0 0 20  0  0 30 30
            cloud     60 0 0 20 20 20 0 0 20  0 10 30 30
            api       50 0 0 20 20 20 0 0 20  0  0 30 30
            portal    30 0 0 30 30 30 0 0  0  0  0  0 30
            internet  40 0 0  0  0  0 0 0  0  0 10  0 30
            """);
    }

    [Test]
    public void A_proxy_that_fetches_ahead_sees_more_keys_than_are_used()
    {
        SystemRun run = Run(KeysSeen.Text
            .Replace("proxy: {", "proxy: { vectors: 3, tls: none,", StringComparison.Ordinal));
        AssertTable(run, """
            proxy     50 0 0 90 90 90 0 0 60  0  0 30 0
            api       20 0 0 60 60 60 0 0 60  0  0  0 0
            edge      50 0 0 50 50 50 0 0 20  0  0  0 0
            """);
    }

    [Test]
    public void A_proxy_of_the_first_module_sees_nothing_of_edge_subscribers_but_their_identity()
    {
        SystemRun run = Run(KeysSeen.Text
            .Replace("proxy: {", "proxy: { modules: first,", StringComparison.Ordinal));
        AssertTable(run, """
            proxy     20 0 0 20 20 20 0 0 20  0  0  0 0
            edge      20 0 0 20 20 20 0 0 20  0  0  0 0
            internet  10 0 0  0  0  0 0 0  0  0 10  0 0
            """);
    }

    [Test]
    public void Nothing_is_counted_unless_it_is_asked_for()
    {
        SystemRun run = Run(KeysSeen.Text.Replace("exposure: counted", "exposure: none", StringComparison.Ordinal));
        Assert.That(
            run.Metrics.Values().Select(value => value.Metric),
            Has.None.StartsWith("exposed.").And.Some.EqualTo("attach.success"));
    }

    private static SystemRun Run(string text) => Inline.Run(text[..text.IndexOf("expect:", StringComparison.Ordinal)]);

    private static void AssertTable(SystemRun run, string table)
    {
        string[] items = Items.Split(' ');
        foreach (string line in table.Split('\n'))
        {
            string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string seen = string.Join(' ', items.Select(item => run.Value($"exposed.{item}", "count", cells[0])));
            Assert.That(seen, Is.EqualTo(string.Join(' ', cells[1..])), $"{cells[0]}: {Items}");
        }
    }
}
