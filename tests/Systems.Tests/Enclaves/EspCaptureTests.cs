using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Systems.Enclaves;

/// <summary>
/// tshark decrypts every ESP packet of the shipped captures with the profile beside them and finds every ICV good; with
/// other keys it finds none good.
/// </summary>
public sealed class EspCaptureTests
{
    private static IEnumerable<string> Names =>
        Checkout.ScenarioNames.Where(name => name.StartsWith("enclaves/", System.StringComparison.Ordinal));

    [TestCaseSource(nameof(Names))]
    public void Every_packet_is_decrypted_and_authentic(string name)
    {
        SmallStudy study = SmallStudy.Of(name);
        foreach (StudyPoint point in study.Plan.Points)
        {
            var capture = CaptureReading.Of(study.Capture(point.Index));
            string where = $"point {point.Index}: {string.Join(' ', point.Values)}";
            const string Unmarked = "!frame.comment"; // a fault of the scenario has changed the others
            Assert.That(capture.Count($"(!udp || (esp && esp.icv_good != 1)) && {Unmarked}"), Is.Zero, where);
        }
    }

    /// <summary>
    /// With the profile of the compromised party tshark decrypts the packets of as many SAs as the simulator says that
    /// it reads, but for those whose first packet comes there after the end of the measured period.
    /// </summary>
    [Test]
    public void As_the_holder_of_a_key_sees_it()
    {
        SmallStudy study = SmallStudy.Of("enclaves/exposure");
        foreach (StudyPoint point in study.Plan.Points)
        {
            string run = study.Capture(point.Index);
            string file = Path.Combine(run, RunRecorder.CaptureFile);
            string view = Path.Combine(run, RunRecorder.ViewFolder, "intermediate-0");
            int all = Associations(file, view, "esp"), read = Associations(file, view, "esp.icv_good == 1 && udp");
            string where = string.Join(' ', point.Values);
            Assert.That(all, Is.GreaterThan(400), where);
            Assert.That(Associations(file, view, "udp && esp.icv_good != 1"), Is.Zero, where);
            Assert.That(read / (double)all, Is.EqualTo(Readable(study, point)).Within(0.01), where);
        }
    }

    [TestCase("enclaves/sa-setup")]
    [TestCase("enclaves/direct-key-exchange")]
    [TestCase("enclaves/new-path")]
    [TestCase("enclaves/key-servers")]
    public void Every_message_of_IKE_is_decrypted(string name)
    {
        SmallStudy study = SmallStudy.Of(name);
        foreach (StudyPoint point in study.Plan.Points)
        {
            var capture = CaptureReading.Of(study.Capture(point.Index));
            const string Auth = "isakmp.exchangetype == 35 && isakmp.messageid == 1";
            int count = capture.Count(Auth);
            Assert.That(count, Is.Positive);
            Assert.That(
                capture.Count($"{Auth} && (isakmp.auth.method || isakmp.notify.msgtype == 24)"), // or it was refused
                Is.EqualTo(count),
                $"point {point.Index}: {string.Join(' ', point.Values)}");
        }
    }

    [Test]
    public void Without_the_keys_nothing_is_decrypted()
    {
        string run = SmallStudy.Of("enclaves/nic-table").Capture(0);
        var capture = new CaptureReading(Path.Combine(run, RunRecorder.CaptureFile), run);
        Assert.That(capture.Count("esp"), Is.Positive);
        Assert.That(capture.Count("esp && udp"), Is.Zero);
    }

    private static int Associations(string file, string profile, string filter) =>
        Tshark.Fields(file, profile, filter, "esp.spi").Select(line => line[0]).Distinct().Count();

    private static double Readable(SmallStudy study, StudyPoint point) => study.Result.Summary
        .First(row => row.Point.Index == point.Index && row.Metric == "intermediate.readable"
            && row.Statistic == Statistic.Ratio).Estimate.Mean;
}
