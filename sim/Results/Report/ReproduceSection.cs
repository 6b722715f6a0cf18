using System.Linq;

namespace Simulator.Results;

/// <summary>What to do to get the same numbers, and how to see that they are the same.</summary>
internal static class ReproduceSection
{
    public static void Write(HtmlWriter html, ReportStudy study)
    {
        Manifest manifest = study.Manifest;
        html.Open("p").Text("On any machine with the same version:").Close();
        string checkout = manifest.Commit.Length == 0 ? "" : $"git checkout {manifest.Commit}\n";
        string command = manifest.Reproduce.Length == 0 ? "./simulate run FILE" : manifest.Reproduce;
        html.Element(
            "pre",
            $"{checkout}{command}\n",
            ("tabindex", "0"), ("role", "region"), ("aria-label", "Commands")).Markup("\n");
        html.Open("p").Text("One run of it alone, with its packets: the same command with ")
            .Element("code", "--only POINT:REPLICATION --pcap").Text(".").Close();
        Fingerprint all = StudyTables.Combine(study.Runs);
        ReportTable.Write(html, "What identifies the study", ["what", "value"],
        [
            ["version", manifest.Version],
            ["commit", manifest.Commit.Length == 0 ? "unknown" : manifest.Commit],
            ["model version", $"{manifest.System} {manifest.ModelVersion}"],
            ["seed", Cell.Of(manifest.Seed)],
            ["hash of the scenario", manifest.Hash],
            .. manifest.Inputs.Select(input => (ReportCell[])["SHA-256 of " + input.File.Split('/')[^1], input.Sha256]),
            ["fingerprint: time", all.Time],
            ["fingerprint: order", all.Order],
            ["fingerprint: wire", all.Wire],
            ["fingerprint: results", all.Results],
        ]);
        html.Open("p").Text("Fingerprints of each run are in ").Element("a", "runs.csv", ("href", "runs.csv"))
            .Text(".").Close();
    }
}
