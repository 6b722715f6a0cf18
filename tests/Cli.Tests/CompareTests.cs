using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Tests.Cli;

/// <summary>The command <c>compare</c>: what really differs, and what cannot be compared.</summary>
public sealed class CompareTests
{
    private const string Text = """
        scenario: tiny
        system: queueing
        replications: 6
        warmup: 200 ms
        stop: 2 s
        parameters: { rate: 100 /s }
        network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }
        nodes:
          source: { arrivals: poisson $rate, size: 97 B }
          server: { costs: { server.serve: exponential 3 ms } }
          sink: {}
        sweep: { rate: [100 /s, 200 /s], nodes.server.processor.cores: [1, 2] }

        """;

    private string _root = null!;
    private string _one = null!;

    [OneTimeSetUp]
    public void RunStudies()
    {
        _root = Directory.CreateTempSubdirectory("compare-").FullName;
        _one = Study("one");
        Study("same", "--set", "replications=4");
        Study("slow", "--set", "nodes.server.costs.server.serve=exponential 3.3 ms");
        Study("seed", "--seed", "2", "--set", "nodes.server.costs.server.serve=exponential 6 ms");
        Study("alike", "--seed", "3");
        Study("other", "--set", "sweep={ rate: [100 /s] }");
        Study("points", "--set", "sweep={ rate: [100 /s, 300 /s], nodes.server.processor.cores: [1, 2] }");
        Study("pairs", "--set", "sweep={ zip: { rate: [100 /s, 200 /s], nodes.server.processor.cores: [1, 2] } }");
        Study("single", "--replications", "1");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    private string PathOf(string name) => Path.Combine(_root, name);

    private string Study(string name, params string[] words)
    {
        string file = Path.Combine(_root, "tiny.yaml");
        File.WriteAllText(file, Text);
        Said said = Command.Run(
            ["run", file, "--out", PathOf(name), "--no-figures", "--progress", "none", .. words]);
        Assert.That(said.Code, Is.Zero, said.Output + said.Error);
        return PathOf(name);
    }

    private static string[] Csv(params string[] words)
    {
        Said said = Command.Run(["compare", .. words, "--format", "csv"]);
        Assert.That(said.Code, Is.Zero, said.Error);
        return said.Output.TrimEnd('\n').Split('\n');
    }

    // ---- what differs

    [Test]
    public void A_small_difference_under_the_same_numbers_is_real()
    {
        Said said = Command.Run("compare", _one, PathOf("slow"), "--metric", "customer.latency.mean");
        Assert.That(said.Code, Is.Zero, said.Error);
        string[] lines = said.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines[0], Is.EqualTo($"A is {_one}, B is {PathOf("slow")}"));
        Assert.That(lines[1], Does.StartWith("paired: 6 replications of each, which saw the same random streams"));
        Assert.That(
            lines[4],
            Does.Match(@"^  1 +100 /s +customer\.latency\.mean \(source\) .* \+\S+ µs +\[.*\] +\+\S+ % +B is greater"));
        Assert.That(lines[^1], Does.StartWith("4 of 4 differences are real"));
    }

    [Test]
    public void The_table_has_what_a_reader_can_check()
    {
        string[] lines = Csv(_one, PathOf("slow"), "--metric", "customer.latency.mean", "--confidence", "90");
        Assert.That(
            lines[0],
            Is.EqualTo("nodes.server.processor.cores,rate,from,to,metric,entity,statistic,pairs,from_mean,to_mean,"
                + "difference,ci_low,ci_high,confidence,p,p_holm,verdict,unit"));
        Assert.That(lines, Has.Length.EqualTo(5));
        double[][] numbers = [.. lines.Skip(1).Select(line => line.Split(',')[7..16]
            .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        foreach (double[] row in numbers)
        {
            Assert.That(row[0], Is.EqualTo(6));
            Assert.That(row[2] - row[1], Is.EqualTo(row[3]).Within(1e-12), "difference of the means");
            Assert.That(row[3], Is.InRange(row[4], row[5]));
            Assert.That(row[6], Is.EqualTo(0.9));
            Assert.That(row[8], Is.InRange(row[7], 4 * row[7]), "Holm");
        }
    }

    [Test]
    public void A_study_equals_itself_and_pairs_are_the_common_replications()
    {
        string[] lines = Csv(_one, PathOf("same"));
        Assert.That(lines.Skip(1), Has.All.Contains(",4,").And.All.Contains(",equal,"));
        Said said = Command.Run("compare", _one, PathOf("same"));
        Assert.That(said.Output, Does.Contain("paired: 4 replications").And.Contain("equal in every replication"));
        Assert.That(said.Output, Does.Contain("0 of 8 differences are real"));
    }

    [Test]
    public void Other_seeds_are_not_paired_and_a_great_difference_is_real_all_the_same()
    {
        Said said = Command.Run("compare", _one, PathOf("seed"), "--metric", "customer.latency.mean");
        Assert.That(said.Output, Does.Contain("not paired, since the seeds differ: 6 replications"));
        Assert.That(said.Output, Does.Contain("4 of 4 differences are real"));
    }

    [Test]
    public void What_chance_explains_is_not_called_real()
    {
        string[] lines = Csv(_one, PathOf("alike"), "--metric", "customer.latency.mean");
        Assert.That(lines.Skip(1), Has.All.Contains(",not-shown,"));
    }

    [Test]
    public void By_a_key_pairs_points_that_differ_in_it_alone()
    {
        string[] lines = Csv(_one, "--by", "nodes.server.processor.cores", "--metric", "customer.latency");
        Assert.That(lines[0], Does.StartWith("rate,from,to,"));
        Assert.That(lines[1], Does.StartWith("100,1,2,customer.latency,source,mean,6,"));
        Assert.That(lines, Has.Length.EqualTo(5), "mean and p99 at two rates");
        Said said = Command.Run("compare", _one, "--by", "nodes.server.processor.cores");
        Assert.That(said.Output, Does.StartWith("A and B are points that differ in nodes.server.processor.cores"));
        Assert.That(said.Output, Does.Match(@"\n  200 /s +1 +2 +customer\.latency\.mean .* B is smaller\n"));
    }

    [Test]
    public void One_replication_tells_nothing()
    {
        Said said = Command.Run("compare", _one, PathOf("single"), "--metric", "customer.latency.mean");
        Assert.That(said.Output, Does.Contain("too few replications").And.Contain("4 cannot be told"));
    }

    // ---- what cannot be compared

    [TestCase("other", "sweeps nodes.server.processor.cores, rate,")]
    [TestCase("points", "has the point")]
    [TestCase("nowhere", "holds no results of a study")]
    public void Folders_that_do_not_match_are_refused(string other, string why) =>
        AssertRefused(why, _one, PathOf(other));

    [Test]
    public void Wrong_words_are_refused()
    {
        AssertRefused("does not sweep 'speed': it sweeps nodes.server.processor.cores, rate", _one, "--by", "speed");
        AssertRefused("no two points that differ in 'rate' alone", PathOf("pairs"), "--by", "rate");
        AssertRefused("--by KEY", _one);
        AssertRefused("leave the other one out", _one, _one, "--by", "rate");
        AssertRefused("has no metric 'customer.speed'; it has ", _one, PathOf("slow"), "--metric", "customer.speed");
        AssertRefused("has no metric 'customer.latency.p42'", _one, "--by", "rate", "--metric", "customer.latency.p42");
        AssertRefused("--confidence takes", _one, PathOf("slow"), "--confidence", "100");
        AssertRefused("--confidence takes", _one, PathOf("slow"), "--confidence", "0.95");
        AssertRefused("xml", _one, PathOf("slow"), "--format", "xml");
        AssertRefused("", _one, _one, _one);
    }

    [TestCase("\"format\": 2", "\"format\": 1", "an older version")]
    [TestCase("\"format\": 2", "\"format\": 3", "a newer version")]
    [TestCase("\"status\": \"completed\"", "\"status\": \"running\"", "not finished")]
    public void Results_that_are_not_whole_or_of_another_version_are_refused(string here, string there, string why)
    {
        string path = Path.Combine(PathOf("single"), "manifest.json"), text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace(here, there, System.StringComparison.Ordinal));
        AssertRefused(why, _one, PathOf("single"));
        File.WriteAllText(path, text);
    }

    [Test]
    public void Damaged_tables_are_refused()
    {
        string path = Path.Combine(PathOf("alike"), "metrics.csv"), text = File.ReadAllText(path);
        foreach (string broken in (string[])["", "a,b\n", text[..(text.Length / 2)] + "\n1,2\n"])
        {
            File.WriteAllText(path, broken);
            AssertRefused("metrics.csv", _one, PathOf("alike"));
        }

        File.Delete(path);
        AssertRefused("metrics.csv", _one, PathOf("alike"));
        File.WriteAllText(path, text);
    }

    private static void AssertRefused(string why, params string[] words)
    {
        Said said = Command.Run(["compare", .. words]);
        Assert.That(said.Code, Is.EqualTo(2), said.Output);
        Assert.That(said.Output, Is.Empty);
        Assert.That(said.Error, Does.Contain(why));
    }
}
