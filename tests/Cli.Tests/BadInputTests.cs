using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Tests.Cli;

/// <summary>
/// Scenarios that cannot be run, as a user meets them: every error of the file at once with place, text and hint, exit
/// code 2, and nothing is written.
/// </summary>
public sealed class BadInputTests
{
    private const string Good = """
        scenario: bad
        system: queueing
        stop: 1 s
        parameters: { rate: 100 /s }
        network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }
        nodes:
          source: { arrivals: poisson $rate, size: 97 B }
          server: { costs: { server.serve: exponential 3 ms } }
          sink: {}
        sweep: { rate: [100 /s, 200 /s] }
        measure: [customer.latency]

        """;

    private string _root = null!;
    private string _file = null!;

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case(
            "an unclosed bracket", "[customer.latency]", "[customer.latency", "11:10", "'[' is never closed", "']'");
        yield return Case(
            "a bracket closed by another", "200 /s] }", "200 /s } ]", "10:32", "expected ',' or ']'", "quotes");
        yield return Case("a tab", "  sink: {}", "\tsink: {}", "9:1", "a tab cannot indent", "spaces");
        yield return Case("an unknown key", "stop: 1 s", "stpo: 1 s", "3:1", "unknown key 'stpo'", "'stop'");
        yield return Case(
            "a duplicate key", "stop: 1 s", "stop: 1 s\nstop: 2 s", "4:1", "stands here twice", "line 3");
        yield return Case("a missing unit", "stop: 1 s", "stop: 1", "3:7", "'1' has no unit", "ms, s");
        yield return Case("an unknown unit", "1 Mbit/s", "1 Mbps", "5:38", "unknown unit 'Mbps'", "'Mbit/s'");
        yield return Case("a wrong dimension", "delay: 1 ms", "delay: 1 B", "5:26", "takes a time", "'20 ms'");
        yield return Case(
            "a number out of range", "delay: 1 ms", "loss: 120 %", "5:25", "out of range", "from 0 % to 100 %");
        yield return Case(
            "a distribution that is none", "exponential 3 ms", "exponental 3 ms", "8:", "exponental", "'exponential'");
        yield return Case(
            "a dangling metric", "[customer.latency]", "[customer.latncy]", "11:11", "no metric", "customer.latency");
        yield return Case("a dangling parameter", "$rate", "$rote", "7:", "'rote'", "'rate'");
        yield return Case(
            "a dangling profile", "costs: { server.serve: exponential 3 ms }", "profile: fast", "8:22", "'fast'", "");
        yield return Case(
            "a sweep over an unknown path", "sweep: { rate", "sweep: { nodes.source.cuont", "10:10", "cuont", "count");
        yield return Case(
            "a node without a link", "network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }", "network: {}", "8:3",
            "no link joins server/0", "network.hop");
        yield return Case(
            "a role that is missing", "  sink: {}\n", "", "7:3", "needs a group of role 'sink'", "'sink: {}'");
        yield return Case(
            "a run longer than the clock", "stop: 1 s", "stop: 107 d", "3:7", "longer than the clock", "106 days");
        yield return Case("an unknown system", "queueing", "queing", "2:9", "'queing'", "'queueing'");
        yield return Case("another name", "scenario: bad", "scenario: good", "1:11", "called 'bad'", "rename the file");
        yield return Case(
            "a fault on nothing", "sweep:", "faults: [{ on: hip, what: drop, at: 1 ms }]\nsweep:", "10:16", "'hip'",
            "hop");
    }

    [SetUp]
    public void MakeFolder()
    {
        _root = Directory.CreateTempSubdirectory("bad-").FullName;
        _file = Path.Combine(_root, "bad.yaml");
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void What_the_cases_spoil_is_right()
    {
        File.WriteAllText(_file, Good);
        Assert.That(Command.Run("check", _file).Code, Is.Zero);
    }

    [TestCaseSource(nameof(Cases))]
    public void Is_said_where_it_stands_with_a_hint(string text, string place, string words, string hint)
    {
        File.WriteAllText(_file, text);
        string[] errors = Refused();
        Assert.That(errors.Where(error => error.StartsWith($"{_file}:{place}", StringComparison.Ordinal)
            && error.Contains(words)
            && error.Contains(hint)), Is.Not.Empty, string.Join('\n', errors));
    }

    [Test]
    public void Every_error_is_said_at_once_in_order()
    {
        File.WriteAllText(_file, Good
            .Replace("stop: 1 s", "stop: 1 sec", StringComparison.Ordinal)
            .Replace("1 Mbit/s", "1 Mbps", StringComparison.Ordinal)
            .Replace("97 B", "97 MB", StringComparison.Ordinal)
            .Replace("server.serve", "server.serv", StringComparison.Ordinal)
            .Replace("rate: [", "rat: [", StringComparison.Ordinal)
            .Replace("[customer.latency]", "[customer.latncy]\nspeed: 3", StringComparison.Ordinal));
        IEnumerable<string> lines = Refused().Select(error => error[(_file.Length + 1)..].Split(':')[0]);
        Assert.That(lines.Distinct(), Is.EqualTo("3 5 7 8 10 11 12".Split(' ')));
    }

    [TestCase("")]
    [TestCase("\n# nothing but a comment\n")]
    [TestCase("just words")]
    [TestCase("- a\n- list\n")]
    [TestCase("\0\u0001\u0002")]
    public void A_file_that_is_no_scenario(string text)
    {
        File.WriteAllText(_file, text);
        Assert.That(Refused(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_picture()
    {
        File.WriteAllBytes(_file, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Assert.That(Refused(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_profile_value_without_a_source()
    {
        string profiles = Directory.CreateDirectory(Path.Combine(_root, "profiles")).FullName;
        string profile = Path.Combine(profiles, "fast.yaml");
        File.WriteAllText(
            profile,
            "profile: fast\nkind: device\nabout: A test.\nvalues:\n  server.serve: { value: 1 ms, confidence: H }\n");
        File.WriteAllText(_file, Good.Replace(
            "costs: { server.serve: exponential 3 ms }", "profile: fast", StringComparison.Ordinal));
        Assert.That(Refused(), Has.Some.Contains("fast.yaml:5:17: values.server.serve has no source\n  hint: "));
    }

    [Test]
    public void No_file_and_a_folder_in_its_place()
    {
        Assert.That(Refused(), Has.Length.EqualTo(1));
        Directory.CreateDirectory(_file);
        Assert.That(Refused()[0], Does.StartWith($"{_file}:1:1: the file cannot be read\n  hint: "));
    }

    [Test]
    public void Results_that_would_lie_below_a_file()
    {
        File.WriteAllText(_file, Good);
        Said said = Command.Run("run", _file, "--out", Path.Combine(_file, "out"));
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.Contain("cannot be made"));
        Assert.That(File.ReadAllText(_file), Is.EqualTo(Good));
    }

    // Both commands say the same; of a run there is no trace.
    private string[] Refused()
    {
        string[] before = Directory.GetFileSystemEntries(_root, "*", SearchOption.AllDirectories);
        Said said = Command.Run("run", _file, "--out", Path.Combine(_root, "out"));
        Assert.That((said.Code, said.Error), Is.EqualTo((2, "")));
        Assert.That(Command.Run("check", _file), Is.EqualTo(said));
        Assert.That(Directory.GetFileSystemEntries(_root, "*", SearchOption.AllDirectories), Is.EquivalentTo(before));
        return Errors(said.Output);
    }

    // A hint stands on a line of its own, indented.
    private static string[] Errors(string output) =>
        [.. output.TrimEnd('\n').Replace("\n  hint", "\0  hint", StringComparison.Ordinal).Split('\n')
            .Select(error => error.Replace('\0', '\n'))];

    private static TestCaseData Case(
        string name, string old, string bad, string place, string words, string hint)
    {
        string text = Good.Replace(old, bad, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Good), name);
        return new TestCaseData(text, place, words, hint).SetArgDisplayNames(name);
    }
}
