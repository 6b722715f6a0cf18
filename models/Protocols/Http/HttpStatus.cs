using System.Collections.Generic;

namespace Simulator.Protocols.Http;

/// <summary>Status codes (RFC 9110 §15).</summary>
public static class HttpStatus
{
    /// <summary>200.</summary>
    public const int Ok = 200;

    /// <summary>204.</summary>
    public const int NoContent = 204;

    /// <summary>302.</summary>
    public const int Found = 302;

    /// <summary>304.</summary>
    public const int NotModified = 304;

    /// <summary>400.</summary>
    public const int BadRequest = 400;

    /// <summary>401.</summary>
    public const int Unauthorized = 401;

    /// <summary>403.</summary>
    public const int Forbidden = 403;

    /// <summary>404.</summary>
    public const int NotFound = 404;

    /// <summary>405.</summary>
    public const int MethodNotAllowed = 405;

    /// <summary>500.</summary>
    public const int InternalServerError = 500;

    /// <summary>502.</summary>
    public const int BadGateway = 502;

    /// <summary>503.</summary>
    public const int ServiceUnavailable = 503;

    /// <summary>504.</summary>
    public const int GatewayTimeout = 504;

    /// <summary>Every code of the list.</summary>
    public static IReadOnlyList<int> All { get; } =
    [
        Ok, NoContent, Found, NotModified, BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    ];

    /// <summary>Reason phrase of the standard; empty for a code that is not in the list.</summary>
    /// <param name="status">The code.</param>
    public static string ReasonOf(int status) => status switch
    {
        Ok => "OK",
        NoContent => "No Content",
        Found => "Found",
        NotModified => "Not Modified",
        BadRequest => "Bad Request",
        Unauthorized => "Unauthorized",
        Forbidden => "Forbidden",
        NotFound => "Not Found",
        MethodNotAllowed => "Method Not Allowed",
        InternalServerError => "Internal Server Error",
        BadGateway => "Bad Gateway",
        ServiceUnavailable => "Service Unavailable",
        GatewayTimeout => "Gateway Timeout",
        _ => "",
    };
}
