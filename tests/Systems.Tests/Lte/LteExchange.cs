using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Network;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>
/// A whole network in a few words: the UE under test, <c>ue/0</c>, which attaches at 2 s, and beside it a group
/// <c>others</c> of normal UEs that attach meanwhile. What a test says is added to the keys of the groups.
/// </summary>
internal sealed record LteExchange
{
    private const int OtherCount = 6;

    private SystemRun? _run;

    /// <summary>Further keys of the UE under test.</summary>
    public string Ue { get; init; } = "arrivals: at 2 s";

    /// <summary>Further keys of the others.</summary>
    public string Others { get; init; } = "arrivals: uniform over 4 s";

    /// <summary>Further keys of the eNBs.</summary>
    public string Enb { get; init; } = "count: 1";

    /// <summary>Further keys of the MMEs.</summary>
    public string Mme { get; init; } = "count: 1";

    /// <summary>Further keys of the HSS of 001-01.</summary>
    public string Hss { get; init; } = "count: 1";

    /// <summary>Further groups, an entry of the mapping each.</summary>
    public string[] Nodes { get; init; } = [];

    /// <summary>Options of the system.</summary>
    public string Options { get; init; } = "";

    /// <summary>Further keys of the radio link.</summary>
    public string Radio { get; init; } = "rrc-setup: 50 ms";

    /// <summary>Faults, what is between the braces of each.</summary>
    public string[] Faults { get; init; } = [];

    /// <summary>End of the measured period.</summary>
    public string Stop { get; init; } = "200 s";

    /// <summary>What was said.</summary>
    public ArrowTap Said { get; } = new();

    /// <summary>The run, once it is over.</summary>
    public SystemRun Done => _run ?? throw new InvalidOperationException("it has not run");

    /// <summary>The scenario.</summary>
    public string Text => $$"""
        scenario: inline
        system: lte
        stop: {{Stop}}
        drain: 100 s
        options: { {{Options}} }
        network:
          radio: { delay: 10 ms, rate: 10 Mbit/s, {{Radio}} }
          s1: { delay: 2 ms, rate: 1 Gbit/s }
          s6a: { delay: 1 ms, rate: 1 Gbit/s }
        nodes:
          ue: { profile: modern-phone, {{Ue}} }
          others: { role: ue, count: {{OtherCount}}, profile: modern-phone, {{Others}} }
          enb: { profile: server-core, {{Enb}} }
          mme: { profile: server-core, {{Mme}} }
          hss: { profile: server-core, {{Hss}} }
        {{Lines(Nodes, "  ")}}
        faults: [{{string.Join(", ", Faults.Select(fault => "{ " + fault + " }"))}}]
        """;

    /// <summary>Runs it, with packets that show whether one is used after its release.</summary>
    public LteExchange Run()
    {
        Scenario scenario = Inline.Load(Text).Points[0].Scenario;
        _run = new SystemRun(scenario, 0, scenario.Warmup, new PacketPool(isStrict: true), Said);
        _run.Run();
        return this;
    }

    /// <summary>How often something has happened.</summary>
    /// <param name="metric">A counter.</param>
    /// <param name="entity">Whose; by default that of the only one.</param>
    public long Count(string metric, string? entity = null) => (long)Done.Value(metric, "count", entity);

    /// <summary>What was said in an attach of a UE.</summary>
    /// <param name="number">Which of its attaches.</param>
    /// <param name="ue">The UE.</param>
    public string Story(int number = 0, string ue = "ue/0") => Said.Stories(ue, "attach")[number];

    /// <summary>The story of an attach, cut at each attempt.</summary>
    public string[] Attempts()
    {
        const string Start = "ue/0 -> enb/0  RRCConnectionRequest";
        string story = Story();
        return [.. story.Split(Start, StringSplitOptions.RemoveEmptyEntries).Select(each => Start + each.TrimEnd())];
    }

    /// <summary>The attach of the UE under test ended so, and nothing else did.</summary>
    /// <param name="outcome">One of the outcomes.</param>
    /// <param name="times">How many of them.</param>
    /// <param name="group">The group.</param>
    public void AssertAttach(string outcome, int times = 1, string group = "ue")
    {
        string[] ends =
        [
            .. Done.Metrics.Values()
                .Where(value => value.Metric.StartsWith("attach.outcome.", StringComparison.Ordinal)
                    && value.Entity == group && value.Value > 0)
                .Select(value => $"{value.Metric["attach.outcome.".Length..]} {value.Value}"),
        ];
        Assert.That(ends, Is.EqualTo((string[])[$"{outcome} {times}"]), $"attaches of {group}");
    }

    /// <summary>The others have attached, every packet has been released, and every outcome is counted.</summary>
    public void AssertNothingElseSuffers()
    {
        AssertAttach("success", OtherCount, "others");
        AssertNoPacketIsLeft();
    }

    /// <summary>Every packet has been released.</summary>
    public void AssertNoPacketIsLeft() => Assert.That(Done.Network.Packets.LiveCount, Is.Zero, "packets left");

    private static string Lines(string[] lines, string indent) =>
        string.Join('\n', lines.Select(line => indent + line));
}
