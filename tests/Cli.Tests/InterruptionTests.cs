using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using NUnit.Framework;
using Tests.Testing;

namespace Tests.Cli;

/// <summary>A study whose process is ended goes on where it stopped, to the same octets.</summary>
public sealed class InterruptionTests
{
    private const int WaitMilliseconds = 60_000;

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

    private void AssertGoesOn(string folder)
    {
        int kept = Directory.GetDirectories(Path.Combine(_root, folder, "runs"), "?*-*").Length;
        Assert.That(kept, Is.InRange(3, 23), "runs that were finished");
        Said said = Command.Run(Words(folder));
        Assert.That(said.Code, Is.Zero, said.Output + said.Error);
        Assert.That(said.Output, Does.Match(@"^long: 24 of 24 runs completed, \d+ of them before, \d+ events\n"));
        SortedDictionary<string, string> whole = StudyFiles.Of(Path.Combine(_root, "whole"));
        Assert.That(whole, Has.Count.GreaterThan(100));
        Assert.That(StudyFiles.Of(Path.Combine(_root, folder)), Is.EqualTo(whole));
    }

    private string[] Words(string folder) =>
        ["run", _file, "--out", Path.Combine(_root, folder), "--no-figures", "--jobs", "2", "--progress", "plain"];

    private string Manifest(string folder) => File.ReadAllText(Path.Combine(_root, folder, "manifest.json"));

    // The program as users start it; its progress says when some runs are there.
    private Process StartAndWaitForRuns(string folder, int count)
    {
        string program = Path.Combine(TestContext.CurrentContext.TestDirectory, "Simulator.Cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. Words(folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
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
