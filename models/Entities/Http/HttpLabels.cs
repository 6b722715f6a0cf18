using System.Collections.Generic;
using System.Linq;
using Simulator.Network;
using Simulator.Protocols.Http;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call messages of HTTP: method and path, or status and phrase.</summary>
public static class HttpLabels
{
    /// <summary>Protocol of all of them.</summary>
    public const string Protocol = "HTTP";

    private static readonly Dictionary<int, MessageLabel> Responses =
        HttpStatus.All.ToDictionary(status => status, status => new MessageLabel(Protocol, TextOf(status)));

    /// <summary>Name of a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Its path, with a name in braces for what varies.</param>
    public static MessageLabel Request(string method, string path) => new(Protocol, $"{method} {path}");

    /// <summary>Name of a response that a role of ours sends.</summary>
    /// <param name="status">Its code, one of <see cref="HttpStatus.All"/>.</param>
    public static MessageLabel Response(int status) => Responses[status];

    /// <summary>Text of a response.</summary>
    /// <param name="status">Its code.</param>
    public static string TextOf(int status) => $"{status} {HttpStatus.ReasonOf(status)}";
}
