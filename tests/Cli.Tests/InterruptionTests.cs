using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using NUnit.Framework;
using Simulator.Kernel;
using Tests.Testing;
using Process = System.Diagnostics.Process;

namespace Tests.Cli;

/// <summary>A study whose process is ended goes on where it stopped, to the same octets.</summary>
public sealed class InterruptionTests
{
    private const int WaitMilliseconds = 60_000, KillCount = 20, KillMilliseconds = 2_000;

    private const string Text = """
        scenario: long
        system: queueing
        replications: 12
        stop: 20 s
        parameters: { rate: 400 /s }
        network: { hop: { delay: 1 ms, rate: 10 Mbit/s } }
        nodes:
          source: { arrivals: poisson $rate, size: 97 B }
          server: { costs: { server.serve: exponential 1 ms } }
          sink: {}
        sweep: { rate: [400 /s, 800 /s] }

        """;

    private string _root = null!;
    private string _file = null!;

    [OneTimeSetUp]
    public void RunUndisturbed()
    {
        _root = Directory.CreateTempSubdirectory("interrupted-").FullName;
        _file = Path.Combine(_root, "long.yaml");
        File.WriteAllText(_file, Text);
        Assert.That(Command.Run(Words("whole")).Code, Is.Zero);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void By_the_user()
    {
        using Process process = StartAndWaitForRuns("int", count: 3);
        Signal(process, "INT");
        Assert.That(process.WaitForExit(WaitMilliseconds), Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(Manifest("int"), Does.Contain("\"status\": \"interrupted\""));
        AssertGoesOn("int");
    }

    [Test]
    public void By_force()
    {
        using Process process = StartAndWaitForRuns("kill", count: 3);
        process.Kill();
        Assert.That(process.WaitForExit(WaitMilliseconds), Is.True);
        Assert.That(Manifest("kill"), Does.Contain("\"status\": \"running\""));
        AssertGoesOn("kill");
    }

    [Test]
    public void By_force_twenty_times_at_any_moment()
    {
        // from the start of the process on, so that reading, planning, running and joining tables are all hit
        var delays = new RandomStream(1, 0, "delays");
        for (int kills = 0, attempt = 0; kills < KillCount; attempt++)
        {
            Assert.That(attempt, Is.LessThan(10 * KillCount), "the machine is too slow or too fast for this test");
            using Process process = Start("twenty");
            if (process.WaitForExit((int)delays.Uniform(0, KillMilliseconds)))
            {
                Assert.That(process.ExitCode, Is.Zero);
                AssertIsWhole("twenty");
                Directory.Delete(Path.Combine(_root, "twenty"), recursive: true); // it was faster: from the start
                continue;
            }

            process.Kill();
            Assert.That(process.WaitForExit(WaitMilliseconds), Is.True);
            kills++;
        }

        Assert.That(Command.Run(Words("twenty")).Code, Is.Zero);
        AssertIsWhole("twenty");
    }

    [Test]
    public void Two_processes_on_one_study_do_it_once()
    {
        using Process first = StartAndWaitForRuns("both", count: 1), second = Start("both");
        Assert.That(second.StandardError.ReadLine(), Does.Contain("another process works in").And.Contain("both"));
        string rest = second.StandardError.ReadToEnd();
        Assert.That(first.WaitForExit(WaitMilliseconds) && second.WaitForExit(WaitMilliseconds), Is.True);
        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)));
        Assert.That(rest, Does.StartWith("simulate: 24 runs, 24 finished before"));
        AssertIsWhole("both");
    }

    [Test]
    public void The_process_that_waits_goes_on_when_the_other_is_killed()
    {
        // one run at a time, so that some are left when the second process has started
        using Process first = StartAndWaitForRuns("heir", count: 1, jobs: "1"), second = Start("heir");
        Assert.That(second.StandardError.ReadLine(), Does.Contain("another process works in"));
        first.Kill();
        string rest = second.StandardError.ReadToEnd();
        Assert.That(second.WaitForExit(WaitMilliseconds), Is.True);
        Assert.That(second.ExitCode, Is.Zero, rest);
        Assert.That(rest, Does.Match(@"^simulate: 24 runs, ([1-9]|1\d|2[0-3]) finished before"));
        AssertIsWhole("heir");
    }

    private void AssertGoesOn(string folder)
    {
        int kept = Directory.GetDirectories(Path.Combine(_root, folder, "runs"), "?*-*").Length;
        Assert.That(kept, Is.InRange(3, 23), "runs that were finished");
        Said said = Command.Run(Words(folder));
        Assert.That(said.Code, Is.Zero, said.Output + said.Error);
        Assert.That(said.Output, Does.Match(@"^long: 24 of 24 runs completed, \d+ of them before, \d+ events\n"));
        AssertIsWhole(folder);
    }

    private void AssertIsWhole(string folder)
    {
        SortedDictionary<string, string> whole = StudyFiles.Of(Path.Combine(_root, "whole"));
        Assert.That(whole, Has.Count.GreaterThan(100));
        Assert.That(StudyFiles.Of(Path.Combine(_root, folder)), Is.EqualTo(whole));
    }

    private string[] Words(string folder, string jobs = "2") =>
        ["run", _file, "--out", Path.Combine(_root, folder), "--no-figures", "--jobs", jobs, "--progress", "plain"];

    private string Manifest(string folder) => File.ReadAllText(Path.Combine(_root, folder, "manifest.json"));

    // The program as users start it.
    private Process Start(string folder, string jobs = "2")
    {
        string program = Path.Combine(TestContext.CurrentContext.TestDirectory, "Simulator.Cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. Words(folder, jobs)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    // Its progress says when some runs are there.
    private Process StartAndWaitForRuns(string folder, int count, string jobs = "2")
    {
        Process process = Start(folder, jobs);
        for (string? line = ""; line is not null; line = process.StandardError.ReadLine())
        {
            if (line.StartsWith(FormattableString.Invariant($"[{count}/"), StringComparison.Ordinal))
            {
                return process;
            }
        }

        throw new AssertionException("the program has ended by itself");
    }

    private static void Signal(Process process, string signal)
    {
        string id = process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", ["-s", signal, id]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
