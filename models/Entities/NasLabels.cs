using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call a NAS message.</summary>
public static class NasLabels
{
    /// <summary>Protocol of all of them.</summary>
    public const string Protocol = "NAS-EPS";

    /// <summary>Octets that are no NAS message.</summary>
    public static MessageLabel Unreadable { get; } = new(Protocol, "unreadable");

    private static readonly Dictionary<EmmMessageType, MessageLabel> Labels = Make();
    private static readonly Dictionary<EsmMessageType, MessageLabel> SessionLabels = MakeSession();

    /// <summary>The label of an EMM message.</summary>
    /// <param name="type">Its type.</param>
    public static MessageLabel Of(EmmMessageType type) => Labels[type];

    /// <summary>The label of an ESM message that stands for itself.</summary>
    /// <param name="type">Its type.</param>
    public static MessageLabel Of(EsmMessageType type) => SessionLabels[type];

    private static Dictionary<EmmMessageType, MessageLabel> Make()
    {
        var labels = new Dictionary<EmmMessageType, MessageLabel>();
        foreach (EmmMessageType type in System.Enum.GetValues<EmmMessageType>())
        {
            labels.Add(type, new MessageLabel(Protocol, NasMessageName.Of(type)));
        }

        return labels;
    }

    private static Dictionary<EsmMessageType, MessageLabel> MakeSession()
    {
        var labels = new Dictionary<EsmMessageType, MessageLabel>();
        foreach (EsmMessageType type in System.Enum.GetValues<EsmMessageType>())
        {
            labels.Add(type, new MessageLabel(Protocol, NasMessageName.Of(type)));
        }

        return labels;
    }
}
