using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Profiles: values with their source, taken where a scenario gives none.</summary>
internal sealed class ProfileTests
{
    [Test]
    public void A_group_takes_power_and_costs_from_its_device_profile()
    {
        NodeGroup ue = Samples.Bind(Vectors.Good).Group("ue");

        Assert.Multiple(() =>
        {
            Assert.That(ue.Profile, Is.EqualTo("modern-phone"));
            Assert.That(ue.Power?.Si, Is.EqualTo(0.9));
            Assert.That(ue.CostOf("usim.authenticate").Fixed.Text, Is.EqualTo("lognormal 60 ms 180 ms"));
        });
    }

    [Test]
    public void What_the_scenario_gives_wins_over_the_profile_and_the_profile_over_the_default()
    {
        NodeGroup hss = Samples.Bind(Vectors.Good).Group("hss");

        Assert.Multiple(() =>
        {
            Assert.That(hss.CostOf("hss.lookup").Fixed.Text, Is.EqualTo("exponential 2 ms"));
            Assert.That(hss.CostOf("aka.vector").Fixed.Text, Is.EqualTo("1 us"));
            Assert.That(hss.CostOf("aka.vector").PerOctet.Base, Is.EqualTo(459m));
            Assert.That(hss.CostOf("aka.vector").Energy?.Si, Is.EqualTo(3e-6));
            Assert.That(hss.Cores, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_link_takes_delay_and_rate_from_its_link_profile()
    {
        string text = Vectors.Good.With("s1: { delay: 5 ms }", "s1: { profile: metro, loss: 1 % }");
        NetworkLink s1 = Samples.Bind(text).FindLink("s1")!;

        Assert.Multiple(() =>
        {
            Assert.That(s1.Delay.Up.Text, Is.EqualTo("shifted-exponential 4.5 ms 500 us"));
            Assert.That(s1.Rate, Is.EqualTo(new Directions<long?>(1_000_000_000, 2_000_000_000)));
            Assert.That(s1.Loss, Is.EqualTo(new Directions<double>(0.01, 0.01)));
        });
    }

    [Test]
    public void A_card_takes_its_table_from_its_NIC_profile()
    {
        Settings card = Samples.Bind(
            Samples.Tandem.With("sink: {}", "edge: { role: nic, card: { profile: small-nic } }\n  sink: {}"))
            .Group("edge").Settings.Below("card");

        Assert.Multiple(() =>
        {
            Assert.That(card.Count("sa-rx"), Is.EqualTo(1024));
            Assert.That(card.Distribution("derive").Text, Is.EqualTo("166 ns"));
        });
    }

    [Test]
    public void A_profile_may_be_swept_and_named_by_a_parameter()
    {
        string text = Samples.Tandem.With("first: { role: server, costs: { server.work: exponential 1 ms } }",
            "first: { role: server, profile: $machine }")
            + "\nparameters: { machine: server-core }\nsweep: { nodes.second.profile: [server-core, modern-phone] }\n";

        Assert.That(
            Samples.Bind(text).Points.Select(point => point.Scenario.Group("first").CostOf("server.work").Fixed.Text),
            Is.EqualTo(new[] { "5 ms", "5 ms" }));
    }

    [Test]
    public void Every_value_taken_is_listed_with_its_source_and_confidence()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Vectors.Good);

        Assert.That(scenario.ProfileUses.Select(Describe), Is.EqualTo(new[]
        {
            "nodes.ue.power modern-phone Medium data sheet, table 3",
            "nodes.ue.costs.usim.authenticate modern-phone Low from memory",
            "nodes.mme.costs.mme.step server-core High measured",
            "nodes.hss.costs.aka.vector server-core Medium derived, 6 AES blocks",
        }));
    }

    [TestCase("power: 900 mW", "5:10: values.power has no source")]
    [TestCase("power: { value: 900 mW, confidence: H }", "5:10: values.power has no source")]
    [TestCase("power: { value: 900 mW, source: \" \", confidence: H }", "5:35: values.power has no source")]
    [TestCase("power: { value: 900 mW, source: sheet }", "5:10: key 'confidence' is missing in values.power")]
    [TestCase("power: { value: 900 mW, source: sheet, confidence: X }", "5:54: unknown confidence 'X' in values.power")]
    [TestCase("power: { source: sheet, confidence: H }", "5:10: key 'value' is missing in values.power")]
    [TestCase("power: { value: 900, source: sheet, confidence: H }", "5:19: '900' has no unit in values.power")]
    [TestCase(
        "power: { value: 900 ms, source: sheet, confidence: H }",
        "5:19: '900 ms' is a time; values.power takes a power")]
    [TestCase(
        "power: { value: 900 mW, soruce: sheet, confidence: H }",
        "5:10: values.power has no source",
        "5:27: unknown key 'soruce' in values.power")]
    [TestCase(
        "power: { value: 900 mW, energy: 1 mJ, source: sheet, confidence: H }",
        "5:27: unknown key 'energy' in values.power")]
    [TestCase(
        "usim.authenticat: { value: 1 ms, source: sheet, confidence: H }",
        "5:3: unknown key 'usim.authenticat' in values")]
    [TestCase("delay: { value: 1 ms, source: sheet, confidence: H }", "5:3: unknown key 'delay' in values")]
    [TestCase(
        "mme.step: { value: lognormal 3 ms, source: sheet, confidence: H }",
        "5:22: lognormal lacks its p95 in values.mme.step")]
    [TestCase(
        "mme.step: { value: $x, source: sheet, confidence: H }", "5:22: there is no parameter 'x' in values.mme.step")]
    public void A_wrong_value_is_reported_in_the_profile(string value, params string[] expected)
    {
        MemoryFiles files = Samples.Files.Add("scenarios/profiles/modern-phone.yaml",
            $"profile: modern-phone\nkind: device\nabout: A phone.\nvalues:\n  {value}\n"
            + "  usim.authenticate: { value: 1 ms, source: sheet, confidence: H }\n");

        Assert.That(Samples.Errors(Vectors.Good, files: files).Select(error => error.Split('\n')[0]),
            Is.EqualTo(expected.Select(line => $"scenarios/profiles/modern-phone.yaml:{line}")));
    }

    [TestCase("kind: device\nvalues: {}\n", "1:1: the profile must have the name of its file, 'modern-phone'")]
    [TestCase(
        "profile: old-phone\nkind: device\nvalues: {}\n",
        "1:10: the profile must have the name of its file, 'modern-phone'")]
    [TestCase("profile: modern-phone\nvalues: {}\n", "1:1: key 'kind' is missing")]
    [TestCase("profile: modern-phone\nkind: phone\nvalues: {}\n", "2:7: unknown kind 'phone'")]
    [TestCase("profile: modern-phone\nkind: device\n", "1:1: the profile has no values")]
    [TestCase("profile: modern-phone\nkind: device\nvalues: 3\n", "3:9: the profile has no values")]
    [TestCase("profile: modern-phone\nkind: device\nvlaues: {}\nvalues: {}\n", "3:1: unknown key 'vlaues'")]
    [TestCase("- 3\n", "1:1: a profile is a mapping")]
    [TestCase("profile: [\n", "1:10: '[' is never closed")]
    [TestCase("", "1:1: there is nothing here")]
    public void A_wrong_profile_is_reported_in_its_file(string profile, string expected)
    {
        MemoryFiles files = Samples.Files.Add("scenarios/profiles/modern-phone.yaml", profile);

        Assert.That(Samples.Errors(Vectors.Good, files: files).Select(error => error.Split('\n')[0]),
            Does.Contain($"scenarios/profiles/modern-phone.yaml:{expected}"));
    }

    [Test]
    public void Errors_of_the_scenario_come_before_those_of_its_profiles()
    {
        MemoryFiles files = Samples.Files.Add(
            "scenarios/profiles/modern-phone.yaml", "profile: modern-phone\nkind: device\nvalues:\n  power: 3\n");
        string[] errors = Samples.Errors(Vectors.Good.With("stop: 10 s", "stop: 10"), files: files);

        Assert.That(
            errors.Select(error => error.Split(':')[0]),
            Is.EqualTo(new[] { "x.yaml", "x.yaml", "scenarios/profiles/modern-phone.yaml" }));
    }

    [Test]
    public void Every_profile_of_a_folder_can_be_checked()
    {
        var errors = new ErrorLog();
        MemoryFiles files = Samples.Files.Add(
            "scenarios/profiles/broken.yaml", "profile: broken\nkind: nic\nvalues:\n  sa-rx: 3\n");
        var library = new ProfileLibrary(Samples.Catalogue, files, "scenarios/profiles");

        Assert.Multiple(() =>
        {
            Assert.That(
                library.ReadAll(errors).Select(profile => profile.Name),
                Is.EqualTo(new[] { "broken", "metro", "modern-phone", "server-core", "small-nic" }));
            Assert.That(errors.Sorted("").Single().Code, Is.EqualTo(ErrorCode.MissingSource));
            Assert.That(library.Names(ProfileKind.Device), Is.EqualTo(new[] { "modern-phone", "server-core" }));
        });
    }

    private static string Describe(ProfileUse use) =>
        $"{use.Path} {use.Profile} {use.Value.Confidence} {use.Value.Source}";
}
