using System;
using NUnit.Framework;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>An account at each provider: attach and login as one procedure, and what others save over it.</summary>
public sealed class SeparateTests
{
    private const string Scenario = """
        scenario: inline
        system: federation
        stop: 4 s
        warmup: 1 s
        drain: 60 s
        network:
          radio: { delay: 10 ms, rrc-setup: 50 ms }
          s1: { delay: 4 ms }
          s6a: { delay: 1 ms }
          roaming: { delay: 10 ms }
          edge: { delay: 1 ms }
          api: { delay: 10 ms }
          portal: { delay: 15 ms }
          internet: { delay: 20 ms }
        nodes:
          local: { role: ue, count: 20, profile: modern-phone, arrivals: poisson 5 /s, costs: { agent.step: 1 ms } }
          guest: { role: ue, count: 20, profile: modern-phone, plmn: 999-70, arrivals: poisson 5 /s,
            costs: { agent.step: 1 ms } }
          roamer: { role: ue, count: 20, profile: modern-phone, plmn: 999-71, arrivals: poisson 5 /s,
            costs: { agent.step: 1 ms } }
          login: { role: ue, count: 20, profile: modern-phone, service: password, arrivals: poisson 5 /s,
            costs: { agent.step: 1 ms } }
          both: { role: ue, count: 20, profile: modern-phone, service: separate, arrivals: poisson 5 /s,
            costs: { agent.step: 1 ms } }
          enb: { profile: server-core, processor: { cores: 8 } }
          mme: { profile: server-core, processor: { cores: 8 }, attach: { s6a: hss, roaming: partner } }
          hss: { profile: server-core, processor: { cores: 8 } }
          partner: { role: hss, profile: server-core, plmn: 999-71, processor: { cores: 8 } }
          proxy: { profile: federation-server, processor: { cores: 8 } }
          cloud: { profile: federation-server, processor: { cores: 8 } }
        """;

    [Test]
    public void It_takes_as_long_as_an_attach_and_a_login_and_has_their_parts()
    {
        SystemRun run = Inline.Run(Scenario);
        double attach = run.Value("attach.latency", "mean", "local");
        double login = run.Value("service.latency", "mean", "login");
        double both = run.Value("separate.latency", "mean", "both");
        Assert.That(both, Is.EqualTo(attach + login).Within(0.0005));
        Assert.That(run.Value("login-over-attach", "ratio", "both"), Is.EqualTo(login / attach).Within(0.005));
        Assert.That(run.Value("separate.success", "ratio", "both"), Is.EqualTo(1));
        foreach (string part in (string[])["propagation", "transmission", "processing", "timer"])
        {
            double sum = run.Value($"attach.latency.{part}", "mean", "local")
                + run.Value($"service.latency.{part}", "mean", "login");
            Assert.That(run.Value($"separate.latency.{part}", "mean", "both"), Is.EqualTo(sum).Within(0.0005), part);
        }

        Assert.That(run.Value("attach.started", "count", "both"), Is.Zero, "the attach is no procedure of its own");
        Assert.That(run.Value("service.started", "count", "both"), Is.Zero);
    }

    [Test]
    public void What_others_save_is_their_time_over_its_own()
    {
        SystemRun run = Inline.Run(Scenario);
        double both = run.Value("separate.latency", "mean", "both");
        foreach ((string group, string procedure) in ((string, string)[])[
            ("local", "attach"), ("guest", "attach"), ("roamer", "attach"), ("login", "service")])
        {
            double own = run.Value($"{procedure}.latency", "mean", group);
            Assert.That(run.Value("saved-time", "ratio", group), Is.EqualTo(1 - (own / both)).Within(1e-9), group);
        }
    }

    // TS 29.272 §5.2: two exchanges, of 20 ms instead of 2 ms each
    [Test]
    public void A_partner_far_away_is_asked_twice_over_the_link_for_roaming()
    {
        SystemRun run = Inline.Run(Scenario);
        double local = run.Value("attach.latency", "p50", "local");
        Assert.That(run.Value("attach.latency", "p50", "roamer"), Is.EqualTo(local + 0.036).Within(0.0005));
        Assert.That(run.Value("attach.success", "ratio", "roamer"), Is.EqualTo(1));
    }

    [Test]
    public void It_fails_with_the_attach_and_does_not_log_in()
    {
        SystemRun run = Inline.Run(Scenario
            .Replace("service: separate,", "service: separate, card-key: wrong,", StringComparison.Ordinal));
        double started = run.Value("separate.started", "count", "both");
        Assert.That(started, Is.GreaterThan(0));
        Assert.That(run.Value("separate.outcome.attach-failed", "count", "both"), Is.EqualTo(started));
        Assert.That(run.Value("cloud.served.served-by-password", "count"), Is.EqualTo(
            run.Value("service.outcome.success", "count", "login")).Within(10), "those of the warm-up besides");
        Assert.That(run.Value("wrongly-served", "count"), Is.Zero);
    }

    [Test]
    public void It_fails_with_the_login_after_an_attach()
    {
        SystemRun run = Inline.Run(Scenario + """

            faults:
              - { on: internet, what: partition, during: [0 s, 100 s] }
            """);
        double started = run.Value("separate.started", "count", "both");
        Assert.That(started, Is.GreaterThan(0));
        Assert.That(run.Value("separate.outcome.login-failed", "count", "both"), Is.EqualTo(started));
        Assert.That(run.Value("attach.success", "ratio", "guest"), Is.EqualTo(1), "attaches need no such link");
    }

    [Test]
    public void Without_such_a_group_nothing_is_compared()
    {
        SystemRun run = Inline.Run(Scenario.Replace("service: separate,", "", StringComparison.Ordinal));
        Assert.That(run.Metrics.Values(), Has.None.Matches<Simulator.Measure.MetricValue>(
            value => value.Metric is "saved-time" or "login-over-attach" or "wrongly-served"));
    }
}
