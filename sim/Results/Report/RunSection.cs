using System;
using System.Linq;

namespace Simulator.Results;

/// <summary>The machine and its time: the only part of a report in which two runs of a study may differ.</summary>
internal static class RunSection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        Manifest manifest = study.Manifest;
        html.Open("p").Text($"Started {manifest.Started}");
        html.Text(manifest.Ended is null ? "" : $", ended {manifest.Ended}");
        html.Text(manifest.WallTime is { } seconds ? $" ({Readable.Text(seconds, "s", digits: 3)})" : "");
        html.Text($", {manifest.Status}, by ").Element("code", manifest.Command).Text(" on ");
        html.Text(FormattableString.Invariant(
            $"{manifest.Machine.Runtime}, {manifest.Machine.OperatingSystem}, {manifest.Machine.Architecture}, "));
        html.Text(FormattableString.Invariant($"{manifest.Machine.ProcessorCount} logical processors. "));
        if (manifest.Runs is { Reused: > 0 } runs)
        {
            html.Text(FormattableString.Invariant($"{runs.Reused} runs had been finished before. "));
        }

        double total = study.Performance.Sum(row => row.WallTime);
        double events = study.Performance.Sum(row => row.WallTime * row.EventsPerSecond);
        if (total > 0)
        {
            html.Text($"The runs took {Readable.Text(total, "s", digits: 3)} together, ")
                .Text($"at {Readable.Text(events / total, "1/s", digits: 3)} of events each.");
        }

        html.Close();
        if (manifest.Notes.Count > 0)
        {
            html.Open("ul");
            foreach (string note in manifest.Notes)
            {
                html.Element("li", note).Markup("\n");
            }

            html.Close();
        }
    }
}
