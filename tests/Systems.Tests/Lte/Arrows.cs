namespace Tests.Systems;

/// <summary>The parts that an attach consists of, as arrows (TS 23.401 §5.3.2.1).</summary>
internal static class Arrows
{
    /// <summary>The UE connects and asks.</summary>
    public const string Requested = """
        ue/0 -> enb/0  RRCConnectionRequest
        ue/0 -> enb/0  ATTACH REQUEST
        enb/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
        """;

    /// <summary>The home network gives a vector, or says why not.</summary>
    public const string Informed = """
        mme/0 -> hss/0  Authentication-Information-Request
        hss/0 -> mme/0  Authentication-Information-Answer
        """;

    /// <summary>The UE is challenged.</summary>
    public const string Challenged = """
        mme/0 -> enb/0  DownlinkNASTransport [AUTHENTICATION REQUEST]
        enb/0 -> ue/0  AUTHENTICATION REQUEST
        """;

    /// <summary>The UE answers, rightly or not.</summary>
    public const string Responded = """
        ue/0 -> enb/0  AUTHENTICATION RESPONSE
        enb/0 -> mme/0  UplinkNASTransport [AUTHENTICATION RESPONSE]
        """;

    /// <summary>The card refuses the challenge.</summary>
    public const string Failed = """
        ue/0 -> enb/0  AUTHENTICATION FAILURE
        enb/0 -> mme/0  UplinkNASTransport [AUTHENTICATION FAILURE]
        """;

    /// <summary>The UE is told to use the keys.</summary>
    public const string Commanded = """
        mme/0 -> enb/0  DownlinkNASTransport [SECURITY MODE COMMAND]
        enb/0 -> ue/0  SECURITY MODE COMMAND
        """;

    /// <summary>The UE uses them.</summary>
    public const string Secured = """
        ue/0 -> enb/0  SECURITY MODE COMPLETE
        enb/0 -> mme/0  UplinkNASTransport [SECURITY MODE COMPLETE]
        """;

    /// <summary>The home network learns where the UE is.</summary>
    public const string Located = """
        mme/0 -> hss/0  Update-Location-Request
        hss/0 -> mme/0  Update-Location-Answer
        """;

    /// <summary>The UE is accepted, and completes.</summary>
    public const string Accepted = """
        mme/0 -> enb/0  InitialContextSetupRequest [ATTACH ACCEPT]
        enb/0 -> ue/0  ATTACH ACCEPT
        enb/0 -> mme/0  InitialContextSetupResponse
        ue/0 -> enb/0  ATTACH COMPLETE
        enb/0 -> mme/0  UplinkNASTransport [ATTACH COMPLETE]
        """;

    /// <summary>An attach without any trouble.</summary>
    public static string Attached { get; } =
        Of(Requested, Informed, Challenged, Responded, Commanded, Secured, Located, Accepted);

    /// <summary>The UE is told no and let go.</summary>
    /// <param name="message">How.</param>
    public static string Dismissed(string message) => $"""
        mme/0 -> enb/0  DownlinkNASTransport [{message}]
        mme/0 -> enb/0  UEContextReleaseCommand
        enb/0 -> ue/0  {message}
        enb/0 -> ue/0  RRCConnectionRelease
        enb/0 -> mme/0  UEContextReleaseComplete
        """;

    /// <summary>The connection of the UE is released.</summary>
    public const string Released = """
        mme/0 -> enb/0  UEContextReleaseCommand
        enb/0 -> ue/0  RRCConnectionRelease
        enb/0 -> mme/0  UEContextReleaseComplete
        """;

    /// <summary>A story of several parts.</summary>
    public static string Of(params string[] parts) => string.Join('\n', parts);
}
