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

    [TestCase("token", "missing")]
    [TestCase("certificate", "missing")]
    [TestCase("directory", "unknown-party")]
    public void In_any_way_a_server_that_asks_before_it_has_joined_is_denied(string way, string reason)
    {
        SystemRun run = Inline.Run(
            With("  server: {", "  server: { joins: 1500 ms, provisioning: on-demand,").Replace(
                "key-server: {}", $"key-server: {{ authenticates-by: {way} }}", StringComparison.Ordinal));
        Assert.That(run.Value($"admission.{reason}", "count"), Is.Positive);
        Assert.That(run.Value("server.nic.offloaded", "ratio"), Is.EqualTo(0.5).Within(0.15));
    }

    [TestCase("token")]
    [TestCase("certificate")]
    [TestCase("directory")]
    public void In_any_way_an_intermediate_that_has_left_gets_no_new_keys(string way)
    {
        SystemRun run = Inline.Run(
            With("intermediate: {", "intermediate: { leaves: 1 s, provisioning: both,")
                .Replace("options: {", "options: { set-up: client,", StringComparison.Ordinal)
                .Replace("poisson 100 /s", "uniform over 2 s", StringComparison.Ordinal)
                .Replace("client: { sas: 4,", "client: { sas: 40, count: 40,", StringComparison.Ordinal)
                .Replace("key-server: {}", $"key-server: {{ authenticates-by: {way} }}", StringComparison.Ordinal));
        Assert.That(run.Value("intermediate.readable", "ratio"), Is.EqualTo(0.5).Within(0.2));
        Assert.That(run.Value("admission.withdrawn", "count"), Is.Positive, "asked again when it misses a key");
        Assert.That(run.Value("server.keys.held", "max", "server/0"), Is.EqualTo(4), "two pairs, two epochs");
    }

    [TestCase("1 d", 0)]
    [TestCase("106 d", 0)]
    [TestCase("1 s", 1)]
    public void What_has_expired_brings_no_keys_of_a_new_epoch(string lifetime, int expired)
    {
        SystemRun run = Inline.Run(
            With("organisation: {}", "organisation: { epoch: 1300 ms }")
                .Replace("options: {", $"options: {{ credential-lifetime: {lifetime},", StringComparison.Ordinal)
                .Replace("  server: {", "  server: { joins: 1200 ms,", StringComparison.Ordinal)
                .Replace("key-server: {}", "key-server: { authenticates-by: certificate }", StringComparison.Ordinal));
        Assert.That(run.Value("admission.admitted", "count"), Is.EqualTo(2));
        Assert.That(run.Value("admission.expired", "count"), Is.EqualTo(expired), "that of the intermediate");
    }

    [Test]
    public void Key_servers_without_an_organisation_key_authenticate_in_any_way(
        [Values("list", "token", "certificate", "directory")] string way,
        [Values("exchange", "provisioned")] string pairKeys,
        [Values("random", "derived")] string enclaveKey)
    {
        SystemRun run = Inline.Run(
            With("key-server: {}", "key-server: { count: 2, enclave: [2, 1] }")
                .Replace("  root:", "  peers: { delay: 1 ms }\n  root:", StringComparison.Ordinal)
                .Replace("options: {", "options: { set-up: client,", StringComparison.Ordinal)
                .Replace(
                    "enclave: [2, 1]",
                    $"enclave: [2, 1], pair-keys: {pairKeys}, enclave-key: {enclaveKey}, authenticates-by: {way}",
                    StringComparison.Ordinal)
                .Replace(
                    "  intermediate: { profile: enclave-host",
                    "  router: {}\n  intermediate: { attach: { keys: key-server/0 }, profile: enclave-host",
                    StringComparison.Ordinal)
                .Replace("server: { profile", "server: { attach: { keys: key-server/0 }, profile",
                    StringComparison.Ordinal));
        Assert.That(run.Value("provisioning.success", "ratio", "server"), Is.EqualTo(1));
        Assert.That(run.Value("provisioning.success", "ratio", "intermediate"), Is.EqualTo(1));
        Assert.That(run.Value("intermediate.readable", "ratio"), Is.EqualTo(1));
    }

    private static string With(string old, string other) => Scenario.Replace(old, other, StringComparison.Ordinal);
}
