using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;

namespace Tests.Runner;

/// <summary>Every transport of the queueing system over both versions of IP, as tshark reads it from a study.</summary>
public sealed class IpVersionTests
{
    private const string Faultless = "(ip.checksum.status == 1 || ipv6) "
        + "&& (udp.checksum.status == 1 || sctp.checksum.status == 1 || tcp.checksum.status == 1)";

    [TestCase("udp", "ipv4", "ip.src == 10.1.0.1")]
    [TestCase("udp", "ipv6", "ipv6.src == fd00::1:1")]
    [TestCase("sctp", "ipv4", "ip.src == 10.1.0.1")]
    [TestCase("sctp", "ipv6", "ipv6.src == fd00::1:1")]
    [TestCase("tcp", "ipv4", "ip.src == 10.1.0.1")]
    [TestCase("tcp", "ipv6", "ipv6.src == fd00::1:1")]
    public void Its_packets_are_right(string transport, string addresses, string source)
    {
        using var study = new Study();
        CampaignResult result = Capture(study, "study", transport, addresses);
        int frames = Count(result.Folder, "frame");
        Assert.That(frames, Is.GreaterThan(100));
        Assert.That(Count(result.Folder, Faultless), Is.EqualTo(frames));
        Assert.That(Count(result.Folder, "_ws.malformed || _ws.expert.severity >= warning"), Is.Zero);
        Assert.That(Count(result.Folder, source), Is.Positive);
        Assert.That(Count(result.Folder, transport), Is.EqualTo(frames));
    }

    [Test]
    public void The_version_of_ip_changes_times_and_octets_and_no_arrival()
    {
        using var study = new Study();
        CampaignResult four = Capture(study, "four", "udp", "ipv4"), six = Capture(study, "six", "udp", "ipv6");
        Assert.That(six.Runs[0].Fingerprint.Wire, Is.Not.EqualTo(four.Runs[0].Fingerprint.Wire));
        Assert.That(six.Runs[0].Fingerprint.Time, Is.Not.EqualTo(four.Runs[0].Fingerprint.Time));
        Assert.That(Started(six), Is.EqualTo(Started(four)).And.Positive);
    }

    private static double Started(CampaignResult result) =>
        result.Summary.First(row => row.Metric == "customer.started").Estimate.Mean;

    private static CampaignResult Capture(Study study, string folder, string transport, string addresses) =>
        Campaign.Run(
            Study.Plan(Study.Text, $"options={{ transport: {transport}, addresses: {addresses} }}", "replications=1"),
            study.Options(folder) with { Capture = new RunKey(0, 0) });

    private static int Count(string folder, string filter)
    {
        string file = Path.Combine(folder, RunRecorder.CaptureFile);
        var start = new ProcessStartInfo(
            "tshark", ["-n", "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WIRESHARK_CONFIG_DIR"] = Path.Combine(folder, WiresharkProfile.Folder);
        try
        {
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, filter);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (Win32Exception missing)
        {
            throw new AssertionException("tshark is missing: `./simulate test` installs it", missing);
        }
    }
}
