using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The keys that system <c>enclaves</c> adds to the language, by the part that they belong to.</summary>
internal static class EnclavesKeys
{
    public const string Prf = "prf", ServerLevel = "server-level", SubLevels = "sub-levels", Ordered = "ordered-pairs";
    public const string Transform = "transform", Esn = "esn", Information = "information";
    public const string Protection = "mode", WholePackets = "tunnel";
    public const string Enclave = "enclave", SubEnclave = "sub-enclave", Sas = "sas", Size = "size";
    public const string Popularity = "popularity", Uniform = "uniform", InOrder = "in-order", Train = "train";
    public const string Reply = "reply", Nic = "nic", Baseline = "keys", Flap = "flap", Detour = "detour";
    public const string Tags = "tags", TaggingShare = "tagging", TagPackets = "tag-packets", TagTime = "tag-time";
    public const string DropsOptions = "drops-options", Forged = "forged-enclave", OwnTag = "own-tag";
    public const string Probe = "probe", ListsKeys = "lists-keys", None = "none";
    public const string Each = "each", Enclaves = "enclaves", Provisioning = "provisioning";
    public const string GivesOrganisationKey = "org-key-to-enclave", Epoch = "epoch", Grace = "grace";
    public const string KeyTimeout = "key-timeout", KeyAttempts = "key-attempts";
    public const string Holds = "holds", PairWith = "pair-with", OfServer = "of-server", ReProtects = "re-protects";
    public const string Mode = "mode", Keys = "keys", Entries = "entries", EntrySize = "entry-size";
    public const string SetUp = "set-up", Shared = "shared", ByServers = "server", IkeTimeout = "ike-timeout";
    public const string Kind = "architecture", Asks = "asks", Direct = "direct", RekeyInterval = "rekey-interval";
    public const string PairKeys = "pair-keys", OfOrganisation = "organisation", Exchanged = "exchange";
    public const string EnclaveKey = "enclave-key", Drawn = "random", Derived = "derived";
    public const string Provisioned = "provisioned", Administered = "administered", Gateway = "gateway";
    public const string DirectBy = "direct-by", Fetches = "fetches", MayHold = "may-hold";
    public const string OfSa = "sa", OfServers = "server", OfPair = "pair";
    public const string Derives = "derives", Authorised = "authorised", FlagInterval = "flag-interval";
    public const string Identifiers = "sa-identifier", Both = "both", Joins = "joins", Leaves = "leaves";
    public const string Shortens = "shortens-to", PeerSas = "peer-sas", TagsData = "tags-data";
    public const string Trees = "key-trees", Separate = "separate", HoldsOf = "holds-of";
    public const string Authentication = "authentication", Counter = "counter-measure";
    public const string InvalidFlags = "invalid-flags", IgnoreTime = "ignore-time";
    public const string AuthenticatesBy = "authenticates-by";
    public const string DirectoryTimeout = "directory-timeout", WithoutDirectory = "without-directory";
    public const string LastAnswer = "last-answer", Credential = "credential", Good = "good";
    public const string Lifetime = "credential-lifetime";
    public const string KeySize = "key-size", Eviction = "eviction", Pipelined = "pipelined", Queue = "queue";

    /// <summary>Keys of the system as a whole.</summary>
    public static Key[] System { get; } =
    [
        new(
            Prf,
            KeyType.Choice("hmac-sha256", "aes-cmac", "psp"),
            "Pseudorandom function of the hierarchy (SP 800-108); psp derives SA keys as PSP does")
        {
            Default = "hmac-sha256",
            Other = "aes-cmac",
        },
        new(
            Baseline,
            KeyType.Choice("hierarchy", "per-sa", "enclave-key"),
            "Where SA keys come from: the hierarchy; a key exchange for each SA, which nobody else can follow; or, as "
                + "earlier proposals have it, the key of the server's enclave alone")
        {
            Default = "hierarchy",
            Other = "per-sa",
        },
        new(
            Flap,
            KeyType.WordOr(None, KeyType.Distribution(Dimension.Time, min: "1 us")),
            "Time from one choice of route to the next, where a group of the path has several members side by side")
        {
            Default = None,
            Other = "exponential 2 ms",
        },
        new(
            Detour,
            KeyType.Probability(),
            "Probability that a choice of route is not the first member of the group")
        {
            Default = "50 %",
            Other = "100 %",
        },
        new(Enclaves, KeyType.Count(min: "1", max: "1000"), "Enclaves of groups whose enclave is 'each': 1, 2, …")
        {
            Default = "2",
            Other = "3",
        },
        new(
            Grace,
            KeyType.Time(),
            "How long keys of the organisation key before the newest stay valid")
        {
            Default = "10 s",
            Other = "1 ms",
        },
        new(
            SetUp,
            KeyType.Choice(Shared, "client", ByServers),
            "How SAs come up: from the start, both ends computing the key from what they share; over IKE, each when "
                + "the client's first packet needs it; or over IKE, begun by servers at the start")
        {
            Default = Shared,
            Other = "client",
        },
        new(
            IkeTimeout,
            KeyType.Time(min: "1 us"),
            "Time before a request of IKE is sent again; twice as long after each time")
        {
            Default = "1 s",
            Other = "12 ms",
        },
        new(
            KeyTimeout,
            KeyType.Time(min: "1 us"),
            "Wait of a party for an answer of its key server, and before it tries again to set an SA up")
        {
            Default = "500 ms",
            Other = "1 us",
        },
        new(KeyAttempts, KeyType.Count(min: "1", max: "100"), "Requests for the same keys, or the same SA, at most")
        {
            Default = "4",
            Other = "1",
        },
        new(
            Lifetime,
            KeyType.Time(min: "1 us"),
            "How long the tokens and certificates of parties are valid from when they join, in whole seconds, of which "
                + "the last one counts")
        {
            Default = "1 d",
            Other = "1 us",
        },
        new(ServerLevel, KeyType.Flag(), "Whether each server has a key, from which those of its SAs are derived")
        {
            Default = "true",
            Other = "false",
        },
        new(SubLevels, KeyType.Count(max: "3"), "Levels of sub-enclaves between pair and server")
        {
            Default = "0",
            Other = "2",
        },
        new(Ordered, KeyType.Flag(), "Whether the key of enclaves (i, j) is another one than that of (j, i)")
        {
            Default = "false",
            Other = "true",
        },
        new(
            Trees,
            KeyType.Choice("one", Separate),
            "Whether there is one tree of keys, or one for encryption and one for authentication, whose keys are given "
                + "out separately")
        {
            Default = "one",
            Other = Separate,
        },
        new(
            Transform,
            KeyType.Choice("aes-gcm-256", "aes-gcm-128", "aes-cbc-256", "aes-cbc-128"),
            "Transform of ESP: AES-GCM-16 (RFC 4106), or AES-CBC with HMAC-SHA-256-128 (RFC 3602, RFC 4868)")
        {
            Default = "aes-gcm-256",
            Other = "aes-gcm-128",
        },
        new(Esn, KeyType.Flag(), "Sequence numbers of 64 bits, of which 32 are sent (RFC 4303 §2.2.1)")
        {
            Default = "false",
            Other = "true",
        },
        new(
            Protection,
            KeyType.Choice("transport", WholePackets),
            "What ESP protects: the payload of an IP packet, or a whole one (RFC 4301 §4.1)")
        {
            Default = "transport",
            Other = WholePackets,
        },
        new(Information, KeyType.Flag(), "Whether protected packets carry their derivation information")
        {
            Default = "true",
            Other = "false",
        },
        AddressPlan.Version,
    ];

    /// <summary>Keys of a client.</summary>
    public static Key[] Client { get; } =
    [
        EnclaveOf("1", "7"),
        Sub,
        new(Sas, KeyType.Count(min: "1", max: "1000000"), "Live SAs of the group, dealt to its members in turn")
        {
            Default = "10",
            Other = "3",
        },
        SizeOf("a packet"),
        new(
            Popularity,
            KeyType.WordOr(Uniform, KeyType.Distribution(Dimension.Count)),
            "SA of the next packet, from 1: all alike, or a distribution over the SAs of the group")
        {
            Default = Uniform,
            Other = "zipf 1.5 10",
        },
        new(
            InOrder,
            KeyType.Flag(),
            "Whether an empirical popularity is a trace: its values one after the other, again from the start at its "
                + "end")
        {
            Default = "false",
            Other = "true",
        },
        new(
            Kind,
            KeyType.Choice("aware", "learning", "unchanged"),
            "What it knows of the architecture, where SAs come up over IKE: it takes key and derivation information "
                + "from the exchange; the information from the server's first packet instead; or nothing, and keys are "
                + "those of IKE")
        {
            Default = "aware",
            Other = "unchanged",
        },
        OwnTagKey,
        new(Train, KeyType.Number(min: "1"), "Mean number of packets in a row over one SA, geometrically distributed")
        {
            Default = "1",
            Other = "5",
        },
    ];

    /// <summary>Keys of a router.</summary>
    public static Key[] Router { get; } =
    [
        EnclaveOf("1", "5"),
        new(
            Tags,
            KeyType.Choice(None, "asked", "unasked", "database", "request"),
            "Whether it tags control packets: never, to hosts that have asked, always, to such hosts with the "
                + "assignments of both ends from a database, or those that ask")
        {
            Default = None,
            Other = "unasked",
        },
        new(
            TagsData,
            KeyType.Flag(),
            "Whether it tags all packets, and not those of the set-up of SAs and probes alone")
        {
            Default = "false",
            Other = "true",
        },
        new(TaggingShare, KeyType.Probability(), "Probability that a member of the group tags at all")
        {
            Default = "100 %",
            Other = "0 %",
        },
        new(TagPackets, KeyType.Count(max: "1000000"), "Packets that it tags after a host has asked; 0 for all")
        {
            Default = "0",
            Other = "1",
        },
        new(TagTime, KeyType.WordOr(None, KeyType.Time(above: "0 s")), "How long it tags after a host has asked")
        {
            Default = None,
            Other = "1 us",
        },
        new(DropsOptions, KeyType.Flag(), "Whether it drops packets with options, as many routers do")
        {
            Default = "false",
            Other = "true",
        },
        new(Forged, KeyType.Count(max: "65535"), "The enclave that its tags name instead of its own; 0 for its own")
        {
            Default = "0",
            Other = "9",
        },
    ];

    /// <summary>Keys of a card; a scenario gives them, or its profile.</summary>
    public static Key[] Card { get; } =
    [
        new(
            Mode,
            KeyType.Choice("none", "sa-table", "sa-cache", "derive-server", "derive-pair", "derive-cache"),
            "What the card keeps, and what becomes of a packet whose key is not there")
        {
            Default = "none",
            Other = "sa-table",
        },
        new(Keys, KeyType.Choice("server", "pair"), "What a card in mode derive-cache derives from")
        {
            Default = "server",
            Other = "pair",
        },
        FromProfile(Entries, KeyType.Count(min: "1", max: "1000000"), "SAs that its table has room for", "1024", "2"),
        FromProfile(
            EntrySize, KeyType.Size("1 B", "64 KiB"), "Octets of a table entry: of one direction of an SA", "256 B",
            "128 B"),
        FromProfile(
            KeySize, KeyType.Size("1 B", "64 KiB"), "Octets of a pair or server key in the card", "64 B", "32 B"),
        new(Eviction, KeyType.Choice("lru", "fifo", "random", "lfu"), "Which entry of a full table makes room")
        {
            Default = "lru",
            Other = "fifo",
        },
        FromProfile(
            Pipelined, KeyType.Flag(), "Whether lookup, key and engine each work on a packet of their own", "true",
            "false"),
        FromProfile(Queue, KeyType.Count(min: "1", max: "1000000"), "Packets in the card at most", "1024", "2"),
        .. NicOperations.All.Select(operation => FromProfile(
            CostKeyOf(operation), KeyType.Cost(), operation.Meaning.TrimEnd('.'), "0 ns", "20 us")),
    ];

    /// <summary>Keys of a card that derives from whatever its intermediate holds.</summary>
    public static Key[] CardOfIntermediate { get; } = [.. Card.Where(key => key.Name != Keys)];

    /// <summary>Keys of a server.</summary>
    public static Key[] Server { get; } =
    [
        EnclaveOf("2", "7"),
        Sub,
        ReplySize,
        new(
            PeerSas,
            KeyType.Count(max: "100000"),
            "SAs of the group with other servers, dealt to its members and the others in turn; the member begins, as a "
                + "client does, or at the start")
        {
            Default = "0",
            Other = "2",
        },
        SizeOf("a packet to another server"),
        new(
            Identifiers,
            KeyType.Choice("random", "time-stamp", "counter"),
            "From what it makes the identifier of each SA, of which the SA's key is derived")
        {
            Default = "random",
            Other = "counter",
        },
        new(
            Probe,
            KeyType.WordOr(None, KeyType.Time(min: "1 us")),
            "Time between two probes with which it asks each client's side for the enclaves of both")
        {
            Default = None,
            Other = "1 ms",
        },
        new(
            Asks,
            KeyType.Flag(),
            "Whether it does not know the assignment of enclaves and asks routers in a Vendor ID of IKE")
        {
            Default = "false",
            Other = "true",
        },
        OwnTagKey,
        new(Direct, KeyType.Flag(), "Whether it gives keys of SAs to intermediates that ask and are authorised")
        {
            Default = "false",
            Other = "true",
        },
        new(
            DirectBy,
            KeyType.Choice("ike", "control"),
            "How keys go to intermediates: over an IKE SA with each, or sealed in control packets to the client")
        {
            Default = "ike",
            Other = "control",
        },
        new(
            Fetches,
            KeyType.Flag(),
            "Whether it asks its key server for keys that intermediates may hold and it need not, in place of those of "
                + "SAs")
        {
            Default = "false",
            Other = "true",
        },
        new(
            RekeyInterval,
            KeyType.Time(),
            "Time after which an SA may be set up again for the sake of an intermediate")
        {
            Default = "1 s",
            Other = "0 s",
        },
        new(
            Counter,
            KeyType.Choice(None, "ignore", "end-sa"),
            "What it does after so many invalid flags on data packets of one SA: nothing, ignore all flags on it for a "
                + "time, or end the SA, which comes up again when it is needed")
        {
            Default = None,
            Other = "end-sa",
        },
        new(
            InvalidFlags,
            KeyType.Count(min: "1", max: "1000000"),
            "Invalid flags on one SA, without a valid one between them, after which there is a counter-measure")
        {
            Default = "3",
            Other = "1",
        },
        new(IgnoreTime, KeyType.Time(), "How long it ignores the flags on an SA as a counter-measure")
        {
            Default = "10 s",
            Other = "50 ms",
        },
        new(ListsKeys, KeyType.Flag(), "Whether it asks for the keys that devices on the way hold, too")
        {
            Default = "false",
            Other = "true",
        },
        .. KeyHolder,
        CardKey(Card, "The card and what it keeps"),
    ];

    /// <summary>Keys of an intermediate.</summary>
    public static Key[] Intermediate { get; } =
    [
        EnclaveOf("2", "7"),
        Sub,
        new(
            Holds,
            KeyType.Choice("pairs", None, "organisation", "sub-pairs", "pair", "server", "sa"),
            "Keys that it has: all pairs of its enclave, none, the organisation's, all pairs of its sub-enclave, one "
                + "pair, one server's, one SA's")
        {
            Default = "pairs",
            Other = None,
        },
        new(
            HoldsOf,
            KeyType.Choice(Both, Authentication),
            "Of two trees, whose keys it has and may be given: both, or that for authentication alone, with which it "
                + "verifies packets and does not read them")
        {
            Default = Both,
            Other = Authentication,
        },
        new(PairWith, KeyType.Count(min: "1", max: "65535"), "The other enclave of the pair, where it holds one pair")
        {
            Default = "1",
            Other = "9",
        },
        new(OfServer, KeyType.Count(min: "1", max: "1000"), "Number of the server, where it holds a server's keys")
        {
            Default = "1",
            Other = "9",
        },
        new(
            Tags,
            KeyType.Choice(None, "asked", "unasked", "request"),
            "Whether it tags control packets, as routers do, and lists the pairs whose keys it holds")
        {
            Default = None,
            Other = "unasked",
        },
        new(Direct, KeyType.Flag(), "Whether it asks servers for keys of SAs that it cannot derive")
        {
            Default = "false",
            Other = "true",
        },
        new(
            Derives,
            KeyType.Flag(),
            "Whether it supports the derivation of keys; without, it reads SAs alone whose keys servers give it")
        {
            Default = "true",
            Other = "false",
        },
        new(
            MayHold,
            KeyType.Choice(OfSa, OfServers, OfPair),
            "The highest key that its key server lets servers fetch for it: none, theirs, or that of a pair")
        {
            Default = OfSa,
            Other = OfPair,
        },
        new(Authorised, KeyType.Flag(), "Whether servers let it have keys of their SAs")
        {
            Default = "true",
            Other = "false",
        },
        new(FlagInterval, KeyType.Time(min: "1 us"), "Time between two flags on data packets of one SA")
        {
            Default = "100 ms",
            Other = "1 us",
        },
        new(
            Gateway,
            KeyType.Flag(),
            "Whether it is the gateway of its enclave and lets no protected packet pass that it cannot read")
        {
            Default = "false",
            Other = "true",
        },
        new(ReProtects, KeyType.Flag(), "Whether it protects each packet again after reading, as one that alters does")
        {
            Default = "false",
            Other = "true",
        },
        new(
            Shortens,
            KeyType.Size(max: "1400 B"),
            "Octets to which it shortens the data in packets that it reads, 32 at least: it alters them and protects "
                + "them again; 0 B for all as they are")
        {
            Default = "0 B",
            Other = "64 B",
        },
        .. KeyHolder,
        CardKey(CardOfIntermediate, "The card of each of its ports, and what that keeps"),
    ];

    /// <summary>Keys of the key server of an enclave.</summary>
    public static Key[] KeyServer { get; } =
    [
        EnclaveOf("2", "7"),
        new(
            PairKeys,
            KeyType.Choice(OfOrganisation, Exchanged, Provisioned),
            "From where it has the keys of pairs: from the organisation key server; or for each pair that talks, where "
                + "SAs come up over IKE, by a key exchange with the key server of the other enclave, or from an "
                + "administrator")
        {
            Default = OfOrganisation,
            Other = Exchanged,
        },
        new(
            EnclaveKey,
            KeyType.Choice(Drawn, Provisioned, Derived),
            "From where it has the key of its enclave with itself, if it has those of pairs not from the organisation: "
                + "drawn by itself, from an administrator, or derived by the organisation key server")
        {
            Default = Drawn,
            Other = Derived,
        },
        new(Administered, KeyType.Time(), "When an administrator brings the keys that are provisioned")
        {
            Default = "0 s",
            Other = "1 s",
        },
        new(
            AuthenticatesBy,
            KeyType.Choice("list", "token", "certificate", "directory"),
            "How it finds out what a party may have that asks for keys: from its own access list; from a token or a "
                + "certificate of the organisation, which the party shows; or by asking the organisation's directory")
        {
            Default = "list",
            Other = "token",
        },
        new(DirectoryTimeout, KeyType.Time(min: "1 us"), "Wait for an answer of the directory, before it asks again")
        {
            Default = "100 ms",
            Other = "1 us",
        },
        new(
            WithoutDirectory,
            KeyType.Choice("refuse", LastAnswer),
            "What it does when the directory does not answer: refuse, or give what the directory has let the party "
                + "have before")
        {
            Default = "refuse",
            Other = LastAnswer,
        },
        ProvisioningKey,
    ];

    /// <summary>Keys of the organisation key server.</summary>
    public static Key[] Organisation { get; } =
    [
        new(
            GivesOrganisationKey,
            KeyType.Flag(),
            "Whether key servers of enclaves get the organisation key and derive the keys of pairs themselves")
        {
            Default = "false",
            Other = "true",
        },
        new(Epoch, KeyType.WordOr(None, KeyType.Time(min: "1 ms")), "Time after which there is a new organisation key")
        {
            Default = None,
            Other = "1 s",
        },
    ];

    /// <summary>Keys of a host behind a gateway.</summary>
    public static Key[] Host { get; } = [SizeOf("a packet"), ReplySize];

    /// <summary>Keys of profiles of cards.</summary>
    public static IReadOnlyList<Key> CardProfile { get; } = [.. Card.Where(key => key.FromProfile)];

    private static Key SizeOf(string packet) => new(
        Size,
        KeyType.Distribution(Dimension.Size, min: "32 B", max: "1400 B"),
        $"Octets that {packet} protects: a UDP datagram with its header")
    {
        Default = "1400 B",
        Other = "200 B",
    };

    private static Key ReplySize => new(
        Reply,
        KeyType.Size(max: "1400 B"),
        "Octets of the datagram with which each one is answered, its header included; 0 B for no answer")
    {
        Default = "0 B",
        Other = "100 B",
    };

    private static Key OwnTagKey => new(
        OwnTag,
        KeyType.Flag(),
        "Whether it knows its enclave and puts the first tag on its control packets; a server reads chains with its "
            + "own tag at their end, too")
    {
        Default = "false",
        Other = "true",
    };

    // Of whoever gets keys from the key server of its enclave, and has a card.
    private static Key[] KeyHolder => [ProvisioningKey, CredentialKey, JoinsKey, LeavesKey];

    private static Key CardKey(Key[] card, string meaning) =>
        new(Nic, KeyType.MappingWithProfile(ProfileKind.Nic, card), meaning) { Default = "{}" };

    private static Key ProvisioningKey => new(
        Provisioning,
        KeyType.Choice("up-front", "on-demand", Both),
        "When it asks its key server: at the start for all keys, for those of a pair when a packet needs them, or both")
    {
        Default = "up-front",
        Other = "on-demand",
    };

    private static Key CredentialKey => new(
        Credential,
        KeyType.OneOrMore(KeyType.Choice([.. CredentialStates.Words])),
        "What it shows its key server or is in the directory: what is right, or with one thing wrong; of several the "
            + "members take one each, in turn. One with something wrong is in no access list, and where its key server "
            + "authenticates in a way that cannot go wrong so, it shows nothing and is in no directory")
    {
        Default = Good,
        Other = "none",
    };

    private static Key JoinsKey => new(
        Joins,
        KeyType.Time(),
        "When it joins its enclave: its key server knows it from then on")
    {
        Default = "0 s",
        Other = "100 ms",
    };

    private static Key LeavesKey => new(
        Leaves,
        KeyType.Time(),
        "When it leaves its enclave: its key server gives it nothing from then on, and asks for a new organisation "
            + "key; 0 s for never")
    {
        Default = "0 s",
        Other = "100 ms",
    };

    private static Key Sub => new(
        SubEnclave,
        KeyType.OneOrMore(KeyType.Count(min: "1", max: "65535")),
        "Its sub-enclave, at every level that there is; of several the members take one each, in turn")
    {
        Default = "1",
        Other = "2",
    };

    /// <summary>The key under which a card's cost stands: <c>nic.derive</c> is <c>derive</c>.</summary>
    public static string CostKeyOf(Crypto.Operation operation) => operation.Name["nic.".Length..];

    private static Key EnclaveOf(string usual, string other) => new(
        Enclave,
        KeyType.WordOr(Each, KeyType.OneOrMore(KeyType.Count(min: "1", max: "65535"))),
        "Identifier of the enclave that it belongs to; of several the members take one each, in turn, with 'each' of "
            + "all that there are")
    {
        Default = usual,
        Other = other,
    };

    private static Key FromProfile(string name, IKeyType type, string meaning, string usual, string other) =>
        new(name, type, meaning)
        {
            Default = usual,
            Other = other,
            FromProfile = true,
        };
}
