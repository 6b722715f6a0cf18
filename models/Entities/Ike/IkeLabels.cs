using System.Collections.Generic;
using System.Linq;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call an IKE message.</summary>
public static class IkeLabels
{
    /// <summary>Protocol of all of them.</summary>
    public const string Protocol = "IKEv2";

    private static readonly ExchangeType[] Exchanges =
        [ExchangeType.IkeSaInit, ExchangeType.IkeAuth, ExchangeType.CreateChildSa, ExchangeType.Informational];

    /// <summary>Names of all messages.</summary>
    public static IReadOnlyList<string> Messages { get; } =
        [.. Exchanges.SelectMany(each => new[] { NameOf(each, false), NameOf(each, true) })];

    /// <summary>The label of a message.</summary>
    /// <param name="labels">Where labels are kept.</param>
    /// <param name="exchange">Its exchange.</param>
    /// <param name="isResponse">True for the response.</param>
    /// <param name="carried">What it is about; may be empty.</param>
    internal static MessageLabel Of(LabelTable labels, ExchangeType exchange, bool isResponse, string carried) =>
        labels.Get(Protocol, NameOf(exchange, isResponse), carried);

    private static string NameOf(ExchangeType exchange, bool isResponse)
    {
        string name = exchange switch
        {
            ExchangeType.IkeSaInit => "IKE_SA_INIT",
            ExchangeType.IkeAuth => "IKE_AUTH",
            ExchangeType.CreateChildSa => "CREATE_CHILD_SA",
            ExchangeType.Informational => "INFORMATIONAL",
            _ => exchange.ToString(),
        };
        return name + (isResponse ? " response" : " request");
    }
}
