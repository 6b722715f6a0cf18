using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Results;
using Simulator.Scenarios;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>
/// tshark, which is not ours, reads the packets of every point of every shipped scenario: a whole file, nothing
/// malformed, no warning, every checksum verified. Only a frame that a fault made wrong may be wrong, and says so.
/// </summary>
public sealed class CaptureTests
{
    // What tshark must find as often as messages.csv counts it, for each system: a protocol or message, and the filter
    // that selects the frames with it.
    private static readonly Dictionary<string, (string Name, string Filter)[]> Counted =
        new(StringComparer.Ordinal)
        {
            ["queueing"] =
            [
                ("CUSTOMER", "udp || tcp.len > 0 || sctp.chunk_type == 0"),
                ("INIT", "sctp.chunk_type == 1"),
                ("INIT ACK", "sctp.chunk_type == 2"),
                ("COOKIE ECHO", "sctp.chunk_type == 10"),
                ("COOKIE ACK", "sctp.chunk_type == 11"),
                ("SACK", "sctp.chunk_type == 3 && !(sctp.chunk_type == 0)"),
                ("SYN", "tcp.flags.syn == 1 && tcp.flags.ack == 0"),
                ("SYN, ACK", "tcp.flags.syn == 1 && tcp.flags.ack == 1"),
                ("ACK", "tcp.flags == 0x010 && tcp.len == 0"),
            ],
            ["lte"] =
            [
                ("S1AP", "sctp.data_payload_proto_id == 18"),     // also those that are sent again, which tshark
                ("Diameter", "sctp.data_payload_proto_id == 46"), // does not take apart a second time
                ("RRC", "lte_rrc"),
                ("NAS-EPS", "nas-eps && !s1ap"),
                ("ATTACH REQUEST", "nas_eps.nas_msg_emm_type == 0x41 && !s1ap"),
                ("ATTACH COMPLETE", "nas_eps.nas_msg_emm_type == 0x43 && !s1ap"),
                ("InitialUEMessage", "s1ap.InitialUEMessage_element"),
            ],
            ["federation"] =
            [
                ("S1AP", "sctp.data_payload_proto_id == 18"),
                ("Diameter", "sctp.data_payload_proto_id == 46"),
                ("InitialUEMessage", "s1ap.InitialUEMessage_element"),
                ("HTTP", "http"),
                ("POST /v1/authentication-vectors", "http.request.uri == \"/v1/authentication-vectors\" && json"),
                ("GET /service", "http.request.uri contains \"/service\""),
                ("POST /authorize/aka", "http.request.uri == \"/authorize/aka\" && json"),
                ("POST /callback", "http.request.method == POST && http.request.uri == \"/callback\""),
                ("302 Found", "http.response.code == 302"),
                ("200 OK", "http.response.code == 200"),
            ],
        };

    // What tshark has taken apart before, or will when the gap is filled.
    private const string SentAgain = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission"
        + " || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order || sctp.retransmission";

    private static IReadOnlyList<string> Names => Checkout.ScenarioNames;

    [TestCaseSource(nameof(Names))]
    public void Tshark_finds_nothing_wrong_at_any_point(string name)
    {
        SmallStudy study = SmallStudy.Of(name);
        foreach (StudyPoint point in study.Plan.Points)
        {
            string run = study.Capture(point.Index);
            string where = $"point {point.Index}: {string.Join(' ', point.Values)}";
            CaptureReading capture = CaptureReading.Of(run);
            Assert.That(capture.Frames, Has.Count.EqualTo(study.PacketCount(point.Index)).And.Count.Positive, where);
            Assert.That(capture.Complaints(study.Plan.Scenario.Faults.Count > 0).Take(10), Is.Empty, where);
            Assert.Multiple(() => AssertCounts(study, run, capture, where));
        }
    }

    [TestCase("federation/both-ways")]
    [TestCase("federation/chained-proxies")]
    [TestCase("federation/mechanism-2-code")]
    public void Tshark_reads_the_JSON_of_every_message_that_says_it_has_some(string name)
    {
        CaptureReading capture = CaptureReading.Of(SmallStudy.Of(name).Capture(0));
        const string HasJson = "http.content_type == \"application/json\" && http.content_length > 0";
        Assert.That(capture.Count(HasJson), Is.Positive);
        Assert.That(capture.Count($"{HasJson} && !json"), Is.Zero);
        Assert.That(capture.Count("http && _ws.malformed"), Is.Zero);
    }

    // ---- the check itself can fail

    [Test]
    public void A_changed_octet_is_found()
    {
        string run = SmallStudy.Of("theory/mm1").Capture(0);
        Assert.That(Changed(run, file => file[^12] ^= 1).Complaints(), Has.Exactly(1).Items);
    }

    [Test]
    public void A_cut_file_is_found()
    {
        string run = SmallStudy.Of("theory/mm1").Capture(0);
        byte[] octets = File.ReadAllBytes(Path.Combine(run, RunRecorder.CaptureFile));
        Assert.That(() => Reading(run, octets[..^9]), Throws.InstanceOf<AssertionException>());
    }

    [Test]
    public void Without_the_profile_no_checksum_is_verified()
    {
        string run = SmallStudy.Of("theory/mm1").Capture(0);
        var capture = new CaptureReading(Path.Combine(run, RunRecorder.CaptureFile), run);
        Assert.That(capture.Complaints().Count(), Is.EqualTo(capture.Frames.Count));
    }

    [TestCase("fault: corrupt", 0)]
    [TestCase("a comment", 1)]
    [TestCase(null, 1)]
    public void A_wrong_frame_is_forgiven_only_if_a_fault_made_it_so(string? comment, int complaints)
    {
        string run = SmallStudy.Of("theory/mm1").Capture(0);
        byte[] wrong = Convert.FromHexString("45000020000000004011" + "66CC" + "0A0000010A000002"
            + "03E807D0000C" + "0000" + "DEADBEEF"); // the checksum of the header is one too high
        using var stream = new MemoryStream();
        using (var writer = new PcapngWriter(stream, leaveOpen: true))
        {
            writer.AddPacket(writer.AddInterface("a", CaptureLinkType.RawIp), SimTime.Zero, wrong, comment);
        }

        Assert.That(Reading(run, stream.ToArray()).Complaints().Count(), Is.EqualTo(complaints));
    }

    private static void AssertCounts(SmallStudy study, string run, CaptureReading capture, string where)
    {
        MessageRow[] rows = [.. CsvTables.Messages.Read(run)];
        (string Name, string Filter)[] counted = Counted.GetValueOrDefault(study.Plan.Scenario.System.Name, []);
        counted = [.. counted.Where(each => rows.Any(row => IsOf(row, each.Name) && row.Count > row.Dropped))];
        int[] counts = capture.Counts([.. counted.Select(each => each.Filter), SentAgain]);
        foreach (((string name, string filter), int found) in counted.Zip(counts))
        {
            // what a full queue drops never leaves; what finds its receiver down has left
            long mostCount = rows.Where(row => IsOf(row, name)).Sum(row => row.Count);
            long leastCount = mostCount - rows.Where(row => IsOf(row, name)).Sum(row => row.Dropped);
            mostCount = HasCrash(study) ? mostCount : leastCount;
            leastCount -= filter.Contains("http") || filter.Contains("s1ap.") ? counts[^1] : 0;
            Assert.That(found, Is.InRange(leastCount, mostCount), $"{where}, {name}");
        }
    }

    private static bool HasCrash(SmallStudy study) => study.Plan.Scenario.Faults.Any(
        fault => fault.Action is FaultAction.Crash or FaultAction.Restart);

    // A packet may carry several messages ("A + B"), and a message another ("A [B]").
    private static bool IsOf(MessageRow row, string name) => row.Protocol == name
        || row.Message.Split(" + ").Any(message => message.Split(" [")[0] == name);

    private static CaptureReading Changed(string run, Action<byte[]> change)
    {
        byte[] octets = File.ReadAllBytes(Path.Combine(run, RunRecorder.CaptureFile));
        change(octets);
        return Reading(run, octets);
    }

    private static CaptureReading Reading(string run, byte[] octets)
    {
        string folder = Directory.CreateTempSubdirectory("capture-").FullName;
        try
        {
            string file = Path.Combine(folder, RunRecorder.CaptureFile);
            File.WriteAllBytes(file, octets);
            var reading = new CaptureReading(file, Path.Combine(run, WiresharkProfile.Folder));
            Assert.That(reading.Frames, Is.Not.Empty); // while the file is there
            return reading;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
