using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Whatever the text: a scenario, or errors with places within it; never an exception.</summary>
internal sealed class PropertyTests
{
    private static readonly string[] Pieces =
    [
        "scenario: x\n", "system: lte\n", "system: queueing\n", "stop: ", "10 s", "$rate", "parameters: ", "{", "}",
        "[", "]", ", ", ": ", "\n", "  ", "- ", "sweep: ", "zip: ", "where: ", "rate: ", "from: 1 ms", "to: 2 s",
        "points: 3", "scale: log", "network: ", "s1: ", "delay: ", "lognormal 3 ms", "nodes: ", "ue: ", "count: ",
        "1e9", "-1", "0.0000001 ps", "poisson", " over ", "&a ", "*a", "<<", "!t ", "'", "\"", "#", "|\n", "?", "%",
        "@", "~", "null", "small: ", "nodes.ue.count: 3", "expect: ", "value: attach.latency.p50", "faults: ",
        "on: s1", "costs: ", "attach: ", "enb/0", "profile: server-core", "\t", "---\n", "...\n", "é", "\u2028", "𝄞",
        "empirical samples/work.txt", "role: enb", "measure: ",
    ];

    private static readonly string[] Paths =
    [
        "stop", "network.s1.delay", "sweep.rate", "sweep", "parameters", "nodes", "nodes.ue.count", "nodes.enb",
        "faults[0].at", "expect", "small", "x[", "a.b", ".",
    ];

    private static readonly Config Configuration = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(1, 1);

    [Test]
    public void Any_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => IsAnswered(text ?? "")).Check(Configuration);

    [Test]
    public void Any_octets() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets => IsAnswered(octets)).Check(Configuration);

    [Test]
    public void Any_sequence_of_pieces_of_the_language() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().ToArbitrary(), pieces => IsAnswered(string.Concat(pieces)))
            .Check(Configuration);

    [Test]
    public void Any_piece_put_anywhere_into_a_scenario() =>
        Prop.ForAll(
            Gen.Elements(Pieces).ToArbitrary(),
            Gen.Choose(0, Vectors.Good.Length).ToArbitrary(),
            Gen.Choose(0, 12).ToArbitrary(),
            (piece, at, length) =>
            {
                string good = Vectors.Good;
                string text = string.Concat(good.AsSpan(0, at), piece, good.AsSpan(Math.Min(at + length, good.Length)));
                return IsAnswered(text);
            }).Check(Configuration);

    [Test]
    public void Any_value_at_any_path() =>
        Prop.ForAll(
            Gen.Elements(Paths).ToArbitrary(),
            Gen.Elements(Pieces).ListOf().ToArbitrary(),
            (path, pieces) => IsAnswered(Vectors.Good, $"{path}={string.Concat(pieces)}")).Check(Configuration);

    [Test]
    public void Every_beginning_of_a_scenario()
    {
        string good = Vectors.Good;
        for (int length = 0; length < good.Length; length++)
        {
            Assert.That(IsAnswered(good[..length]), Is.True, good[..length]);
        }
    }

    private static bool IsAnswered(string text, params string[] options) =>
        IsAnswered(Encoding.UTF8.GetBytes(text), options);

    private static bool IsAnswered(byte[] octets, params string[] options)
    {
        MemoryFiles files = Samples.Files;
        var profiles = new ProfileLibrary(Samples.Catalogue, files, "scenarios/profiles");
        var loader = new ScenarioLoader(Samples.Catalogue, profiles, files);
        return Says(loader.Load("x.yaml", octets, new LoadOptions { Overrides = options }));
    }

    /// <summary>A scenario without errors, or errors that can be shown: with a place, a code and a text.</summary>
    private static bool Says(LoadResult result) =>
        result.Scenario is not null == (result.Errors.Count == 0)
        && result.Errors.All(
            error => error.Place is { Line: >= 1, Column: >= 1 } && error.Code.Length > 0 && error.Text.Length > 0)
        && ErrorOutput.Json(result.Errors).Length > 0
        && (result.Scenario is null || result.Scenario.ToEffectiveYaml().Length > 0);
}
