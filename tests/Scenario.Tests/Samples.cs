using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>
/// Two small systems as a layer above would declare them, with profiles, and scenarios that are right.
/// </summary>
internal static class Samples
{
    /// <summary>An attach over a radio link, as in style guide §7.</summary>
    public static readonly SystemDescription Lte = new("lte", "Attach of terminals at a mobile core.")
    {
        Roles =
        [
            new Role("ue", "Terminal.") { Arrives = true, Operations = ["usim.authenticate"], Keys = [T3410] },
            new Role("usim", "Card in a terminal.") { HostedOn = "ue" },
            new Role("enb", "Base station."),
            new Role("mme", "Mobility management entity.") { Operations = ["mme.step"] },
            new Role("hss", "Subscriber server.") { Operations = ["hss.lookup", "aka.vector"] },
        ],
        Links =
        [
            new LinkClass("radio", "ue", "enb", "Radio bearer of signalling.") { Keys = [Shared] },
            new LinkClass("s1", "enb", "mme", "S1-MME.") { Pairing = Pairing.Mesh },
            new LinkClass("s6a", "mme", "hss", "S6a.") { Pairing = Pairing.Mesh },
        ],
        Options =
        [
            new Key("flow", KeyType.Choice("implicit", "code"), "Flow of the token.")
            {
                Default = "implicit",
                Other = "code",
            },
            new Key("tls", KeyType.Flag(), "Protection of the leg.") { Default = "true", Other = "false" },
        ],
        Operations =
        [
            new Operation("usim.authenticate", "AUTHENTICATE of the card."),
            new Operation("mme.step", "A step of a procedure."),
            new Operation("hss.lookup", "Look up a subscriber."),
            new Operation("aka.vector", "Make an authentication vector."),
        ],
        Procedures = [new Procedure("attach", "EPS attach.", "success", "rejected")],
        Metrics = [new Metric("sa.live", MetricKind.Level, Dimension.Count, "Live security associations.")],
        Messages = ["ATTACH REQUEST", "ATTACH ACCEPT"],
    };

    /// <summary>Sources, servers in a chain, a sink.</summary>
    public static readonly SystemDescription Queueing = new("queueing", "A source, servers in a row and a sink.")
    {
        Roles =
        [
            new Role("source", "Makes customers.") { Arrives = true },
            new Role("server", "Serves them.") { Operations = ["server.work"] },
            new Role("sink", "Counts them."),
            new Role("nic", "A card with a table.")
            {
                Keys =
                [
                    new Key(
                        "card",
                        KeyType.MappingWithProfile(ProfileKind.Nic, NicKeys),
                        "The card.") { Default = "{}" },
                ],
            },
        ],
        Links = [
            new LinkClass("line", ["source", "server", "nic"], ["server", "sink", "nic"], "From stage to stage.")
            {
                Pairing = Pairing.Chain,
            }],
        Operations = [new Operation("server.work", "Serve a customer.")],
        Procedures = [new Procedure("visit", "A visit of a customer.", "served", "refused")],
    };

    public static readonly SystemCatalogue Catalogue = new([Lte, Queueing], nicKeys: NicKeys);

    public const string AttachStorm = """
        # Question   What bounds the attach rate of one MME: the radio or the HSS?
        scenario: attach-storm
        system: lte
        seed: 1
        replications: 10
        warmup: 5 s
        stop: 25 s
        parameters:
          rate: 400 /s
        network:
          radio: { rate: 50 Mbit/s, delay: 10 ms, loss: 0 % }
          s1:    { rate: 10 Gbit/s, delay: 5 ms }
          s6a:   { rate: 1 Gbit/s, delay: 5 ms }
        nodes:
          ue:  { count: 400, profile: modern-phone, arrivals: poisson $rate }
          enb: { count: 4 }
          mme: { profile: server-core, processor: { cores: 8 } }
          hss:
            profile: server-core
            processor: { cores: 4, queue: 100000 requests }
            costs: { hss.lookup: exponential 2 ms }
        sweep:
          rate: [400 /s, 800 /s, 1000 /s, 1200 /s]
        measure: [attach.latency, attach.success, hss.queue]
        expect:
          - { value: attach.latency.p50, at: { rate: 400 /s }, between: [112 ms, 122 ms] }
          - { value: hss.queue.max, at: { rate: 1200 /s }, above: 1000 requests }
        """;

    public const string Tandem = """
        scenario: tandem
        system: queueing
        stop: 100 s
        network:
          line: { delay: 0 s }
        nodes:
          source: { arrivals: poisson 200 /s }
          first: { role: server, costs: { server.work: exponential 1 ms } }
          second: { role: server, costs: { server.work: exponential 2 ms } }
          sink: {}
        """;

    private static Key T3410 => new(
        "t3410",
        KeyType.Time(min: "1 ms", max: "1 h"),
        "Guard of the attach (TS 24.301 table 10.2.1).")
    {
        Default = "15 s",
        Other = "1 s",
    };

    private static Key Shared => new(
        "shared",
        KeyType.Choice("none", "cell"),
        "Whether terminals of a cell share the rate.")
    {
        Default = "none",
        Other = "cell",
    };

    private static Key[] NicKeys =>
    [
        new Key("sa-rx", KeyType.Count(min: "1"), "Entries for receiving.")
        {
            Default = "16",
            FromProfile = true,
            Other = "2",
        },
        new Key("derive", KeyType.Distribution(Dimension.Time), "A derivation.")
        {
            Default = "166 ns",
            FromProfile = true,
            Other = "1 us",
        },
    ];

    public static MemoryFiles Files => new MemoryFiles()
        .Add("scenarios/profiles/modern-phone.yaml", """
            profile: modern-phone
            kind: device
            about: A phone of 2024.
            values:
              power: { value: 900 mW, source: "data sheet, table 3", confidence: M }
              usim.authenticate:
                value: { lognormal: { median: 60 ms, p95: 180 ms } }
                source: from memory
                confidence: L
            """)
        .Add("scenarios/profiles/server-core.yaml", """
            profile: server-core
            kind: device
            about: One core of a server.
            values:
              mme.step: { value: 20 us, source: measured, confidence: H }
              hss.lookup: { value: 100 us, source: measured, confidence: H }
              aka.vector:
                value: 1 us
                per-octet: 0.459 ns/B
                energy: 3 uJ
                source: "derived, 6 AES blocks"
                confidence: M
              server.work: { value: 5 ms, source: measured, confidence: H }
            """)
        .Add("scenarios/profiles/metro.yaml", """
            profile: metro
            kind: link
            about: Between data centres of a city.
            values:
              delay: { value: shifted-exponential 4.5 ms 0.5 ms, source: published P95, confidence: H }
              rate: { value: { up: 1 Gbit/s, down: 2 Gbit/s }, source: "tariff", confidence: M }
            """)
        .Add("scenarios/profiles/small-nic.yaml", """
            profile: small-nic
            kind: nic
            values:
              sa-rx: { value: 1024, source: driver source, confidence: H }
            """)
        .Add("samples/work.txt", "# measured\n1 ms\n2 ms\n\n 4.5 ms\n");

    /// <summary>A scenario with a part of its text replaced; the part must be there.</summary>
    public static string With(this string text, string from, string to)
    {
        Assert.That(text, Does.Contain(from));
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    public static LoadResult Load(
        string text,
        string file = "scenarios/attach-storm.yaml",
        LoadOptions? options = null,
        MemoryFiles? files = null)
    {
        MemoryFiles known = files ?? Files;
        var loader = new ScenarioLoader(Catalogue, new ProfileLibrary(Catalogue, known, "scenarios/profiles"), known);
        return loader.Load(file, Encoding.UTF8.GetBytes(text), options);
    }

    /// <summary>A scenario that must be right.</summary>
    public static Simulator.Scenarios.Scenario Bind(string text, LoadOptions? options = null, MemoryFiles? files = null)
    {
        LoadResult result = Load(text, $"scenarios/{NameOf(text)}.yaml", options, files);
        Assert.That(ErrorOutput.Text(result.Errors), Is.Empty);
        return result.Scenario!;
    }

    /// <summary>The errors of a text, one a line, without the folder.</summary>
    public static string[] Errors(
        string text, string file = "x.yaml", LoadOptions? options = null, MemoryFiles? files = null) =>
        Load(text, file, options, files).Errors.Select(error => error.ToString()).ToArray();

    private static string NameOf(string text)
    {
        string line = text.Split('\n').First(candidate => candidate.StartsWith("scenario: ", StringComparison.Ordinal));
        return line["scenario: ".Length..].Trim();
    }
}
