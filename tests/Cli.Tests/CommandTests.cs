using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using NUnit.Framework;
using Simulator.Cli;
using Tests.Testing;

namespace Tests.Cli;

/// <summary>Commands as a user gives them: what they print, what they leave, how they exit.</summary>
public sealed class CommandTests
{
    private const string Text = """
        # Question   How long does a customer stay?
        scenario: tiny
        system: queueing
        replications: 2
        stop: 1 s
        parameters: { rate: 100 /s }
        network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }
        nodes:
          source: { arrivals: poisson $rate, size: 97 B }
          server: { costs: { server.serve: exponential 3 ms } }
          sink: {}
        sweep: { rate: [100 /s, 200 /s] }
        small: { replications: 1 }

        """;

    private string _root = null!;
    private string _file = null!;
    private string _out = null!;

    [SetUp]
    public void MakeFolder()
    {
        _root = Directory.CreateTempSubdirectory("cli-").FullName;
        _out = Path.Combine(_root, "out");
        _file = Write(Text);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    // ---- run

    [Test]
    public void A_run_prints_a_table_and_the_path_and_nothing_else()
    {
        Said said = Run("run", _file, "--out", _out, "--no-figures");
        Assert.That(said.Code, Is.Zero);
        Assert.That(said.Error, Does.Match(
            @"^simulate: 4 runs, 0 finished before\nsimulate: they take about \S+ \S+, and \S+ MiB of disk\n$"));
        string[] lines = said.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines[0], Does.Match(@"^tiny: 4 of 4 runs completed, \d+ events$"));
        Assert.That(lines[2], Does.StartWith("  rate").And.Contain("customer.latency.mean (source)"));
        Assert.That(lines[3], Does.Match(@"^  100 /s  \S+ ms ± "));
        Assert.That(lines[^1], Does.EndWith("out"));
        Assert.That(File.Exists(Path.Combine(_out, "summary.csv")), Is.True);
        Assert.That(Directory.Exists(Path.Combine(_out, "figures")), Is.False);
    }

    [Test]
    public void Options_reach_the_run()
    {
        Said said = Run(
            "run", "--pcap", _file, "--out", _out, "--no-figures", "--seed", "7", "--replications", "1", "--jobs", "1",
            "--set", "sweep.rate=[50 /s]", "--set", "stop=2 s", "--progress", "plain");
        Assert.That(said.Code, Is.Zero);
        Assert.That(said.Error, Does.Contain("[1/1] 0:0 done"));
        string effective = File.ReadAllText(Path.Combine(_out, "effective.yaml"));
        Assert.That(effective, Does.Contain("seed: 7").And.Contain("replications: 1").And.Contain("stop: 2 s"));
        Assert.That(File.Exists(Path.Combine(_out, "capture.pcapng")), Is.True);
    }

    [Test]
    public void A_small_run_is_small()
    {
        Said said = Run("run", _file, "--small", "--out", _out, "--no-figures", "--only", "1:0", "--pcap");
        string[] lines = said.Output.Split('\n');
        Assert.That(said.Code, Is.Zero);
        Assert.That(lines[0], Does.StartWith("tiny: 1 of 1 runs completed, "));
        Assert.That(lines[3], Does.StartWith("  200 /s "), "the only point that has run");
        Assert.That(lines[4], Is.Empty);
        Assert.That(File.ReadAllText(Path.Combine(_out, "manifest.json")), Does.Contain("\"run\": \"1-0\""));
    }

    [Test]
    public void A_wrong_scenario_says_where_and_writes_nothing()
    {
        string file = Write(Text.Replace("stop: 1 s", "stop: 1 sec", StringComparison.Ordinal));
        Said said = Run("run", file, "--out", _out);
        Assert.That(said.Code, Is.EqualTo(2));
        Assert.That(said.Output, Does.Contain("tiny.yaml:5:").And.Contain("hint: "));
        Assert.That(Directory.Exists(_out), Is.False);
    }

    [TestCase("--only 2:0")]
    [TestCase("--only 0:2")]
    [TestCase("--pcap 9:9")]
    public void A_run_that_the_study_does_not_have_is_bad_input(string option)
    {
        Said said = Run(["run", _file, "--out", _out, .. option.Split(' ')]);
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.Contain("points are 0 to 1, replications 0 to 1"));
        Assert.That(Directory.Exists(_out), Is.False);
    }

    [Test]
    public void A_folder_with_something_else_is_bad_input_and_stays()
    {
        Directory.CreateDirectory(_out);
        File.WriteAllText(Path.Combine(_out, "thesis.txt"), "mine");
        Assert.That(Run("run", _file, "--out", _out, "--fresh").Code, Is.EqualTo(2));
        Assert.That(Directory.GetFileSystemEntries(_out), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_missed_expectation_is_printed_with_value_interval_and_bounds()
    {
        string file = Write(Text + "expect:\n  - { value: customer.latency.mean, at: { rate: 100 /s }, above: 1 s }\n");
        Said said = Run("run", file, "--out", _out, "--no-figures");
        Assert.That(said.Code, Is.EqualTo(3));
        Assert.That(said.Output, Does.Contain("0 of 1 expectations hold"));
        Assert.That(said.Output, Does.Match(
            @"latency\.mean rate=100 /s: \S+ ms in \[.*\] \(99\.9 %\), expected above 1 s: too small"));
        Assert.That(Run("run", file, "--out", _out + "2", "--no-figures", "--small").Code, Is.Zero);
    }

    [Test]
    public void A_failed_run_is_printed_and_exits_with_one()
    {
        string file = Write(Text.Replace("stop: 1 s", "stop: 2 d", StringComparison.Ordinal)
            .Replace("poisson $rate", "at 1 d", StringComparison.Ordinal)
            .Replace("delay: 1 ms, rate: 1 Mbit/s", "delay: 106 d", StringComparison.Ordinal)
            .Replace("parameters: { rate: 100 /s }\n", "", StringComparison.Ordinal)
            .Replace("sweep: { rate: [100 /s, 200 /s] }\n", "", StringComparison.Ordinal));
        Said said = Run("run", file, "--out", _out, "--no-figures");
        Assert.That(said.Code, Is.EqualTo(1), said.Output);
        Assert.That(said.Output, Does.Contain("run 0:1 failed: ").And.Contain("0 of 2 runs completed, 2 failed"));
    }

    [Test]
    public void An_interrupted_run_exits_with_130()
    {
        Said said = Command.Run(new CancellationToken(canceled: true), "run", _file, "--out", _out, "--no-figures");
        Assert.That(said.Code, Is.EqualTo(130));
        Assert.That(said.Output, Does.Contain("0 of 4 runs completed, interrupted"));
    }

    // ---- wrong command lines

    [TestCase("")]
    [TestCase("fly")]
    [TestCase("run")]
    [TestCase("run FILE more")]
    [TestCase("run FILE --jobs 0")]
    [TestCase("run FILE --jobs many")]
    [TestCase("run FILE --replications 0")]
    [TestCase("run FILE --replications 100001")]
    [TestCase("run FILE --seed x")]
    [TestCase("run FILE --only 1")]
    [TestCase("run FILE --only 1:2:3")]
    [TestCase("run FILE --only 1-2")]
    [TestCase("run FILE --only -1:0")]
    [TestCase("run FILE --pcap=x")]
    [TestCase("run FILE --progress loud")]
    [TestCase("run FILE --set")]
    [TestCase("run FILE --out")]
    [TestCase("run FILE --quick")]
    [TestCase("check")]
    [TestCase("check FILE --format xml")]
    [TestCase("list")]
    [TestCase("list planets")]
    [TestCase("plot")]
    [TestCase("report")]
    [TestCase("ladder")]
    [TestCase("ladder DIR --format png")]
    [TestCase("ladder DIR --procedure customer")]
    [TestCase("ladder DIR --procedure customer/first")]
    [TestCase("ladder DIR --procedure /3")]
    [TestCase("ladder DIR --procedure customer/-1")]
    [TestCase("ladder DIR --run 1")]
    [TestCase("ladder DIR --from 3")]
    [TestCase("ladder DIR --from soon")]
    [TestCase("ladder DIR --to -1s")]
    [TestCase("ladder DIR --to 5B")]
    [TestCase("ladder DIR --to")]
    [TestCase("plot DIR --format gif")]
    [TestCase("schema more")]
    [TestCase("bench nothing")]
    [TestCase("bench kernel --rounds 4")]
    [TestCase("bench kernel --rounds few")]
    [TestCase("run FILE --jobs 99999999999")]
    public void A_wrong_command_line_is_bad_input(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Said said = Run(Array.ConvertAll(words, word => word == "FILE" ? _file : word));
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.StartWith("simulate: ").And.Contain("--help"));
        Assert.That(Directory.GetFileSystemEntries(_root), Has.Length.EqualTo(1), "nothing was written");
    }

    [TestCase("run FILE --set nodes.source.size=fast", "--set 1:")]
    [TestCase("run FILE --set stop", "is not PATH=VALUE")]
    [TestCase("run FILE --set rate=1", "--set 1:")]
    public void A_wrong_value_of_set_is_bad_input(string line, string words)
    {
        Said said = Run(Array.ConvertAll(line.Split(' '), word => word == "FILE" ? _file : word));
        Assert.That(said.Code, Is.EqualTo(2));
        Assert.That(said.Output, Does.Contain(words));
    }

    [TestCase("plot")]
    [TestCase("report")]
    [TestCase("ladder")]
    public void A_folder_without_results_is_bad_input(string command)
    {
        Said said = Run(command, _root);
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.Contain("holds no"));
    }

    // ---- help

    [TestCase("", "Exit codes")]
    [TestCase("run", "--only <POINT:REPLICATION>")]
    [TestCase("check", "--format <text|json>")]
    [TestCase("list", "systems|roles|metrics|scenarios")]
    [TestCase("plot", "<DIR>")]
    [TestCase("report", "<DIR>")]
    [TestCase("ladder", "mermaid")]
    [TestCase("schema", "JSON Schema")]
    [TestCase("bench", "--rounds <N>")]
    public void Every_command_explains_itself(string command, string words)
    {
        Said said = Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That((said.Code, said.Error), Is.EqualTo((0, "")));
        Assert.That(said.Output, Does.Contain(words).And.Contain("simulate"));
    }

    [Test]
    public void Help_of_run_explains_every_option()
    {
        string help = Run("run", "--help").Output;
        foreach (string option in (string[])[
            "--out", "--set", "--seed", "--replications", "--jobs", "--pcap", "--fresh", "--small", "--only",
            "--no-figures", "--progress"])
        {
            Assert.That(help, Does.Match($@"\n  {option}( <[^>]+>)?  +[A-Z]"), option);
        }
    }

    // ---- the other commands

    [Test]
    public void Check_finds_no_errors_or_all_of_them()
    {
        Assert.That(Run("check", _file), Is.EqualTo(new Said(0, $"{_file}: no errors\n", "")));
        Assert.That(Run("check", _file, "--format", "json"), Is.EqualTo(new Said(0, "[]\n", "")));
        string file = Write(Text.Replace("stop: 1 s", "stop: 1 sec\nspeed: 3", StringComparison.Ordinal));
        Said said = Run("check", file, "--format", "json");
        Assert.That((said.Code, said.Error), Is.EqualTo((2, "")));
        JsonElement[] errors = [.. JsonDocument.Parse(said.Output).RootElement.EnumerateArray()];
        Assert.That(string.Join(' ', errors.Select(error => error.GetProperty("line"))), Is.EqualTo("5 6"));
        foreach (string name in (string[])["file", "column", "code", "text", "hint"])
        {
            Assert.That(errors[0].TryGetProperty(name, out _), Is.True, name);
        }

        Assert.That(Run("check", Path.Combine(_root, "none.yaml")).Code, Is.EqualTo(2));
    }

    [TestCase("systems", "queueing", "Customers that pass")]
    [TestCase("roles", "queueing", "server")]
    [TestCase("metrics", "every system", "{procedure}.latency")]
    [TestCase("scenarios", "mm1.yaml", "How long does a customer stay")]
    public void List_has_a_line_each(string what, string first, string second)
    {
        Said said = Run("list", what);
        Assert.That(said.Code, Is.Zero);
        Assert.That(said.Output.Split('\n'), Has.Some.Contains(first).And.Some.Contains(second));
    }

    [Test]
    public void A_ladder_is_drawn_in_three_forms_and_figures_again()
    {
        Run("run", _file, "--out", _out, "--no-figures");
        Assert.That(Run("ladder", _out).Output, Is.EqualTo(File.ReadAllText(Path.Combine(_out, "ladder.txt"))));
        Assert.That(Run("ladder", _out, "--format", "mermaid").Output, Does.StartWith("sequenceDiagram\n"));
        Assert.That(Run("ladder", _out, "--format", "svg").Output, Does.StartWith("<svg"));
        Said plot = Run("plot", _out);
        Assert.That(plot.Code, Is.Zero);
        Assert.That(plot.Output, Does.Contain(" figures in "));
        Assert.That(Directory.GetFiles(Path.Combine(_out, "figures"), "*.gp"), Is.Not.Empty);
    }

    [Test]
    public void A_ladder_of_another_procedure_or_of_a_time_comes_from_the_run_repeated()
    {
        Run("run", _file, "--out", _out, "--no-figures");
        string stored = Run("ladder", _out).Output;
        Assert.That(Run("ladder", _out, "--procedure", "customer/0"), Is.EqualTo(new Said(0, stored, "")));
        string other = Run("ladder", _out, "--procedure", "customer/3", "--run", "1:0").Output;
        Assert.That(other, Does.Contain("CUSTOMER").And.Not.EqualTo(stored));
        Assert.That(other.Split('\n'), Has.Length.EqualTo(stored.Split('\n').Length));
        string window = Run("ladder", _out, "--from", "100 ms", "--to", "300ms").Output;
        double[] times =
        [
            .. window.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => double.Parse(line.Split(" ms")[0], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Assert.That(times, Has.Length.GreaterThan(3));
        Assert.That(times, Is.Ordered.And.All.InRange(100, 300));
        Said svg = Run("ladder", _out, "--from", "900 ms", "--format", "svg");
        Assert.That(System.Xml.Linq.XDocument.Parse(svg.Output).Root!.Value, Does.Contain("CUSTOMER"));
    }

    [TestCase("--procedure costumer/1", "there is no procedure 'costumer': did you mean 'customer'?")]
    [TestCase("--procedure customer/9999", "there is no procedure 'customer/9999' in run 0:0: numbers go from 0 to ")]
    [TestCase("--procedure customer/0 --from 50s", "'customer/0' sends nothing in run 0:0 in this time")]
    [TestCase("--from 2s --to 1s", "the time ends before it starts")]
    [TestCase("--from 1s --to 1s", "the time ends before it starts")]
    [TestCase("--from 500s", "nothing is sent in run 0:0 in this time")]
    [TestCase("--run 7:0", "the study has no run 7:0: its points go from 0 to 1, its replications from 0 to ")]
    [TestCase("--run 0:77", "the study has no run 0:77")]
    public void Messages_that_do_not_exist_are_bad_input(string options, string words)
    {
        Run("run", _file, "--out", _out, "--no-figures");
        Said said = Run(["ladder", _out, .. options.Split(' ')]);
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.Contain(words));
    }

    [Test]
    public void A_run_of_another_version_is_not_repeated()
    {
        Run("run", _file, "--out", _out, "--no-figures");
        string manifest = Path.Combine(_out, "manifest.json");
        string text = File.ReadAllText(manifest);
        int hash = text.IndexOf("\"hash\": \"", StringComparison.Ordinal) + 9;
        File.WriteAllText(manifest, string.Concat(text.AsSpan(0, hash), "00000000", text.AsSpan(hash + 8)));
        Said said = Run("ladder", _out, "--from", "0 s");
        Assert.That(said.Code, Is.EqualTo(2));
        Assert.That(said.Error, Does.Contain("was written by another version"));
        Assert.That(Run("ladder", _out, "--procedure", "customer/0", "--run", "0:0").Code, Is.EqualTo(2));
    }

    [Test]
    public void A_folder_that_is_no_study_has_no_other_messages()
    {
        Said said = Run("ladder", _root, "--from", "0 s");
        Assert.That((said.Code, said.Output), Is.EqualTo((2, "")));
        Assert.That(said.Error, Does.Contain("holds no results of a study"));
    }

    [Test]
    public void A_PDF_is_drawn_on_request()
    {
        Run("run", _file, "--out", _out, "--no-figures");
        Assert.That(Run("plot", _out, "--format", "pdf").Code, Is.Zero);
        string figures = Path.Combine(_out, "figures");
        string[] names = Directory.GetFiles(figures, "*.pdf");
        Assert.That(names, Has.Length.EqualTo(Directory.GetFiles(figures, "*.gp").Length).And.Not.Empty);
        Assert.That(File.ReadAllText(names[0], System.Text.Encoding.Latin1), Does.Contain("(D:20250101000000"));
    }

    [Test]
    public void Figures_are_not_drawn_again_without_the_scenario_that_made_them()
    {
        Run("run", _file, "--out", _out, "--no-figures");
        File.AppendAllText(Path.Combine(_out, "effective.yaml"), "speed: 3\n");
        Said said = Run("plot", _out);
        Assert.That(said.Code, Is.EqualTo(2));
        Assert.That(said.Output, Does.Contain("unknown key 'speed'"));
    }

    [Test]
    public void Every_link_has_a_capture_of_its_own_if_all_hops_are_asked_for()
    {
        Said said = Run(
            "run", _file, "--out", _out, "--no-figures", "--only", "1:1", "--pcap", "--set", "capture={ hops: all }");
        Assert.That(said.Code, Is.Zero, said.Output);
        string profile = Path.Combine(_out, "wireshark");
        string[] names = [.. Directory.GetFiles(Path.Combine(_out, "hops")).Order(StringComparer.Ordinal)];
        Assert.That(names.Select(Path.GetFileName), Is.EqualTo((string[])
            ["hop-server-0-sink-0.pcapng", "hop-source-0-server-0.pcapng"]));
        foreach (string name in names)
        {
            string[][] frames = Tshark.Fields(name, profile, "udp", "frame.interface_name", "ip.checksum.status");
            Assert.That(frames, Is.Not.Empty);
            Assert.That(frames.Select(frame => FileName(frame[0])).Distinct(), Is.EqualTo((string[])
                [Path.GetFileNameWithoutExtension(name)]));
            Assert.That(frames.Select(frame => frame[1]), Has.All.EqualTo("1"));
        }

        static string FileName(string link) => link.Replace(':', '-').Replace('/', '-');
    }

    [Test]
    public void Somebody_who_watches_gets_the_same_table()
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var terminal = new Terminal(output, error, IsInteractive: true, CancellationToken.None);
        Assert.That(CommandLine.Run(["run", _file, "--out", _out, "--no-figures"], terminal), Is.Zero);
        Said quiet = Run("run", _file, "--out", _out, "--no-figures", "--fresh", "--progress", "none");
        Assert.That(quiet, Is.EqualTo(new Said(0, output.ToString(), "")));
    }

    [Test]
    public void The_schema_is_json()
    {
        using JsonDocument schema = JsonDocument.Parse(Run("schema").Output);
        Assert.That(schema.RootElement.GetProperty("$schema").GetString(), Does.Contain("json-schema.org"));
    }

    private static Said Run(params string[] words) => Command.Run(words);

    private string Write(string text)
    {
        string path = Path.Combine(_root, "tiny.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
