using System;
using System.Collections.Generic;
using System.Linq;

namespace Tests.Systems;

/// <summary>For each key a small scenario in which it matters: that of its system, or one of its own.</summary>
internal static class KeyScenarios
{
    private const string Queueing = """
        scenario: inline
        system: queueing
        stop: 6 s
        drain: 10 s
        options: {}
        network:
          hop: { delay: 5 ms, rate: 1 Mbit/s }
        nodes:
          source: { count: 3, arrivals: poisson 60 /s, size: 700 B, attach: { hop: server } }
          server:
            processor: { cores: 1, queue: 50 requests }
            costs: { server.serve: exponential 15 ms }
            power: 2 mW
          sink: {}
        """;

    // A busy network: UEs attach, detach and attach again, and messages wait for links and processors.
    private const string Lte = """
        scenario: inline
        system: lte
        stop: 6 s
        drain: 60 s
        network:
          radio: { delay: 10 ms, rate: 1 Mbit/s, rrc-setup: 50 ms }
          s1: { delay: 2 ms, rate: 10 Mbit/s }
          s6a: { delay: 1 ms, rate: 10 Mbit/s }
        nodes:
          ue: { count: 30, profile: modern-phone, arrivals: poisson 30 /s, detach-after: 1 s }
          enb: { count: 3, profile: server-core, costs: { enb.step: 2 ms } }
          mme: { profile: server-core, costs: { mme.step: 2 ms } }
          hss: { profile: server-core, costs: { hss.lookup: 10 ms } }
        """;

    // Cards that evict and derive, three ways side by side, tags, answers, and queues in front of processors.
    private const string Enclaves = """
        scenario: inline
        system: enclaves
        stop: 4 s
        drain: 10 s
        options: {}
        network:
          path: { delay: 5 ms, rate: 1 Mbit/s }
          keys: { delay: 1 ms, rate: 1 Mbit/s }
          root: { delay: 1 ms, rate: 1 Mbit/s }
        nodes:
          client: { sas: 10, arrivals: poisson 60 /s }
          router: { count: 3, tags: asked }
          intermediate:
            profile: enclave-host
            processor: { cores: 1, queue: 50 requests }
            costs: { host.inspect: exponential 5 ms }
            power: 2 mW
            nic: { profile: nic-2009, mode: derive-cache, entries: 3 }
          server:
            profile: enclave-host
            processor: { cores: 1, queue: 50 requests }
            costs: { host.packet: exponential 10 ms }
            power: 2 mW
            reply: 64 B
            probe: 50 ms
            nic: { profile: nic-2009, mode: derive-cache, entries: 3 }
          key-server: {}
          organisation: { epoch: 200 ms }
        """;

    // SAs come up over IKE, routes change, and intermediates without keys ask for them.
    private const string Exchange = """
        scenario: inline
        system: enclaves
        stop: 2 s
        drain: 10 s
        options: { set-up: client, flap: 300 ms, detour: 100 %, key-timeout: 50 ms }
        network:
          path: { delay: 5 ms, rate: 10 Mbit/s }
        nodes:
          client: { count: 2, sas: 6, arrivals: poisson 60 /s, size: 200 B }
          edge: { role: router }
          intermediate: { count: 2, profile: enclave-host, holds: none, direct: true }
          exit: { role: router }
          server: { profile: enclave-host, direct: true, reply: 64 B, rekey-interval: 400 ms }
        """;

    // Two enclaves with a key server each, which have an organisation key server over them, or only each other.
    private const string KeyServers = """
        scenario: inline
        system: enclaves
        stop: 2 s
        drain: 10 s
        options: { set-up: client, key-timeout: 50 ms }
        network:
          path: { delay: 5 ms, rate: 10 Mbit/s }
          keys: { delay: 1 ms, rate: 1 Mbit/s }
          peers: { delay: 1 ms, rate: 1 Mbit/s }
          root: { delay: 1 ms, rate: 1 Mbit/s }
        nodes:
          client: { count: 2, sas: 6, arrivals: poisson 60 /s, size: 200 B }
          router: {}
          server: { profile: enclave-host, reply: 64 B }
          key-server: { count: 2, enclave: [2, 1] }
          organisation: {}
        """;

    // Hosts behind a client and a server that tunnel for them, in turn.
    private const string Sites = """
        scenario: inline
        system: enclaves
        stop: 4 s
        drain: 10 s
        options: { mode: tunnel }
        network:
          path: { delay: 5 ms, rate: 10 Mbit/s }
          inside: { delay: 1 ms, rate: 1 Mbit/s }
        nodes:
          client: { sas: 2 }
          router: {}
          server: { profile: enclave-host }
          host: { count: 6, arrivals: poisson 60 /s }
        """;

    // Two servers with SAs between them.
    private const string Peers = """
        scenario: inline
        system: enclaves
        stop: 2 s
        drain: 10 s
        network:
          path: { delay: 5 ms, rate: 10 Mbit/s }
        nodes:
          client: {}
          router: {}
          server: { count: 2, profile: enclave-host, peer-sas: 1, arrivals: poisson 60 /s }
        """;

    // Four servers begin to set SAs up with one client at once.
    private const string BusyClient = """
        scenario: inline
        system: enclaves
        stop: 2 s
        drain: 10 s
        options: { set-up: server }
        network:
          path: { delay: 5 ms, rate: 10 Mbit/s }
        nodes:
          client: { sas: 4, arrivals: poisson 60 /s, size: 200 B, power: 2 mW, costs: { ike.step: 20 ms } }
          router: {}
          server: { count: 4, profile: enclave-host }
        """;

    // Accounts of the cloud attach at the edge, the edge's own subscribers too, and some ask for the cloud's service.
    private const string Federation = """
        scenario: inline
        system: federation
        stop: 6 s
        drain: 60 s
        options: {}
        network:
          radio: { delay: 10 ms, rate: 1 Mbit/s, rrc-setup: 50 ms }
          s1: { delay: 2 ms, rate: 10 Mbit/s }
          s6a: { delay: 1 ms, rate: 10 Mbit/s }
          edge: { delay: 2 ms, rate: 10 Mbit/s }
          api: { delay: 10 ms, rate: 10 Mbit/s }
          portal: { delay: 10 ms, rate: 10 Mbit/s }
          internet: { delay: 150 ms, rate: 10 Mbit/s }
        nodes:
          ue: { count: 20, profile: modern-phone, plmn: 999-70, arrivals: poisson 20 /s, detach-after: 1 s,
            costs: { agent.step: 1 ms } }
          local: { role: ue, count: 20, profile: modern-phone, arrivals: poisson 20 /s, detach-after: 1 s,
            costs: { agent.step: 1 ms } }
          visitor: { role: ue, count: 20, profile: modern-phone, service: web, arrivals: poisson 20 /s,
            costs: { agent.step: 1 ms } }
          enb: { count: 3, profile: server-core, costs: { enb.step: 2 ms } }
          mme: { profile: server-core, costs: { mme.step: 2 ms } }
          hss: { profile: server-core, costs: { hss.lookup: 10 ms } }
          proxy: { profile: federation-server, processor: { cores: 1 }, costs: { proxy.step: 5 ms } }
          cloud: { profile: federation-server, processor: { cores: 1 }, costs: { cloud.step: 5 ms } }
        """;

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        // ---- queues of links: packets that meet in front of a slow line
        ["network.radio.queue"] = Slow("radio", "rate: 20 kbit/s, shared: cell"),
        ["network.s1.queue"] = Slow("s1", "rate: 100 kbit/s"),
        ["network.s6a.queue"] = Slow("s6a", "rate: 50 kbit/s"),
        ["network.radio.shared"] = Slow("radio", "rate: 100 kbit/s"),

        // ---- queues of processors: requests that come at once
        ["nodes.<enb>.processor.queue"] = AtOnce,
        ["nodes.<mme>.processor.queue"] = AtOnce,
        ["nodes.<hss>.processor.queue"] = AtOnce,

        // ---- algorithms that are not the usual ones
        ["nodes.<ue>.costs.mac.snow3g"] = With("integrity: eia1"),
        ["nodes.<mme>.costs.mac.snow3g"] = With("integrity: eia1"),
        ["nodes.<ue>.costs.mac.zuc"] = With("integrity: eia3"),
        ["nodes.<mme>.costs.mac.zuc"] = With("integrity: eia3"),
        ["nodes.<ue>.costs.cipher.aes-ctr"] = With("ciphering: eea2"),
        ["nodes.<mme>.costs.cipher.aes-ctr"] = With("ciphering: eea2"),
        ["nodes.<ue>.costs.cipher.snow3g"] = With("ciphering: eea1"),
        ["nodes.<mme>.costs.cipher.snow3g"] = With("ciphering: eea1"),
        ["nodes.<ue>.costs.cipher.zuc"] = With("ciphering: eea3"),
        ["nodes.<mme>.costs.cipher.zuc"] = With("ciphering: eea3"),
        ["nodes.<hss>.costs.aka.resynchronise"] = Ue("sqn-lead: 100"),

        // ---- timers: what they wait for is lost
        ["nodes.<ue>.t3411"] = Losing("ATTACH REQUEST"),
        ["nodes.<ue>.attempts"] = Losing("ATTACH REQUEST"),
        ["nodes.<ue>.t3421"] = Losing("DETACH REQUEST"),
        ["nodes.<mme>.t3450"] = Losing("ATTACH COMPLETE"),
        ["nodes.<mme>.t3460"] = Losing("AUTHENTICATION RESPONSE"),
        ["nodes.<mme>.t3470"] = Lte + """

            faults:
              - { on: mme, what: restart, at: 3 s, by: 100 ms }
              - { on: radio, what: drop, message: IDENTITY RESPONSE }
            """,
        ["nodes.<mme>.t3422"] = Hss("withdraw-at: 3 s") + """

            faults:
              - { on: radio, what: drop, message: DETACH ACCEPT }
            """,

        // ---- congestion: everyone at once, at a slow MME that says no
        ["nodes.<ue>.back-off"] = Congested,
        ["nodes.<mme>.t3346"] = Congested,
        ["nodes.<mme>.congestion"] = AtOnce,

        // ---- federation
        ["network.edge.queue"] = FederationSlow("edge: { delay: 2 ms, rate: 10 Mbit/s }", "edge"),
        ["network.api.queue"] = FederationSlow("api: { delay: 10 ms, rate: 10 Mbit/s }", "api"),
        ["network.portal.queue"] = FederationSlow("portal: { delay: 10 ms, rate: 10 Mbit/s }", "portal"),
        ["network.internet.queue"] = FederationSlow("internet: { delay: 150 ms, rate: 10 Mbit/s }", "internet"),
        ["nodes.<proxy>.processor.queue"] = FederationAtOnce,
        ["nodes.<cloud>.processor.queue"] = FederationAtOnce,
        ["network.chain.queue"] = FederationSlow(Chained, "chain: { delay: 10 ms, rate: 10 Mbit/s }", "chain"),
        ["network.roaming.queue"] = FederationSlow(Roaming, "roaming: { delay: 2 ms, rate: 10 Mbit/s }", "roaming"),
        ["network.identity.queue"] =
            FederationSlow(Provided, "identity: { delay: 2 ms, rate: 10 Mbit/s }", "identity"),
        ["nodes.<provider>.processor.queue"] = Provided
            .Replace("poisson 20 /s", "at 2 s", StringComparison.Ordinal)
            .Replace("provider.step: 5 ms", "provider.step: 50 ms", StringComparison.Ordinal),
        ["nodes.<provider>.code-lifetime"] =
            Provided.Replace("cloud: {", "cloud: { flow: code,", StringComparison.Ordinal),
        ["nodes.<provider>.costs.rsa2048.sign"] =
            Provided.Replace("provider: {", "provider: { signature: rs256,", StringComparison.Ordinal),
        ["nodes.<proxy>.costs.rsa2048.verify"] =
            Chained.Replace("edge-proxy: {", "edge-proxy: { signature: rs256,", StringComparison.Ordinal),
        ["nodes.<mme>.networks"] = FederationWith("mme: {", "mme: { count: 2,"),
        ["nodes.<hss>.networks"] = FederationWith("hss: {", "hss: { count: 2,"),
        ["nodes.<cloud>.networks"] = FederationWith("cloud: {", "cloud: { count: 2,"),
        ["nodes.<ue>.costs.agent.step"] = FederationUe("service: web"),
        ["nodes.<ue>.agent"] = FederationUe("service: web"),
        ["nodes.<proxy>.code-lifetime"] = FederationWith("cloud: {", "cloud: { flow: code,"),
        ["nodes.<proxy>.costs.rsa2048.sign"] = FederationWith("proxy: {", "proxy: { signature: rs256,"),
        ["nodes.<cloud>.costs.rsa2048.verify"] = FederationWith("proxy: {", "proxy: { signature: rs256,"),
        ["nodes.<cloud>.costs.aka.resynchronise"] =
            FederationWith("ue: { count: 20,", "ue: { count: 20, sqn-lead: 100,"),
        ["nodes.<cloud>.costs.cloud.password-hash"] = FederationUe("service: password"),

        // ---- enclaves
        ["options.enclaves"] = EnclavesWith("sas: 10,", "sas: 10, count: 5, enclave: each,"),
        ["options.key-attempts"] = Enclaves + """

            faults:
              - { on: keys, what: drop, message: KEY ANSWER, probability: 50 % }
            """,
        ["options.ike-timeout"] = Exchange,
        ["nodes.<client>.architecture"] = Exchange,
        ["nodes.<server>.asks"] = Exchange,
        ["nodes.<server>.own-tag"] = Exchange,
        ["nodes.<server>.direct"] = ExchangeWith("direct: true, reply", "reply"),
        ["nodes.<server>.direct-by"] = Exchange,
        ["nodes.<server>.fetches"] = Fetching.Replace("fetches: true, ", "", StringComparison.Ordinal),
        ["nodes.<intermediate>.may-hold"] = Fetching.Replace(", may-hold: pair", "", StringComparison.Ordinal),
        ["nodes.<server>.counter-measure"] = Flooding("none").Replace(
            ", counter-measure: none", "", StringComparison.Ordinal),
        ["nodes.<server>.invalid-flags"] = Flooding("end-sa"),
        ["nodes.<server>.ignore-time"] = Flooding("ignore"),
        ["nodes.<server>.rekey-interval"] = ExchangeWith("direct: true }", "direct: true, flag-interval: 1 us }"),
        ["nodes.<intermediate>.direct"] = ExchangeWith("holds: none, direct: true", "holds: none"),
        ["nodes.<intermediate>.authorised"] = Exchange,
        ["nodes.<intermediate>.flag-interval"] = Exchange,
        ["nodes.<intermediate>.gateway"] = Exchange,
        ["nodes.<server>.arrivals"] = Peers,
        ["nodes.<server>.size"] = Peers,
        ["nodes.<server>.peer-sas"] = Peers,
        ["nodes.<client>.processor.cores"] = BusyClient,
        ["nodes.<client>.processor.queue"] = BusyClient,
        ["nodes.<client>.power"] = BusyClient,
        ["nodes.<client>.costs.ike.step"] = BusyClient,
        ["nodes.<client>.costs.kdf.hmac-sha256"] = BusyClient,
        ["nodes.<client>.costs.x25519"] = BusyClient,
        ["nodes.<client>.costs.aead.aes-gcm"] = BusyClient,
        ["nodes.<client>.costs.cipher.aes-cbc"] = BusyClientCbc,
        ["nodes.<client>.costs.mac.hmac-sha256"] = BusyClientCbc,
        ["nodes.<server>.costs.ike.step"] = Exchange,
        ["nodes.<server>.costs.kdf.hmac-sha256"] = Exchange,
        ["nodes.<server>.costs.x25519"] = Exchange,
        ["nodes.<intermediate>.costs.ike.step"] = Exchange,
        ["nodes.<intermediate>.costs.kdf.hmac-sha256"] = Exchange,
        ["nodes.<intermediate>.costs.x25519"] = Exchange,
        ["nodes.<key-server>.pair-keys"] = KeyServers,
        ["nodes.<key-server>.enclave-key"] = KeyExchanges,
        ["nodes.<key-server>.administered"] =
            KeyExchanges.Replace("pair-keys: exchange", "pair-keys: provisioned", StringComparison.Ordinal),
        ["options.credential-lifetime"] = Admitting("token"),
        ["nodes.<key-server>.processor.cores"] = Admitting("token"),
        ["nodes.<key-server>.processor.queue"] = Admitting("token"),
        ["nodes.<key-server>.power"] = Admitting("token"),
        ["nodes.<key-server>.costs.ecdsa.p256.verify"] = Admitting("token"),
        ["nodes.<server>.costs.ecdsa.p256.sign"] = Admitting("certificate"),
        ["nodes.<intermediate>.costs.ecdsa.p256.sign"] = Admitting("certificate"),
        ["nodes.<key-server>.directory-timeout"] = Admitting("directory"),
        ["nodes.<key-server>.without-directory"] = Admitting("directory") + """

            faults:
              - { on: root, what: drop, message: DIRECTORY ANSWER, during: [1 s, 3 s] }
            """,
        ["nodes.<organisation>.processor.cores"] = Admitting("directory"),
        ["nodes.<organisation>.processor.queue"] = Admitting("directory"),
        ["nodes.<organisation>.power"] = Admitting("directory"),
        ["nodes.<organisation>.costs.directory.lookup"] = Admitting("directory"),
        ["network.peers.delay"] = KeyExchanges,
        ["network.peers.rate"] = KeyExchanges,
        ["network.peers.loss"] = KeyExchanges,
        ["network.peers.duplication"] = KeyExchanges,
        ["network.peers.reordering"] = KeyExchanges,
        ["network.peers.queue"] = KeyExchanges
            .Replace("count: 2, sas: 6,", "count: 6, enclave: [1, 2, 3, 4, 5, 6], sas: 6,", StringComparison.Ordinal)
            .Replace("count: 2, enclave: [2, 1]", "count: 6, enclave: [2, 1, 3, 4, 5, 6]", StringComparison.Ordinal),
        ["network.keys.queue"] = ManyEnclaves,
        ["network.root.queue"] = ManyEnclaves,
        ["options.detour"] = EnclavesWith("options: {}", "options: { flap: exponential 100 ms }"),
        ["nodes.<client>.sub-enclave"] = EnclavesWith("options: {}", "options: { sub-levels: 1 }"),
        ["nodes.<server>.sub-enclave"] = EnclavesWith("options: {}", "options: { sub-levels: 1 }"),
        ["nodes.<client>.in-order"] =
            EnclavesWith("sas: 10,", "sas: 10, popularity: empirical traces/sa-trace.csv,"),
        ["nodes.<intermediate>.sub-enclave"] = Holding("sub-pairs")
            .Replace("options: {}", "options: { sub-levels: 1 }", StringComparison.Ordinal),
        ["nodes.<intermediate>.pair-with"] = Holding("pair"),
        ["nodes.<intermediate>.of-server"] = Holding("server"),
        ["nodes.<server>.nic.queue"] = SlowCard,
        ["nodes.<intermediate>.nic.queue"] = SlowCard,
        ["nodes.<server>.nic.pipelined"] = SlowCard,
        ["nodes.<intermediate>.nic.pipelined"] = SlowCard,
        ["nodes.<server>.nic.fetch"] = Card("sa-cache"),
        ["nodes.<intermediate>.nic.fetch"] = Card("sa-cache"),
        ["nodes.<server>.costs.aead.aes-gcm"] = Card("none"),
        ["nodes.<intermediate>.costs.aead.aes-gcm"] = Card("none"),
        ["options.key-trees"] = Cbc,
        ["nodes.<intermediate>.holds-of"] =
            EnclavesWith("options: {}", "options: { transform: aes-cbc-256, key-trees: separate }"),
        ["nodes.<server>.costs.cipher.aes-cbc"] = Cbc,
        ["nodes.<intermediate>.costs.cipher.aes-cbc"] = Cbc,
        ["nodes.<server>.costs.mac.hmac-sha256"] = Cbc,
        ["nodes.<intermediate>.costs.mac.hmac-sha256"] = Cbc,

        // ---- guests
        ["nodes.<hss>.roaming"] = Ue("plmn: 001-02")
            .Replace("hss: {", "hss: { plmn: 001-02,", StringComparison.Ordinal),
    };

    // so many pairs that an answer is several messages
    private static string ManyEnclaves => EnclavesWith("options: {}", "options: { enclaves: 150 }")
        .Replace("sas: 10,", "sas: 150, count: 150, enclave: each,", StringComparison.Ordinal);

    // Six parties ask at once, and again as often as their key server refuses to look at what they show.
    private static string Admitting(string way) => EnclavesWith(
        "key-server: {}",
        $"key-server: {{ authenticates-by: {way}, power: 2 mW, costs: {{ ecdsa.p256.verify: 20 ms }} }}")
        .Replace("{ epoch", "{ power: 2 mW, costs: { directory.lookup: 20 ms }, epoch", StringComparison.Ordinal)
        .Replace("  intermediate:\n", "  intermediate:\n    count: 2\n", StringComparison.Ordinal)
        .Replace("  server:\n", "  server:\n    count: 4\n", StringComparison.Ordinal);

    private static string ExchangeWith(string old, string other) =>
        Exchange.Replace(old, other, StringComparison.Ordinal);

    private static string BusyClientCbc => BusyClient
        .Replace("set-up: server", "set-up: server, transform: aes-cbc-128", StringComparison.Ordinal);

    private static string Fetching => Exchange
        .Replace("direct: true }", "direct: true, may-hold: pair }", StringComparison.Ordinal)
        .Replace("direct: true, reply", "direct: true, fetches: true, reply", StringComparison.Ordinal)
        .Replace("network:", "network:\n  keys: { delay: 1 ms, rate: 1 Mbit/s }", StringComparison.Ordinal)
        + "\n  key-server: { pair-keys: provisioned, enclave-key: provisioned }\n";

    private static string KeyExchanges =>
        KeyServers.Replace("[2, 1] }", "[2, 1], pair-keys: exchange }", StringComparison.Ordinal);

    private static string Holding(string keys) =>
        EnclavesWith("costs: { host.inspect", $"holds: {keys}\n    costs: {{ host.inspect");

    private static string SlowCard => EnclavesWith("entries: 3", "entries: 3, derive: 20 ms, engine: 15 ms");

    private static string Cbc => Card("none")
        .Replace("options: {}", "options: { transform: aes-cbc-128 }", StringComparison.Ordinal);

    private static string AtOnce => Lte.Replace("poisson 30 /s", "at 2 s", StringComparison.Ordinal);

    private static string Congested =>
        AtOnce.Replace("mme: {", "mme: { congestion: 2 requests,", StringComparison.Ordinal);

    /// <summary>Keys with a scenario of their own.</summary>
    public static IEnumerable<string> Paths => Others.Keys;

    /// <summary>The scenario of a key.</summary>
    /// <param name="system">Its system.</param>
    /// <param name="path">Its path in the table of keys.</param>
    public static string For(string system, string path) => Others.GetValueOrDefault(path) ?? system switch
    {
        "queueing" => Queueing,
        "lte" => Lte,
        "enclaves" when path.StartsWith("network.inside.", StringComparison.Ordinal)
            || path.StartsWith("nodes.<host>.", StringComparison.Ordinal) => Sites,
        "enclaves" => Enclaves,
        "federation" when path.StartsWith("network.roaming.", StringComparison.Ordinal) => Roaming,
        "federation" when path.StartsWith("network.chain.", StringComparison.Ordinal) => Chained,
        "federation" when path.StartsWith("network.identity.", StringComparison.Ordinal)
            || path.StartsWith("nodes.<provider>.", StringComparison.Ordinal) => Provided,
        "federation" => Federation,
        _ => throw new ArgumentException($"system {system} has no scenario for its keys", nameof(system)),
    };

    /// <summary>The path of a key in its scenario, whose groups are named after their roles.</summary>
    /// <param name="path">Its path in the table of keys.</param>
    public static string PathIn(string path) => string.Concat(path.Where(letter => letter is not ('<' or '>')));

    private static string With(string option) =>
        Lte.Replace("network:", $"options: {{ {option} }}\nnetwork:", StringComparison.Ordinal);

    // Flags of an intermediate that is not authorised, on every packet.
    private static string Flooding(string counterMeasure) =>
        ExchangeWith("direct: true }", "direct: true, authorised: false, flag-interval: 1 us }")
            .Replace(
                "rekey-interval: 400 ms", $"rekey-interval: 400 ms, counter-measure: {counterMeasure}",
                StringComparison.Ordinal);

    private static string Card(string mode) => EnclavesWith("derive-cache", mode);

    private static string EnclavesWith(string old, string other) =>
        Enclaves.Replace(old, other, StringComparison.Ordinal);

    // A proxy at the edge, and behind it the one that speaks with the cloud.
    private static string Chained => Federation
        .Replace("edge: {", "chain: { delay: 10 ms, rate: 10 Mbit/s }\n  edge: {", StringComparison.Ordinal)
        .Replace("proxy: {", "proxy: { attach: { edge: [], api: cloud },", StringComparison.Ordinal)
        + """

          edge-proxy: { role: proxy, profile: federation-server, attach: { edge: mme, api: [], chain: proxy } }
        """;

    // A partner's own HSS instead of the proxy.
    private static string Roaming => Federation
        .Replace("edge: {", "roaming: { delay: 2 ms, rate: 10 Mbit/s }\n  edge: {", StringComparison.Ordinal)
        .Replace("plmn: 999-70,", "plmn: 999-71,", StringComparison.Ordinal)
        .Replace("mme: {", "mme: { attach: { s6a: hss, roaming: partner },", StringComparison.Ordinal)
        + """

          partner: { role: hss, profile: server-core, plmn: 999-71, costs: { hss.lookup: 10 ms } }
        """;

    // No proxy, but a provider beside the edge's HSS.
    private static string Provided => Federation
        .Replace("edge: {", "identity: { delay: 2 ms, rate: 10 Mbit/s }\n  edge: {", StringComparison.Ordinal)
        .Replace(
            "service: web,", "service: web, attach: { portal: provider, internet: cloud },", StringComparison.Ordinal)
        + """

          provider: { profile: federation-server, costs: { provider.step: 5 ms } }
        """;

    private static string FederationAtOnce => Federation.Replace("poisson 20 /s", "at 2 s", StringComparison.Ordinal);

    private static string FederationSlow(string line, string link) => FederationSlow(Federation, line, link);

    private static string FederationSlow(string scenario, string line, string link) => scenario
        .Replace("poisson 20 /s", "at 2 s", StringComparison.Ordinal)
        .Replace(line, $"{link}: {{ delay: 2 ms, rate: 2 kbit/s }}", StringComparison.Ordinal);

    private static string FederationUe(string key) =>
        FederationWith("ue: { count: 20, profile: modern-phone, plmn: 999-70,", $"ue: {{ count: 20, {key}, profile: "
            + "modern-phone,");

    private static string FederationWith(string old, string other) =>
        Federation.Replace(old, other, StringComparison.Ordinal);

    private static string Ue(string key) => Lte.Replace("ue: {", $"ue: {{ {key},", StringComparison.Ordinal);

    private static string Hss(string key) => Lte.Replace("hss: {", $"hss: {{ {key},", StringComparison.Ordinal);

    private static string Losing(string message) => Lte + $$"""

        faults:
          - { on: radio, what: drop, message: {{message}}, probability: 50 % }
        """;

    // The line between the two ends of a class is as slow as this, and everyone comes at once.
    private static string Slow(string link, string keys)
    {
        string[] lines = AtOnce.Split('\n');
        int at = Array.FindIndex(lines, line => line.TrimStart().StartsWith(link + ":", StringComparison.Ordinal));
        lines[at] = $"  {link}: {{ delay: 2 ms, {keys} }}";
        return string.Join('\n', lines);
    }
}
