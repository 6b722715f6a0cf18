using System.Collections.Generic;
using System.Linq;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call a Diameter message.</summary>
public static class DiameterLabels
{
    /// <summary>Protocol of all of them.</summary>
    public const string Protocol = "Diameter";

    private static readonly (CommandCode Command, MessageLabel Request, MessageLabel Answer)[] Labels =
    [
        Make(CommandCode.AuthenticationInformation, "Authentication-Information"),
        Make(CommandCode.UpdateLocation, "Update-Location"),
        Make(CommandCode.CancelLocation, "Cancel-Location"),
        Make(CommandCode.PurgeUe, "Purge-UE"),
        Make(CommandCode.DeviceWatchdog, "Device-Watchdog"),
        Make(CommandCode.CapabilitiesExchange, "Capabilities-Exchange"),
        Make(CommandCode.DisconnectPeer, "Disconnect-Peer"),
    ];

    /// <summary>Names of all messages.</summary>
    public static IReadOnlyList<string> Messages { get; } =
        [.. Labels.SelectMany(each => new[] { each.Request.Message, each.Answer.Message })];

    /// <summary>A request of a command that has no name here.</summary>
    public static MessageLabel UnknownRequest { get; } = new(Protocol, "unknown request");

    /// <summary>An answer to a command that has no name here (RFC 6733 §7.2).</summary>
    public static MessageLabel UnknownAnswer { get; } = new(Protocol, "answer-message");

    /// <summary>The label of a message.</summary>
    /// <param name="command">Its command.</param>
    /// <param name="isRequest">True for the request.</param>
    public static MessageLabel Of(CommandCode command, bool isRequest)
    {
        foreach ((CommandCode candidate, MessageLabel request, MessageLabel answer) in Labels)
        {
            if (candidate == command)
            {
                return isRequest ? request : answer;
            }
        }

        return isRequest ? UnknownRequest : UnknownAnswer;
    }

    private static (CommandCode Command, MessageLabel Request, MessageLabel Answer) Make(
        CommandCode command, string name) =>
        (command, new MessageLabel(Protocol, $"{name}-Request"), new MessageLabel(Protocol, $"{name}-Answer"));
}
