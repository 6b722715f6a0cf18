using System;
using System.Globalization;

namespace Simulator.Protocols.Http;

/// <summary>Dates of HTTP (RFC 9110 §5.6.7).</summary>
public static class HttpDate
{
    /// <summary>IMF-fixdate, the form that is written: <c>Wed, 01 Jan 2025 00:00:00 GMT</c>.</summary>
    /// <param name="unixSeconds">Seconds since 1970-01-01T00:00:00Z.</param>
    public static string Format(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("r", CultureInfo.InvariantCulture);
}
