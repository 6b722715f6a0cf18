using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Bad input: everything that is wrong is said at once, where it stands, with what to write instead.</summary>
internal sealed class BadScenarioTests
{
    [Test]
    public void The_scenario_that_the_cases_spoil_is_right() => Assert.That(Samples.Errors(Vectors.Good), Is.Empty);

    [TestCaseSource(typeof(Vectors), nameof(Vectors.BadScenarios))]
    public void Is_reported(string scenario, string expected) =>
        Assert.That(string.Join('\n', Samples.Errors(scenario)), Is.EqualTo(expected));

    [Test]
    public void Every_error_of_a_file_is_reported_at_once_and_by_position()
    {
        string[] errors = Samples.Errors(
            """
            scenario: x
            system: lte
            stop: 10
            network:
              radio: { delay: 10 ms, rate: 50 Mbps, loss: 0.02 }
              s1: { dealy: 3 ms, loss: 150 % }
              s6a: { delay: lognormal 3 ms }
            nodes:
              ue: { profile: modern-fone, arrivals: poisson 50 }
              enb: { count: many }
              mme: { profile: server-core, stop: 3 s }
              hss: { costs: { hss.lookup: 3 ms } }
            sweep: { nodes.ue.cuont: [1, 2] }
            measure: [attach.latncy]
            """);

        Assert.That(errors.Select(error => error.Split(':')[1] + ":" + error.Split(':')[2]), Is.EqualTo(new[]
        {
            "3:7", "5:32", "5:47", "6:9", "6:28", "7:17", "9:18", "9:49", "10:17", "11:32", "12:17", "13:10", "14:11",
        }));
    }

    [TestCase("", "x.yaml:1:1: there is nothing here")]
    [TestCase("\n\n# only a comment\n", "x.yaml:1:1: there is nothing here")]
    [TestCase("---\n...\n", "x.yaml:1:1: there is nothing here")]
    [TestCase("hello", "x.yaml:1:1: a scenario is a mapping of keys to values")]
    [TestCase("- a\n- b\n", "x.yaml:1:1: a scenario is a mapping of keys to values")]
    [TestCase("\u0000", "x.yaml:1:1: octet 0x00 is not text")]
    [TestCase("a: b\nc: \u0007\n", "x.yaml:2:4: octet 0x07 is not text")]
    [TestCase("a: b\n\tc: d\n", "x.yaml:2:1: a tab cannot indent")]
    [TestCase("a:\n  \tc: d\n", "x.yaml:2:3: a tab cannot indent")]
    [TestCase(
        "a: &x [*x]\n",
        "x.yaml:1:1: key 'system' is missing",
        "x.yaml:1:8: alias '*x' stands inside of its own anchor")]
    public void A_file_that_is_no_scenario(string text, params string[] expected) =>
        Assert.That(Samples.Errors(text).Select(error => error.Split('\n')[0]), Is.EqualTo(expected));

    [Test]
    public void Octets_that_are_not_UTF_8_are_reported_where_they_stand()
    {
        var errors = new ErrorLog();
        byte[] octets = [.. Encoding.UTF8.GetBytes("stop: 1 s\nname: é"), 0xE9, (byte)'\n'];

        Assert.That(ScenarioReader.Read("x.yaml", octets, errors), Is.Null);
        Assert.That(errors.Sorted("x.yaml").Single().ToString(), Does.StartWith("x.yaml:2:8: octet 0xE9 is not text"));
    }

    [Test]
    public void A_picture_is_not_read()
    {
        var errors = new ErrorLog();

        Assert.That(
            ScenarioReader.Read("x.yaml", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], errors),
            Is.Null);
        Assert.That(errors.Sorted("x.yaml").Single().Place, Is.EqualTo(new Place("x.yaml", 1, 1)));
    }

    [Test]
    public void A_byte_order_mark_is_skipped()
    {
        var errors = new ErrorLog();
        byte[] octets = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("stop: 1 s")];

        Assert.That(ScenarioReader.Read("x.yaml", octets, errors)?.Find("stop")?.Text, Is.EqualTo("1 s"));
    }

    [Test]
    public void A_file_beyond_the_bound_is_not_read()
    {
        var errors = new ErrorLog();

        Assert.That(ScenarioReader.Read("x.yaml", new byte[(1 << 20) + 1], errors), Is.Null);
        Assert.That(errors.Sorted("x.yaml").Single().Code, Is.EqualTo(ErrorCode.TooLarge));
    }

    [Test]
    public void Aliases_that_multiply_are_stopped()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 30; level++)
        {
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"a{level}: &a{level} [*a{level - 1}, *a{level - 1}, *a{level - 1}]\n");
        }

        Assert.That(Samples.Errors(text.ToString()).Single(), Does.Contain("more than 200000 values"));
    }

    [Test]
    public void Brackets_without_end_are_stopped() =>
        Assert.That(
            Samples.Errors("a: " + new string('[', 100) + new string(']', 100)).Single(),
            Does.Contain("deeper than 32 levels"));

    [Test]
    public void An_anchor_and_its_alias_are_the_same_value()
    {
        Simulator.Scenarios.Scenario scenario = Samples.Bind(Samples.Tandem
            .With("exponential 1 ms }", "&work exponential 1 ms }")
            .With("exponential 2 ms }", "*work }"));

        Assert.That(scenario.Group("second").CostOf("server.work").Fixed.Text, Is.EqualTo("exponential 1 ms"));
    }

    [Test]
    public void A_wrong_distribution_is_reported_once_though_every_point_repeats_it()
    {
        string[] errors = Samples.Errors(Vectors.Good.With("exponential 2 ms", "exponental 2 ms"));

        Assert.That(errors, Has.Length.EqualTo(1));
    }

    [Test]
    public void A_scenario_with_an_error_is_never_handed_out()
    {
        LoadResult result = Samples.Load(Vectors.Good.With("stop: 10 s", "stop: 10"), "x.yaml");

        Assert.Multiple(() =>
        {
            Assert.That(result.Scenario, Is.Null);
            Assert.That(result.Errors, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public void A_file_that_is_not_there_is_bad_input()
    {
        LoadResult result = ScenarioLoader.Load(Samples.Catalogue, "no/such/file.yaml");

        Assert.That(
            result.Errors.Single().ToString(),
            Is.EqualTo("no/such/file.yaml:1:1: the file cannot be read\n  hint: is the path right?"));
    }

    [Test]
    public void Text_and_JSON_say_the_same()
    {
        LoadResult result = Samples.Load(Vectors.Good.With("rate: 50 Mbit/s", "rate: 50 Mbps"), "x.yaml");
        using JsonDocument json = JsonDocument.Parse(ErrorOutput.Json(result.Errors));
        JsonElement error = json.RootElement[0];

        Assert.Multiple(() =>
        {
            Assert.That(ErrorOutput.Text(result.Errors), Is.EqualTo(
                "x.yaml:7:32: unknown unit 'Mbps' in network.radio.rate\n"
                + "  hint: write 'Mbit/s'; a rate takes bit/s, kbit/s, Mbit/s or Gbit/s\n"));
            Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(1));
            Assert.That(
                error.EnumerateObject().Select(property => property.Name),
                Is.EqualTo(new[] { "file", "line", "column", "code", "text", "hint" }));
            Assert.That(error.GetProperty("file").GetString(), Is.EqualTo("x.yaml"));
            Assert.That(error.GetProperty("line").GetInt32(), Is.EqualTo(7));
            Assert.That(error.GetProperty("column").GetInt32(), Is.EqualTo(32));
            Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("unknown-unit"));
            Assert.That(error.GetProperty("text").GetString(), Is.EqualTo("unknown unit 'Mbps' in network.radio.rate"));
            Assert.That(error.GetProperty("hint").GetString(), Does.StartWith("write 'Mbit/s'"));
            Assert.That(ErrorOutput.Json([]), Is.EqualTo("[]\n"));
        });
    }
}
