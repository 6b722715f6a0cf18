using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The keys that system <c>lte</c> adds to the language, by the part that they belong to.</summary>
internal static class LteKeys
{
    public const string Plmn = "plmn", Ciphering = "ciphering", Integrity = "integrity";
    public const string RrcSetup = "rrc-setup";
    public const string Behaviour = "behaviour", Subscription = "subscription", CardKey = "card-key";
    public const string SqnLead = "sqn-lead", DetachAfter = "detach-after", SwitchOff = "switch-off";
    public const string T3410 = "t3410", T3411 = "t3411", T3421 = "t3421", Attempts = "attempts", BackOff = "back-off";
    public const string Inactivity = "inactivity";
    public const string Congestion = "congestion", T3346 = "t3346", T3450 = "t3450", T3460 = "t3460", T3470 = "t3470";
    public const string T3422 = "t3422", KeepsContexts = "stored-contexts", S6aTimeout = "s6a-timeout";
    public const string Roaming = "roaming", WithdrawAt = "withdraw-at";
    public const string None = "none", PlmnDefault = "001-01";

    internal static readonly IKeyType PlmnType = KeyType.Code(
        "a network", "[0-9]{3}-[0-9]{2,3}", "country code and network code, as in 001-01");

    /// <summary>Keys of the system as a whole.</summary>
    public static Key[] System { get; } =
    [
        new(Plmn, PlmnType, "The serving network: country code and network code (TS 23.003 §2.2)")
        {
            Default = PlmnDefault,
            Other = "999-70",
        },
        new(
            Ciphering,
            KeyType.Choice("eea0", "eea1", "eea2", "eea3"),
            "Ciphering of NAS messages and of the access stratum (TS 33.401 §5.1.3.2)")
        {
            Default = "eea0",
            Other = "eea2",
        },
        new(
            Integrity,
            KeyType.Choice("eia2", "eia1", "eia3"),
            "Integrity protection of NAS messages and of the access stratum (TS 33.401 §5.1.4.1)")
        {
            Default = "eia2",
            Other = "eia3",
        },
    ];

    /// <summary>Keys of the radio link.</summary>
    public static Key[] Radio { get; } =
    [
        new(
            RrcSetup,
            KeyType.Distribution(Dimension.Time),
            "Set-up of an RRC connection: random access and the messages that are not encoded (TR 36.913 §6.2.1)")
        {
            Default = "50 ms",
            Other = "15 ms",
        },
        new(
            SystemRun.OverheadKey,
            KeyType.Size(max: "1000 B"),
            "Octets of PDCP, RLC, MAC and RRC around a message (TS 36.323, TS 36.322, TS 36.321)")
        {
            Default = "12 B",
            Other = "200 B",
        },
        new(
            SystemRun.SharedKey,
            KeyType.Choice("no", SystemRun.SharedByCell),
            "Whether the UEs of an eNB share one transmitter in each direction")
        {
            Default = "no",
            Other = SystemRun.SharedByCell,
        },
    ];

    /// <summary>Keys of a UE.</summary>
    public static Key[] Ue { get; } =
    [
        new(Plmn, PlmnType, "The home network of the subscribers")
        {
            Default = PlmnDefault,
            Other = "001-02",
        },
        new(
            Behaviour,
            KeyType.Choice("normal", "wrong-res", "garbage", "wrong-mac", "mute"),
            "How the terminals behave: as the standard says, with a wrong RES, with random octets, with wrong NAS "
                + "MACs, or silent after the ATTACH REQUEST")
        {
            Default = "normal",
            Other = "wrong-res",
        },
        new(Subscription, KeyType.Choice("present", "absent"), "Whether the home network's HSS knows the subscribers")
        {
            Default = "present",
            Other = "absent",
        },
        new(CardKey, KeyType.Choice("right", "wrong"), "Whether the USIM has the subscriber's key or another one")
        {
            Default = "right",
            Other = "wrong",
        },
        new(
            SqnLead,
            KeyType.Count(max: "1000000"),
            "How far the USIM's sequence numbers are ahead of the HSS's (TS 33.102 §6.3.5)")
        {
            Default = "0",
            Other = "100",
        },
        new(
            DetachAfter,
            KeyType.WordOr(None, KeyType.Time()),
            "Time from the end of the attach to the detach of the UE; then it may attach again, with the context that "
                + "it has stored")
        {
            Default = None,
            Other = "100 ms",
        },
        new(SwitchOff, KeyType.Flag(), "Whether a UE that detaches is switched off and waits for no answer")
        {
            Default = "false",
            Other = "true",
        },
        Timer(T3410, "15 s", "Wait for the answer to an ATTACH REQUEST (TS 24.301 table 10.2.1)"),
        Timer(T3411, "10 s", "Pause before the next attempt to attach (TS 24.301 table 10.2.1)"),
        Timer(T3421, "15 s", "Wait for the answer to a DETACH REQUEST (TS 24.301 table 10.2.1)"),
        new(
            BackOff,
            KeyType.Distribution(Dimension.Time),
            "T3346 after a reject for congestion that was not protected, whose own value is not believed (TS 24.301 "
                + "§5.5.1.2.5)")
        {
            Default = "uniform 15 min 30 min",
            Other = "1 s",
        },
        new(Attempts, KeyType.Count(min: "1", max: "5"), "Attempts to attach (TS 24.301 §5.5.1.2.6)")
        {
            Default = "5",
            Other = "1",
        },
    ];

    /// <summary>Keys of an eNB.</summary>
    public static Key[] Enb { get; } =
    [
        new(
            Inactivity,
            KeyType.WordOr(None, KeyType.Time(min: "1 ms")),
            "Time without a NAS message after which the eNB asks for the release of a UE (TS 36.413 §8.3.2)")
        {
            Default = None,
            Other = "200 ms",
        },
        new(
            Behaviour,
            KeyType.Choice("normal", "unknown-procedure"),
            "How the eNB behaves: as the standard says, or with a procedure that no MME knows after each S1 SETUP")
        {
            Default = "normal",
            Other = "unknown-procedure",
        },
    ];

    /// <summary>Keys of an MME.</summary>
    public static Key[] Mme { get; } =
    [
        new(
            Congestion,
            KeyType.WordOr(None, KeyType.Requests()),
            "Requests that wait for the MME's processor at which it rejects new attaches (TS 24.301 §5.3.9)")
        {
            Default = None,
            Other = "0 requests",
        },
        new(
            T3346,
            KeyType.Time(above: "0 s", max: "186 min"),
            "Back-off that a UE rejected for congestion is given (TS 24.301 §5.3.9), rounded up to what GPRS timer 2 "
                + "holds: 2 s to 62 s, minutes to 31 min, 6 min beyond (TS 24.008 §10.5.7.4)")
        {
            Default = "15 min",
            Other = "1 s",
        },
        Timer(T3450, "6 s", "Wait for ATTACH COMPLETE (TS 24.301 table 10.2.2)"),
        Timer(T3460, "6 s", "Wait for the answer to a challenge or a SECURITY MODE COMMAND (TS 24.301 table 10.2.2)"),
        Timer(T3470, "6 s", "Wait for an IDENTITY RESPONSE (TS 24.301 table 10.2.2)"),
        Timer(T3422, "6 s", "Wait for DETACH ACCEPT (TS 24.301 table 10.2.2)"),
        new(
            KeepsContexts,
            KeyType.Choice("use", "authenticate"),
            "What an attach with a stored security context does: use it, or authenticate all the same "
                + "(TS 23.401 §5.3.2.1 step 5a)")
        {
            Default = "use",
            Other = "authenticate",
        },
        Timer(S6aTimeout, "5 s", "Wait for the answer of an HSS (ours: the standards give none)", "1 ms"),
    ];

    /// <summary>Keys of an HSS.</summary>
    public static Key[] Hss { get; } =
    [
        new(Plmn, PlmnType, "The network whose subscribers it serves")
        {
            Default = PlmnDefault,
            Other = "001-02",
        },
        new(
            Roaming,
            KeyType.Choice("allowed", "refused"),
            "Whether subscribers may attach in other networks than their own (TS 29.272 §5.2.1.1.3)")
        {
            Default = "allowed",
            Other = "refused",
        },
        new(
            WithdrawAt,
            KeyType.WordOr(None, KeyType.Time()),
            "When the subscriptions of all its subscribers are withdrawn: those that are attached are detached "
                + "(TS 29.272 §5.2.1.2)")
        {
            Default = None,
            Other = "1500 ms",
        },
    ];

    internal static Key Timer(string name, string value, string meaning, string other = "100 ms") =>
        new(name, KeyType.Time(above: "0 s"), meaning) { Default = value, Other = other };
}
