using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using NUnit.Framework;

namespace Tests.Testing;

/// <summary>What tshark, a decoder that is not ours, reads in one frame.</summary>
/// <param name="Protocol">Its protocol column, e.g. <c>NAS-EPS</c>.</param>
/// <param name="Info">Its info column: the names of the messages.</param>
/// <param name="Severity">The worst expert severity: 0 none, else a constant of <see cref="Tshark"/>.</param>
/// <param name="Complaint">The expert messages.</param>
/// <param name="Fields">The first value of each field asked for, in that order; empty if absent.</param>
internal sealed record TsharkFrame(
    string Protocol, string Info, int Severity, string Complaint, IReadOnlyList<string> Fields);

/// <summary>Lets tshark, a decoder that is not ours, read capture files.</summary>
internal static class Tshark
{
    /// <summary>Expert severities of tshark (epan/proto.h), as its fields print them.</summary>
    internal const int Note = 0x400000, Warning = 0x600000, Error = 0x800000;

    private const int WaitMilliseconds = 60_000;

    private static readonly string[] Columns =
        ["_ws.col.Protocol", "_ws.col.Info", "_ws.expert.severity", "_ws.expert.message"];

    /// <summary>
    /// One line a frame: the fields asked for, several values of one joined by commas. A file whose structure tshark
    /// finds wrong fails the test.
    /// </summary>
    /// <param name="file">The capture.</param>
    /// <param name="profile">tshark's configuration folder.</param>
    /// <param name="filter">Which frames; empty for all.</param>
    /// <param name="fields">The fields, as for <c>-e</c>.</param>
    internal static string[][] Fields(string file, string profile, string filter, params string[] fields) =>
        Lines(file, profile, filter, options: [], fields);

    /// <summary>What tshark makes of each frame of a capture.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="profile">tshark's configuration folder.</param>
    /// <param name="options">Preferences as for <c>-o</c>.</param>
    /// <param name="fields">Further fields to read from each frame.</param>
    internal static IReadOnlyList<TsharkFrame> Frames(
        string file, string profile, string[]? options = null, string[]? fields = null)
    {
        List<string> columns = [.. Columns]; // tshark prints a field once, however often it is asked for
        foreach (string field in fields ?? [])
        {
            columns.AddRange(columns.Contains(field) ? [] : [field]);
        }

        string[][] lines = Lines(file, profile, "", options ?? [], [.. columns]);
        return Array.ConvertAll(lines, line => Parse(line, columns, fields ?? []));
    }

    /// <summary>What tshark makes of a capture that a test has made in memory.</summary>
    /// <param name="capture">The file.</param>
    /// <param name="frameCount">How many frames it holds.</param>
    /// <param name="options">Preferences as for <c>-o</c>.</param>
    /// <param name="fields">Further fields to read from each frame.</param>
    internal static IReadOnlyList<TsharkFrame> ReadCapture(
        byte[] capture, int frameCount, string[]? options = null, string[]? fields = null)
    {
        string folder = Directory.CreateTempSubdirectory("tshark-").FullName;
        try
        {
            string file = Path.Combine(folder, "capture.pcap");
            File.WriteAllBytes(file, capture);
            IReadOnlyList<TsharkFrame> frames = Frames(file, folder, options, fields);
            Assert.That(frames, Has.Count.EqualTo(frameCount), "frames that tshark sees");
            return frames;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs tshark and returns what it prints; if it cannot read what it is given, the test fails.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="profile">Its configuration folder, so that nobody's own preferences count.</param>
    internal static string Run(IEnumerable<string> arguments, string profile)
    {
        var start = new ProcessStartInfo("tshark", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WIRESHARK_CONFIG_DIR"] = profile;
        var complaints = new StringBuilder();
        using Process process = Start(start);
        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(WaitMilliseconds), Is.True, "tshark does not end");
        process.WaitForExit();

        // an unknown field or filter word prints nothing and exits 1 or 2, a cut file exits 2
        Assert.That(process.ExitCode, Is.Zero, complaints.ToString());
        return output;
    }

    private static string[][] Lines(
        string file, string profile, string filter, IEnumerable<string> options, string[] fields)
    {
        List<string> arguments = ["-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"];
        foreach (string option in options)
        {
            arguments.AddRange(["-o", option]);
        }

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

    private static TsharkFrame Parse(string[] values, List<string> columns, string[] fields)
    {
        int severity = 0;
        foreach (string value in values[2].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            severity = Math.Max(severity, int.Parse(value, CultureInfo.InvariantCulture));
        }

        string[] first = Array.ConvertAll(fields, field => values[columns.IndexOf(field)].Split(',')[0]);
        return new(values[0], values[1], severity, values[3], first);
    }
}
