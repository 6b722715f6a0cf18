using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems.Enclaves;

/// <summary>Keys of scenarios that contradict each other are errors with a place and a hint; no run stops for them.
/// </summary>
public sealed class RuleTests
{
    private const string KeyServers = """
        scenario: inline
        system: enclaves
        stop: 1 s
        options: { set-up: client }
        network:
          path: { delay: 1 ms }
          keys: { delay: 1 ms }
          peers: { delay: 1 ms }
          root: { delay: 1 ms }
        nodes:
          client: { count: 2 }
          router: {}
          server: { profile: enclave-host }
          key-server: { count: 2, enclave: [2, 1], pair-keys: exchange }
          organisation: {}
        """;

    [TestCase("set-up: client", "set-up: client")]
    [TestCase("set-up: client", "set-up: server")]
    [TestCase("pair-keys: exchange", "pair-keys: provisioned, enclave-key: derived, administered: 1 s")]
    [TestCase("set-up: client }", "set-up: shared }", "pair-keys: exchange", "enclave-key: derived")]
    public void Keys_that_go_together_are_taken(params string[] replacements) =>
        Assert.That(Errors(replacements), Is.Empty);

    [TestCase("exchange")]
    [TestCase("provisioned")]
    public void Pair_keys_that_are_not_the_organisations_need_SAs_over_IKE(string source) => Assert.That(
        Errors("{ set-up: client }", "{}", "pair-keys: exchange", $"pair-keys: {source}"),
        Is.EqualTo($"""
            inline.yaml:14:55: pair keys of {source} are for SAs that come up over IKE in nodes.key-server
                options.set-up is shared; write 'client' or 'server'
            """));

    [Test]
    public void A_point_of_a_sweep_is_checked_where_its_value_stands()
    {
        const string Sweep = "\nsweep:\n  options.set-up: [client, shared]\n";
        Assert.That(
            Errors("{ set-up: client }", "{}", "organisation: {}", "organisation: {}" + Sweep),
            Does.StartWith("inline.yaml:14:55: pair keys of exchange"));
    }

    [TestCase("  organisation: {}", "")]
    [TestCase("  root: { delay: 1 ms }\n", "")]
    [TestCase("[2, 1],", "[2, 1], attach: { root: [] },")]
    public void A_derived_key_needs_the_organisation(string part, string replacement)
    {
        string key = "pair-keys: exchange, enclave-key: derived";
        string errors = Errors("pair-keys: exchange", key, part, replacement);
        Assert.That(errors, Does.Contain("organisation"));
    }

    [Test]
    public void A_derived_key_has_no_epochs() => Assert.That(
        Errors(
            "pair-keys: exchange", "pair-keys: exchange, enclave-key: derived", "organisation: {}",
            "organisation: { epoch: 1 s }"),
        Is.EqualTo("""
            inline.yaml:15:26: enclave-key 'derived' of nodes.key-server has epochs, those of other pairs have none
                leave epoch out, or take pair-keys from the organisation
            """));

    [Test]
    public void Fetching_keys_needs_a_key_server() => Assert.That(
        Errors("profile: enclave-host", "fetches: true, profile: enclave-host, attach: { keys: [] }"),
        Is.EqualTo("""
            inline.yaml:13:22: nodes.server has no key server to fetch keys from
                add a group of role key-server and network.keys
            """));

    [Test]
    public void Holding_what_a_key_server_gives_needs_one() => Assert.That(
        Errors(
            "  router: {}",
            "  router: {}\n  intermediate: { profile: enclave-host, may-hold: pair, attach: { keys: [] } }"),
        Does.StartWith("inline.yaml:13:52: nodes.intermediate has no key server whose keys it may hold"));

    [TestCase("list")]
    [TestCase("token")]
    [TestCase("certificate")]
    [TestCase("directory")]
    public void A_key_server_authenticates_in_any_way(string way) =>
        Assert.That(Errors("pair-keys: exchange", $"pair-keys: exchange, authenticates-by: {way}"), Is.Empty);

    [Test]
    public void A_key_server_that_asks_a_directory_needs_an_organisation() => Assert.That(
        Errors("pair-keys: exchange", "pair-keys: exchange, authenticates-by: directory", "  organisation: {}", ""),
        Does.Contain("inline.yaml:14:83: nodes.key-server has no organisation whose directory it could ask\n"
            + "    add a group of role organisation and network.root"));

    [Test]
    public void What_a_party_shows_needs_somebody_to_show_it_to() => Assert.That(
        Errors("profile: enclave-host", "credential: [good, expired], profile: enclave-host, attach: { keys: [] }"),
        Is.EqualTo("""
            inline.yaml:13:25: nodes.server has no key server to show anything to
                add a group of role key-server and network.keys
            """));

    [TestCase("token")]
    [TestCase("certificate")]
    [TestCase("directory")]
    public void A_name_fits_into_what_is_shown(string way)
    {
        string name = new('a', 62);
        string Of(string group) => Errors(
            "  server: {", $"  {group}: {{ role: server, count: 10,",
            "pair-keys: exchange", $"authenticates-by: {way}");
        Assert.That(Of(name), Is.Empty);
        Assert.That(Of(name + "a"), Is.EqualTo($"""
            inline.yaml:14:62: names of members of nodes.{name}a are too long for a {way}
                a name has 64 characters at most, the number of the member included
            """));
    }

    [Test]
    public void Errors_of_both_kinds_are_told_at_once()
    {
        string errors = Errors(
            "pair-keys: exchange", "pair-keys: exchange, authenticates-by: directory", "  organisation: {}", "",
            "profile: enclave-host", "credential: forged, profile: enclave-host, attach: { keys: [] }");
        Assert.That(errors, Does.Contain("whose directory it could ask").And.Contain("to show anything to"));
    }

    [TestCase("authenticates-by: tokens", "'token'")]
    [TestCase("authenticates-by: kerberos", "directory")]
    public void A_way_that_there_is_not_is_named_with_those_there_are(string key, string hint) =>
        Assert.That(Errors("pair-keys: exchange", key), Does.Contain(hint));

    [Test]
    public void Hosts_need_a_tunnel() => Assert.That(
        Errors(
            "  keys:", "  inside: { delay: 1 ms }\n  keys:",
            "  router: {}", "  host: { count: 2, attach: { inside: client } }\n  router: {}"),
        Does.Contain("the hosts of nodes.host are behind gateways, which protect whole packets\n"
            + "    options.mode must be 'tunnel'"));

    [Test]
    public void Hosts_behind_gateways_that_tunnel_are_taken() => Assert.That(
        Errors(
            "set-up: client }", "set-up: client, mode: tunnel }",
            "  keys:", "  inside: { delay: 1 ms }\n  keys:",
            "  router: {}", "  host: { count: 2, attach: { inside: client } }\n  router: {}"),
        Is.Empty);

    [Test]
    public void SAs_between_servers_need_two() => Assert.That(
        Errors("server: { profile", "server: { peer-sas: 2, profile"),
        Is.EqualTo("""
            inline.yaml:13:23: nodes.server has no other server to have SAs with
                add a server
            """));

    [TestCase("shared", "", "")]
    [TestCase("client", "pair-keys: exchange", "pair-keys: exchange")]
    [TestCase("server", "pair-keys: exchange", "pair-keys: exchange")]
    public void SAs_between_servers_come_up_in_any_way(string setUp, string part, string replacement) => Assert.That(
        Errors(
            "set-up: client", $"set-up: {setUp}", "server: { profile", "server: { count: 2, peer-sas: 2, profile",
            part.Length > 0 ? part : ", pair-keys: exchange", replacement),
        Is.Empty);

    [TestCase("provisioned", "exchange")]
    [TestCase("exchange", "provisioned")]
    [TestCase("organisation", "exchange")]
    [TestCase("provisioned", "organisation")]
    public void Key_servers_of_one_pair_have_its_key_from_one_source(string first, string second) => Assert.That(
        Errors(
            "  key-server: { count: 2, enclave: [2, 1], pair-keys: exchange }",
            $"  own: {{ role: key-server, enclave: 2, pair-keys: {first} }}\n"
                + $"  other: {{ role: key-server, enclave: 1, pair-keys: {second} }}"),
        Is.EqualTo("inline.yaml:15:53: the pair of enclaves 1 and 2 would have two keys: "
            + $"pair-keys is '{second}' in nodes.other and '{first}' in nodes.own\n    write the same in both groups"));

    [Test]
    public void Two_key_servers_of_one_enclave_have_its_keys_from_one_source() => Assert.That(
        Errors(
            "  key-server: { count: 2, enclave: [2, 1], pair-keys: exchange }",
            "  own: { role: key-server, enclave: [7, 2], count: 2, pair-keys: provisioned }\n"
                + "  other: { role: key-server, enclave: 7, pair-keys: exchange }"),
        Does.Contain("the pair of enclaves 7 and 7 would have two keys"));

    [Test]
    public void Servers_that_call_each_other_make_a_pair_too()
    {
        string[] keyServers =
        [
            "  key-server: { count: 2, enclave: [2, 1], pair-keys: exchange }",
            "  own: { role: key-server, enclave: 2, pair-keys: provisioned }\n"
                + "  other: { role: key-server, enclave: 3, pair-keys: exchange }",
        ];
        string[] peers =
        [
            .. keyServers, "server: { profile", "server: { count: 2, enclave: [2, 3], peer-sas: 1, profile",
        ];
        Assert.That(Errors(keyServers), Is.Empty, "3 has nothing to do with 2");
        Assert.That(Errors(peers), Does.Contain("the pair of enclaves 2 and 3 would have two keys"));
    }

    [TestCase("provisioned", 1, "provisioned")]
    [TestCase("exchange", 1, "exchange")]
    [TestCase("provisioned", 9, "exchange")]
    [TestCase("exchange", 9, "organisation")]
    public void Key_servers_with_the_same_source_and_those_of_enclaves_apart_are_taken(
        string first, int enclave, string second) => Assert.That(
        Errors(
            "  key-server: { count: 2, enclave: [2, 1], pair-keys: exchange }",
            $"  own: {{ role: key-server, enclave: 2, pair-keys: {first} }}\n"
                + $"  other: {{ role: key-server, enclave: {enclave}, pair-keys: {second} }}"),
        Is.Empty);

    [TestCase("aes-gcm-256")]
    [TestCase("aes-gcm-128")]
    public void Two_trees_need_a_transform_with_two_keys(string transform) => Assert.That(
        Errors("{ set-up: client }", $"{{ set-up: client, transform: {transform}, key-trees: separate }}"),
        Is.EqualTo($"""
            inline.yaml:4:63: {transform} encrypts and authenticates with one key
                options.transform must be 'aes-cbc-256' or 'aes-cbc-128'
            """));

    [TestCase("key-trees: separate", "holds-of: authentication")]
    [TestCase("key-trees: separate", "holds-of: both, re-protects: true, shortens-to: 100 B")]
    [TestCase("key-trees: one", "holds-of: both, re-protects: true")]
    public void Two_trees_go_with_AES_CBC(string trees, string holds) => Assert.That(
        Errors(
            "{ set-up: client }", $"{{ set-up: client, transform: aes-cbc-128, {trees} }}", "  router: {}",
            $"  router: {{}}\n  intermediate: {{ profile: enclave-host, {holds} }}"),
        Is.Empty);

    [Test]
    public void Only_two_trees_have_keys_for_authentication_alone() => Assert.That(
        Errors(
            "  router: {}", "  router: {}\n  intermediate: { profile: enclave-host, holds-of: authentication }"),
        Is.EqualTo("""
            inline.yaml:13:52: keys for authentication alone, in nodes.intermediate, are those of a tree of its own
                options.key-trees must be 'separate'
            """));

    [TestCase("re-protects: true")]
    [TestCase("shortens-to: 100 B")]
    public void Whoever_only_verifies_cannot_alter(string key) => Assert.That(
        Errors(
            "{ set-up: client }", "{ set-up: client, transform: aes-cbc-128, key-trees: separate }", "  router: {}",
            "  router: {}\n"
                + $"  intermediate: {{ profile: enclave-host, holds-of: authentication, {key} }}"),
        Is.EqualTo("""
            inline.yaml:13:81: nodes.intermediate cannot alter what it cannot read
                holds-of must be 'both'
            """));

    private static string Errors(params string[] replacements)
    {
        string text = KeyServers;
        for (int index = 0; index < replacements.Length; index += 2)
        {
            Assert.That(text, Does.Contain(replacements[index]));
            text = text.Replace(replacements[index], replacements[index + 1], System.StringComparison.Ordinal);
        }

        var disk = new FolderFiles(Checkout.Scenarios);
        var profiles = new ProfileLibrary(Catalogue.Descriptions, disk, "profiles");
        LoadResult result = new ScenarioLoader(Catalogue.Descriptions, profiles, disk)
            .Load("inline.yaml", Encoding.UTF8.GetBytes(text));
        Assert.That(result.Scenario is null, Is.EqualTo(result.Errors.Count > 0));
        return string.Join('\n', result.Errors.Select(error =>
            $"{error.Place}: {error.Text}\n    {error.Hint}"));
    }
}
