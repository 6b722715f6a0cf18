using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Network;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>
/// An edge, a cloud and a proxy in a few words. Under test are <c>guest/0</c>, an account of the cloud that attaches at
/// 2 s, and <c>member/0</c>, a subscriber of the edge that wants the cloud's service at 2 s. Beside them others do the
/// same, in groups <c>guests</c> and <c>members</c>.
/// </summary>
internal sealed record FederationExchange
{
    /// <summary>Members of each of the groups beside those under test.</summary>
    public const int OtherCount = 4;

    private SystemRun? _run;

    /// <summary>The home network of the guest.</summary>
    public string GuestPlmn { get; init; } = "999-70";

    /// <summary>Further keys of the guest.</summary>
    public string Guest { get; init; } = "count: 1";

    /// <summary>Further keys of the member.</summary>
    public string Member { get; init; } = "count: 1";

    /// <summary>What the member wants, and the others like it.</summary>
    public string Service { get; init; } = "web";

    /// <summary>When the others come.</summary>
    public string OthersAt { get; init; } = "uniform over 4 s";

    /// <summary>When guests come, if not with the other others.</summary>
    public string? GuestsAt { get; init; }

    /// <summary>Further keys of the others.</summary>
    public string Guests { get; init; } = $"count: {OtherCount}";

    /// <summary>Further keys of the others.</summary>
    public string Members { get; init; } = $"count: {OtherCount}";

    /// <summary>Further keys of the eNB.</summary>
    public string Enb { get; init; } = "count: 1";

    /// <summary>Further keys of the MME.</summary>
    public string Mme { get; init; } = "count: 1";

    /// <summary>Further keys of the HSS.</summary>
    public string Hss { get; init; } = "count: 1";

    /// <summary>Further keys of the proxy.</summary>
    public string Proxy { get; init; } = "count: 1";

    /// <summary>Further keys of the cloud.</summary>
    public string Cloud { get; init; } = "count: 1";

    /// <summary>Further link classes, an entry of the mapping each.</summary>
    public string[] Links { get; init; } = [];

    /// <summary>Further groups, an entry of the mapping each.</summary>
    public string[] Nodes { get; init; } = [];

    /// <summary>Faults, what is between the braces of each.</summary>
    public string[] Faults { get; init; } = [];

    /// <summary>End of the measured period.</summary>
    public string Stop { get; init; } = "200 s";

    /// <summary>What was said.</summary>
    public ArrowTap Said { get; private set; } = new();

    /// <summary>The run, once it is over.</summary>
    public SystemRun Done => _run ?? throw new InvalidOperationException("it has not run");

    private string Text => $$"""
        scenario: inline
        system: federation
        stop: {{Stop}}
        drain: 200 s
        network:
          radio: { delay: 10 ms, rate: 10 Mbit/s, rrc-setup: 50 ms }
          s1: { delay: 2 ms, rate: 1 Gbit/s }
          s6a: { delay: 1 ms, rate: 1 Gbit/s }
          edge: { delay: 2 ms, rate: 1 Gbit/s }
          api: { delay: 20 ms, rate: 1 Gbit/s }
          portal: { delay: 15 ms, rate: 10 Mbit/s }
          internet: { delay: 20 ms, rate: 10 Mbit/s }
        {{Lines(Links)}}
        nodes:
          guest: { role: ue, profile: modern-phone, costs: { agent.step: 1 ms }, arrivals: at 2 s, plmn: {{GuestPlmn}},
            {{Guest}} }
          member: { role: ue, profile: modern-phone, costs: { agent.step: 1 ms }, arrivals: at 2 s,
            service: {{Service}}, {{Member}} }
          guests: { role: ue, profile: modern-phone, costs: { agent.step: 1 ms }, arrivals: {{GuestsAt ?? OthersAt}},
            plmn: 999-70, {{Guests}} }
          members: { role: ue, profile: modern-phone, costs: { agent.step: 1 ms }, arrivals: {{OthersAt}},
            service: {{Service}}, {{Members}} }
          enb: { profile: server-core, {{Enb}} }
          mme: { profile: server-core, {{Mme}} }
          hss: { profile: server-core, {{Hss}} }
          proxy: { profile: federation-server, {{Proxy}} }
          cloud: { profile: federation-server, {{Cloud}} }
        {{Lines(Nodes)}}
        faults: [{{string.Join(", ", Faults.Select(fault => "{ " + fault + " }"))}}]
        """;

    /// <summary>Runs it, with packets that show whether one is used after its release.</summary>
    public FederationExchange Run()
    {
        Said = new ArrowTap(); // a copy of an exchange begins with nothing said
        Scenario scenario = Inline.Load(Text).Points[0].Scenario;
        _run = new SystemRun(scenario, 0, scenario.Warmup, new PacketPool(isStrict: true), Said);
        _run.Run();
        return this;
    }

    /// <summary>How often something has happened.</summary>
    /// <param name="metric">A counter.</param>
    /// <param name="entity">Whose; by default that of the only one.</param>
    public long Count(string metric, string? entity = null) => (long)Done.Value(metric, "count", entity);

    /// <summary>Each of these has happened so often.</summary>
    public void AssertCounts(params (string Metric, long Count)[] expected) => Assert.That(
        expected.Select(each => (each.Metric, Count(each.Metric, EntityOf(each.Metric)))), Is.EqualTo(expected));

    /// <summary>What was said in the guest's attach.</summary>
    public string Attach(string guest = "guest/0") => Said.Stories(guest, "attach")[0];

    /// <summary>What was said when the member wanted the cloud's service.</summary>
    public string Login(string member = "member/0") => Said.Stories(member, "service")[0];

    /// <summary>The attaches of a group ended so, and in no other way.</summary>
    public void AssertAttach(string outcome, int times = 1, string group = "guest") =>
        AssertOutcome("attach", outcome, times, group);

    /// <summary>The wishes of a group for service ended so, and in no other way.</summary>
    public void AssertLogin(string outcome, int times = 1, string group = "member") =>
        AssertOutcome("service", outcome, times, group);

    /// <summary>The others are served, and every packet has been released.</summary>
    public void AssertNothingElseSuffers()
    {
        AssertAttach("success", OtherCount, "guests");
        AssertLogin("success", OtherCount, "members");
        AssertNoPacketIsLeft();
    }

    /// <summary>Every packet has been released.</summary>
    public void AssertNoPacketIsLeft() => Assert.That(Done.Network.Packets.LiveCount, Is.Zero, "packets left");

    // Metrics of terminals are those of their group; what is counted of ue is asked of both under test.
    private static string? EntityOf(string metric) =>
        metric.StartsWith("ue.http", StringComparison.Ordinal) ? "member"
        : metric.StartsWith("ue.", StringComparison.Ordinal) ? "guest"
        : null;

    private void AssertOutcome(string procedure, string outcome, int times, string group)
    {
        string start = $"{procedure}.outcome.";
        string[] ends =
        [
            .. Done.Metrics.Values()
                .Where(value => value.Metric.StartsWith(start, StringComparison.Ordinal)
                    && value.Entity == group && value.Value > 0)
                .Select(value => $"{value.Metric[start.Length..]} {value.Value}"),
        ];
        Assert.That(ends, Is.EqualTo((string[])[$"{outcome} {times}"]), $"{procedure} of {group}");
    }

    private static string Lines(string[] lines) => string.Join('\n', lines.Select(line => "  " + line));
}
