using System;
using NUnit.Framework;
using Simulator.Systems;

namespace Tests.Systems.Enclaves;

/// <summary>When parties ask for keys, join and leave, as a scenario says it.</summary>
public sealed class ProvisioningVariantTests
{
    private const string Scenario = """
        scenario: inline
        system: enclaves
        stop: 3 s
        drain: 5 s
        options: { key-timeout: 50 ms, key-attempts: 2, grace: 200 ms }
        network:
          path: { delay: 1 ms, rate: 100 Mbit/s }
          keys: { delay: 1 ms, rate: 1 Mbit/s }
          root: { delay: 1 ms, rate: 1 Mbit/s }
        nodes:
          client: { sas: 4, arrivals: poisson 100 /s, size: 200 B }
          intermediate: { profile: enclave-host, nic: { profile: psp-nic, mode: derive-pair } }
          server: { profile: enclave-host, nic: { profile: psp-nic, mode: derive-server } }
          key-server: {}
          organisation: {}
        """;

    private const string Down = """

        faults:
          - { on: key-server, what: restart, at: 1 ms, by: 500 ms }
        """;

    [TestCase("up-front", false)] // nobody asks again
    [TestCase("on-demand", true)]
    [TestCase("both", true)]
    public void A_key_server_that_is_down_at_the_start_is_asked_again_when_a_packet_needs_it(string when, bool hasKeys)
    {
        SystemRun run = Inline.Run(With("  server: {", $"  server: {{ provisioning: {when},") + Down);
        Assert.That(run.Value("server.keys.held", "max", "server/0") > 0, Is.EqualTo(hasKeys));
        Assert.That(run.Value("server.nic.offloaded", "ratio") > 0.5, Is.EqualTo(hasKeys));
        Assert.That(run.Value("packet.success", "ratio"), Is.EqualTo(1), "the host has the SA keys");
    }

    [Test]
    public void With_both_keys_are_there_before_the_first_packet()
    {
        SystemRun run = Inline.Run(With("  server: {", "  server: { provisioning: both,")
            .Replace("poisson 100 /s", "burst 1 at 1 s", StringComparison.Ordinal));
        Assert.That(run.Value("server.nic.offloaded", "ratio"), Is.EqualTo(1));
    }

    [Test]
    public void A_server_that_joins_later_has_its_keys_from_then_on()
    {
        SystemRun run = Inline.Run(With("  server: {", "  server: { joins: 1500 ms,"));
        Assert.That(run.Value("server.nic.offloaded", "ratio"), Is.EqualTo(0.5).Within(0.15));
        Assert.That(run.Value("server.keys.held", "time-average", "server/0"), Is.EqualTo(1).Within(0.1));
    }

    [Test]
    public void A_server_that_asks_before_it_has_joined_is_denied()
    {
        SystemRun run = Inline.Run(With("  server: {", "  server: { joins: 1500 ms, provisioning: on-demand,"));
        Assert.That(run.Value("provisioning.refused.not-authorised", "count", "key-server/0"), Is.Positive);
        Assert.That(run.Value("server.nic.offloaded", "ratio"), Is.EqualTo(0.5).Within(0.15));
    }

    [Test]
    public void When_an_intermediate_has_left_it_reads_no_SA_that_comes_up_then()
    {
        SystemRun run = Inline.Run(With("intermediate: {", "intermediate: { leaves: 1 s,")
            .Replace("options: {", "options: { set-up: client,", StringComparison.Ordinal)
            .Replace("poisson 100 /s", "uniform over 2 s", StringComparison.Ordinal)
            .Replace("client: { sas: 4,", "client: { sas: 40, count: 40,", StringComparison.Ordinal));
        Assert.That(run.Value("intermediate.readable", "ratio"), Is.EqualTo(0.5).Within(0.2));
        Assert.That(run.Value("packet.success", "ratio"), Is.EqualTo(1));
        Assert.That(run.Value("server.keys.held", "max", "server/0"), Is.EqualTo(4), "two pairs, two epochs");
    }

    private static string With(string old, string other) => Scenario.Replace(old, other, StringComparison.Ordinal);
}
