using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The keys that system <c>federation</c> adds to those of <c>lte</c>.</summary>
internal static class FederationKeys
{
    public const string Service = "service", Agent = "agent", Account = "account";
    public const string Modules = "modules", Tls = "tls", Vectors = "vectors", TokenLifetime = "token-lifetime";
    public const string CodeLifetime = "code-lifetime", Signature = "signature", Flow = "flow", Roaming = "roaming";
    public const string Exposure = "exposure";
    public const string Networks = "networks", Same = "same";
    public const string Attach = "attach", Web = "web", Password = "password", Separate = "separate";

    /// <summary>Options of the system.</summary>
    public static Key[] System { get; } =
    [
        .. LteKeys.System,
        new(
            Exposure,
            KeyType.Choice("none", "counted"),
            "Whether all that passes is searched for keys and identifiers, and how many of each a party or a link has "
                + "seen is counted; it takes time")
        {
            Default = "none",
            Other = "counted",
        },
    ];

    private static readonly Key Counted = new(
        Networks,
        KeyType.Count(min: "1", max: "100"),
        "Networks of the members, in turn: that of 'plmn', and those whose network codes follow")
    {
        Default = "1",
        Other = "2",
    };

    private static readonly Key[] Tokens =
    [
        LteKeys.Timer(TokenLifetime, "60 s", "How long an ID token is accepted (ours)", "1 s"),
        LteKeys.Timer(CodeLifetime, "30 s", "How long a code may be exchanged (RFC 6749 §4.1.2: at most ten minutes)"),
        new(Signature, KeyType.Choice("es256", "rs256"), "Signature of ID tokens (RFC 7518 §3.3, §3.4)")
        {
            Default = "es256",
            Other = "rs256",
        },
    ];

    /// <summary>Keys of a UE.</summary>
    public static Key[] Ue { get; } =
    [
        .. LteKeys.Ue,
        Counted,
        new(
            Service,
            KeyType.Choice(Attach, Web, Password, Separate),
            "What a terminal wants: the edge's service by an attach, the cloud's by a token of its provider, the "
                + "cloud's by a password, or both: an attach, then a password")
        {
            Default = Attach,
            Other = Web,
        },
        new(
            Agent,
            KeyType.Choice(
                "normal", "wrong-res", "wrong-transaction", "replayed-token", "forged-token", "late-token"),
            "How the browser behaves: as it should, with a wrong RES, with another transaction, or with a token that "
                + "is shown twice, changed, or shown after 120 s")
        {
            Default = "normal",
            Other = "wrong-res",
        },
        new(Account, KeyType.Choice("open", "barred"), "Whether the accounts at the cloud may use services of an edge")
        {
            Default = "open",
            Other = "barred",
        },
    ];

    /// <summary>Keys of a proxy.</summary>
    public static Key[] Proxy { get; } =
    [
        new(Modules, KeyType.Choice("both", "first"), "Whether the proxy has vUE and vOP beside vHSS and vUSER")
        {
            Default = "both",
            Other = "first",
        },
        new(
            Tls,
            KeyType.Choice("modelled", "none"),
            "Protection of the connections to the cloud: the time of handshakes of TLS 1.3, or none; octets stay "
                + "readable")
        {
            Default = "modelled",
            Other = "none",
        },
        new(Vectors, KeyType.Count(min: "1", max: "5"), "Vectors that a request to the cloud fetches")
        {
            Default = "1",
            Other = "3",
        },
        .. Tokens,
    ];

    /// <summary>Keys of an OpenID provider without a proxy.</summary>
    public static Key[] Provider => Tokens;

    /// <summary>Keys of an MME.</summary>
    public static Key[] Mme { get; } =
    [
        new(
            LteKeys.Plmn,
            KeyType.WordOr(Same, LteKeys.PlmnType),
            "The network that it serves; 'same' is that of the options")
        {
            Default = Same,
            Other = "001-02",
        },
        Counted,
        .. LteKeys.Mme,
    ];

    /// <summary>Keys of an HSS.</summary>
    public static Key[] Hss { get; } = [Counted, .. LteKeys.Hss];

    /// <summary>Keys of a cloud.</summary>
    public static Key[] Cloud { get; } =
    [
        new(LteKeys.Plmn, LteKeys.PlmnType, "Network code of the SIM cards of its accounts")
        {
            Default = "999-70",
            Other = "999-71",
        },
        Counted,
        new(
            Flow,
            KeyType.Choice("implicit", "code"),
            "What the cloud asks a provider for: the ID token, or a code (OpenID Connect Core 1.0 §3)")
        {
            Default = "implicit",
            Other = "code",
        },
        new(Roaming, KeyType.Choice("allowed", "refused"), "Whether accounts may use an edge (TS 29.272 §5.2.1.1.3)")
        {
            Default = "allowed",
            Other = "refused",
        },
    ];

    /// <summary>Keys of the links between proxies and clouds.</summary>
    public static Key[] Api { get; } =
    [
        new(
            SystemRun.OverheadKey,
            KeyType.Size(max: "1000 B"),
            "Octets around a packet: those of a record of TLS (RFC 8446 §5.2)")
        {
            Default = "22 B",
            Other = "200 B",
        },
    ];
}
