namespace Tests.Systems;

/// <summary>The parts that the two mechanisms consist of, as arrows.</summary>
internal static class FederationArrows
{
    /// <summary>The guest connects and asks.</summary>
    public const string Requested = """
        guest/0 -> enb/0  RRCConnectionRequest
        guest/0 -> enb/0  ATTACH REQUEST
        enb/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
        """;

    /// <summary>The MME asks the vHSS, the vUSER the cloud.</summary>
    public const string Asked = """
        mme/0 -> proxy/0  Authentication-Information-Request
        proxy/0 -> cloud/0  POST /v1/authentication-vectors
        """;

    /// <summary>The cloud gives vectors.</summary>
    public const string Informed = """
        cloud/0 -> proxy/0  200 OK [vectors]
        proxy/0 -> mme/0  Authentication-Information-Answer
        """;

    /// <summary>The guest is challenged.</summary>
    public const string Challenged = """
        mme/0 -> enb/0  DownlinkNASTransport [AUTHENTICATION REQUEST]
        enb/0 -> guest/0  AUTHENTICATION REQUEST
        """;

    /// <summary>The guest answers, rightly or not.</summary>
    public const string Responded = """
        guest/0 -> enb/0  AUTHENTICATION RESPONSE
        enb/0 -> mme/0  UplinkNASTransport [AUTHENTICATION RESPONSE]
        """;

    /// <summary>The card refuses the challenge.</summary>
    public const string Failed = """
        guest/0 -> enb/0  AUTHENTICATION FAILURE
        enb/0 -> mme/0  UplinkNASTransport [AUTHENTICATION FAILURE]
        """;

    /// <summary>Both use the keys from now on.</summary>
    public const string Secured = """
        mme/0 -> enb/0  DownlinkNASTransport [SECURITY MODE COMMAND]
        enb/0 -> guest/0  SECURITY MODE COMMAND
        guest/0 -> enb/0  SECURITY MODE COMPLETE
        enb/0 -> mme/0  UplinkNASTransport [SECURITY MODE COMPLETE]
        """;

    /// <summary>The cloud says what its account may use.</summary>
    public const string Located = """
        mme/0 -> proxy/0  Update-Location-Request
        proxy/0 -> cloud/0  GET /v1/accounts/{imsi}/subscription
        cloud/0 -> proxy/0  200 OK [subscription]
        proxy/0 -> mme/0  Update-Location-Answer
        """;

    /// <summary>The guest is accepted, and completes.</summary>
    public const string Accepted = """
        mme/0 -> enb/0  InitialContextSetupRequest [ATTACH ACCEPT]
        enb/0 -> guest/0  ATTACH ACCEPT
        enb/0 -> mme/0  InitialContextSetupResponse
        guest/0 -> enb/0  ATTACH COMPLETE
        enb/0 -> mme/0  UplinkNASTransport [ATTACH COMPLETE]
        """;

    /// <summary>Mechanism 1 without any trouble.</summary>
    public static string Attached { get; } =
        Arrows.Of(Requested, Asked, Informed, Challenged, Responded, Secured, Located, Accepted);

    /// <summary>The cloud refuses, and the MME is told.</summary>
    /// <param name="status">How the cloud refuses.</param>
    public static string Denied(string status) => $"""
        cloud/0 -> proxy/0  {status}
        proxy/0 -> mme/0  Authentication-Information-Answer
        """;

    /// <summary>The guest is told no and let go.</summary>
    /// <param name="message">How.</param>
    public static string Dismissed(string message) => $"""
        mme/0 -> enb/0  DownlinkNASTransport [{message}]
        mme/0 -> enb/0  UEContextReleaseCommand
        enb/0 -> guest/0  {message}
        enb/0 -> guest/0  RRCConnectionRelease
        enb/0 -> mme/0  UEContextReleaseComplete
        """;

    /// <summary>The member is sent to its provider, and asks it.</summary>
    public const string Redirected = """
        member/0 -> cloud/0  GET /service
        cloud/0 -> member/0  302 Found
        member/0 -> proxy/0  GET /authorize
        """;

    /// <summary>The vUE attaches, and the HSS answers.</summary>
    public const string Begun = """
        proxy/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
        mme/0 -> hss/0  Authentication-Information-Request
        hss/0 -> mme/0  Authentication-Information-Answer
        """;

    /// <summary>The MME's challenge reaches the member's card.</summary>
    public const string Passed = """
        mme/0 -> proxy/0  DownlinkNASTransport [AUTHENTICATION REQUEST]
        proxy/0 -> member/0  200 OK [challenge]
        member/0 -> proxy/0  POST /authorize/aka
        """;

    /// <summary>The MME gets the card's response.</summary>
    public const string Answered = "proxy/0 -> mme/0  UplinkNASTransport [AUTHENTICATION RESPONSE]";

    /// <summary>The MME gets to know that the card refuses the challenge.</summary>
    public const string Complained = "proxy/0 -> mme/0  UplinkNASTransport [AUTHENTICATION FAILURE]";

    /// <summary>The response was right; no key is used.</summary>
    public const string Authenticated = """
        mme/0 -> proxy/0  DownlinkNASTransport [SECURITY MODE COMMAND]
        proxy/0 -> mme/0  UplinkNASTransport [SECURITY MODE REJECT]
        """;

    /// <summary>The MME lets the vUE go.</summary>
    public const string Released = """
        mme/0 -> proxy/0  UEContextReleaseCommand
        proxy/0 -> mme/0  UEContextReleaseComplete
        """;

    /// <summary>The vUE is told no and let go; the member learns it.</summary>
    /// <param name="message">How.</param>
    public static string Rejected(string message) => $"""
        mme/0 -> proxy/0  DownlinkNASTransport [{message}]
        mme/0 -> proxy/0  UEContextReleaseCommand
        proxy/0 -> member/0  302 Found
        proxy/0 -> mme/0  UEContextReleaseComplete
        member/0 -> cloud/0  GET /callback
        cloud/0 -> member/0  403 Forbidden
        """;

    /// <summary>The cloud knows the provider's keys from now on.</summary>
    public const string KeysFetched = """
        cloud/0 -> proxy/0  GET /.well-known/openid-configuration
        proxy/0 -> cloud/0  200 OK [metadata]
        cloud/0 -> proxy/0  GET /jwks
        proxy/0 -> cloud/0  200 OK [keys]
        """;

    /// <summary>The member gets a token, and the cloud's service for it.</summary>
    public const string Served = """
        member/0 -> cloud/0  POST /callback
        cloud/0 -> member/0  200 OK [service]
        """;
}
