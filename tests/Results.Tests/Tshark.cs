using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using NUnit.Framework;

namespace Tests.Results;

/// <summary>Lets tshark, a reader that is not ours, read a capture file.</summary>
internal static class Tshark
{
    private const int WaitMilliseconds = 60_000;

    /// <summary>
    /// One line a frame: the fields asked for, separated by tabs. A file that tshark finds wrong fails the test.
    /// </summary>
    internal static string[][] Fields(string file, string profile, string filter, params string[] fields)
    {
        List<string> arguments = ["-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"];
        if (filter.Length > 0)
        {
            arguments.AddRange(["-Y", filter]);
        }

        foreach (string field in fields)
        {
            arguments.AddRange(["-e", field]);
        }

        string[] lines = Run(arguments, profile).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(lines, line => line.Split('\t'));
    }

    /// <summary>Runs tshark with its own configuration folder and returns what it prints.</summary>
    internal static string Run(List<string> arguments, string profile)
    {
        var start = new ProcessStartInfo("tshark", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WIRESHARK_CONFIG_DIR"] = profile;
        using Process process = Start(start);
        string complaints = "";
        process.ErrorDataReceived += (_, line) => complaints += line.Data + "\n";
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(WaitMilliseconds), Is.True, "tshark does not end");
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, complaints);
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new AssertionException(
                "tshark is missing: `./simulate test` installs it, or by hand `apt-get install tshark`", missing);
        }
    }
}
