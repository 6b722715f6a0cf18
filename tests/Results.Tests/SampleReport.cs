using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

/// <summary>A report with something in every section, whose texts try to get out of it.</summary>
internal static class SampleReport
{
    internal const string Evil =
        "</script><script>alert(\"1\")</script> & 'x' \u0001\uFFFE <img src=x onerror=alert(1)>";

    internal const string Drawing = """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
        <svg width="600" height="400" viewBox="0 0 600 400" xmlns="http://www.w3.org/2000/svg"
            xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">
          <title>old</title><script>alert(1)</script>
          <defs><circle id="dot" r="2"/><clipPath id="clip"><rect width="9" height="9"/></clipPath></defs>
          <g clip-path="url(#clip)"><use xlink:href="#dot" x="1" onclick="alert(1)"/></g>
        </svg>
        """;

    internal static readonly ProcedureRow Failed =
        new(0, 0, ProcedureLog.Failed, new ProcedureId("attach", 7), "no-answer", 1.5, 0.25);

    internal static ReportStudy Of(string text = Evil)
    {
        var estimate = new Estimate(10, 0.3012, 0.3002, 0.3022, 0.95);
        var point = new StudyPoint(0, ["400"]);
        var other = new StudyPoint(1, ["1000"]);
        return new ReportStudy
        {
            Manifest = ManifestOf(text),
            SystemMeaning = text,
            Header = [new("Question", text), new("Expected", "`code` and ` alone")],
            Keys = [new SweepKey("rate", "1/s", text)],
            Points = [["400 /s"], ["1000 /s"]],
            Metrics = ["attach.latency", "attach.success", text],
            Summary =
            [
                new(point, "attach.latency", "ue", Statistic.Mean, estimate, MetricUnit.Second),
                new(other, "attach.latency", "ue", Statistic.Mean, estimate with { Mean = 0.2 }, MetricUnit.Second),
                new(point, text, text, Statistic.Mean, estimate, MetricUnit.One),
                new(point, "attach.success", "", Statistic.Ratio, estimate with { Mean = 0.97 }, MetricUnit.One),
                new(point, "attach.outcome.no-answer", "", Statistic.Count, estimate with { Mean = 3 }, MetricUnit.One),
                new(point, "attach.outcome.success", "", Statistic.Count, estimate with { Mean = 97 }, MetricUnit.One),
            ],
            Runs =
            [
                new(point, 0, 100, 10, Fingerprint.None, RunStatus.Completed, ""),
                new(other, 0, 100, 10, Fingerprint.None, RunStatus.Failed, text),
            ],
            Expectations =
            [
                new("attach.latency.mean", "rate 400 /s", "below 1 s", "301.2 ms", "[300.2, 302.2] ms", ""),
                new(text, text, text, text, text, text),
            ],
            Figures =
                [new("one", text, Drawing, []), new("two", "Two", Drawing, []), new("three", "Three", "", [1, 2])],
            Health = new ReportHealth(
                text,
                [new(0, 1, 2, "± 1 %, not reached"), new(1, 0, 2, text)],
                [new ReportOutlier(new RunKey(0, 3), text, "1 ms", "2 ms")]),
            Ladders = [new ReportLadder(Failed, [new(1.5, "ue/0", text, "NAS-EPS", text, 21, "attach", 3)])],
            Topology = new ReportTopology(
                [new("ue", "ue", 2000, text), new("mme", "mme", 1, "")],
                [new("radio", 2000, [("delay", text)])],
                [new("radio", 0, 1, 2000)]),
            Messages = [new(0, 0, "radio:ue/0-enb/0", "up", text, text, 10, 100, 2, 1)],
            Scenario = [new("stop: " + text, "scenario"), new("drain: 60 s", "default"), new("nodes:", "")],
            Origins = [new("network.radio.delay", "profile", text, text, "L"), new("x", "profile", "p", "s", "H")],
            Limits = [new(text, [text]), new("Other `role`", ["`code` of it"])],
            Performance = [new(0, 0, 0.5, 1000, null)],
        };
    }

    internal static Manifest ManifestOf(string text) => new()
    {
        Scenario = text,
        Hash = "0123abcd",
        System = text,
        ModelVersion = 3,
        Version = "1.2.3",
        Commit = "abcdef",
        Command = text,
        Reproduce = text,
        Machine = new ManifestMachine(text, text, text, 2),
        Inputs = [new ManifestInput(text, "00")],
        Seed = 1,
        Status = "completed",
        Started = "2025-01-01T00:00:00Z",
        Ended = "2025-01-01T00:00:01Z",
        WallTime = 1,
        Runs = new ManifestRuns(2, 1, 1, 1),
        Notes = [text],
    };
}
