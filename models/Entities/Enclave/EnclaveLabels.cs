using System.Collections.Generic;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call packets of the architecture.</summary>
public static class EnclaveLabels
{
    /// <summary>A protected packet from a client to its server.</summary>
    public static readonly MessageLabel Data = new("ESP", "ESP", "data");

    /// <summary>A protected packet from a server to its client.</summary>
    public static readonly MessageLabel Reply = new("ESP", "ESP", "reply");

    /// <summary>A packet of a host behind a gateway, in the clear.</summary>
    public static readonly MessageLabel PlainData = new("UDP", "UDP", "data");

    /// <summary>The answer of a host behind a gateway, in the clear.</summary>
    public static readonly MessageLabel PlainReply = new("UDP", "UDP", "reply");

    /// <summary>A server's question for its enclave, a packet of its own.</summary>
    public static readonly MessageLabel Probe = new("ENCLAVE", "DISCOVERY PROBE");

    /// <summary>The answer, which brings the tags.</summary>
    public static readonly MessageLabel ProbeAnswer = new("ENCLAVE", "DISCOVERY ANSWER");

    /// <summary>A party asks its key server for keys.</summary>
    public static readonly MessageLabel KeyRequest = new("ESP", "ESP", "KEY REQUEST");

    /// <summary>Keys for a party.</summary>
    public static readonly MessageLabel KeyAnswer = new("ESP", "ESP", "KEY ANSWER");

    /// <summary>A key server asks for a new organisation key.</summary>
    public static readonly MessageLabel KeyChange = new("ESP", "ESP", "KEY CHANGE");

    /// <summary>A key server asks the directory of the organisation what a party may have.</summary>
    public static readonly MessageLabel DirectoryQuestion = new("ESP", "ESP", "DIRECTORY QUESTION");

    /// <summary>What the directory says.</summary>
    public static readonly MessageLabel DirectoryAnswer = new("ESP", "ESP", "DIRECTORY ANSWER");

    /// <summary>A server asks its key server for a key that an intermediate may have.</summary>
    public static readonly MessageLabel MonitorKeyRequest = new("ESP", "ESP", "MONITOR KEY REQUEST");

    /// <summary>The key, which the server cannot read.</summary>
    public static readonly MessageLabel MonitorKeyAnswer = new("ESP", "ESP", "MONITOR KEY ANSWER");

    /// <summary>What the label of an IKE message carries that brings an intermediate the key of an SA.</summary>
    public const string SaKey = "SA KEY";

    /// <summary>What the label of an IKE message carries that brings an intermediate a key from above SAs.</summary>
    public const string HigherKey = "HIGHER KEY";

    /// <summary>What the label of an IKE message carries that tells an intermediate of a new organisation key.
    /// </summary>
    public const string Epoch = "EPOCH";

    /// <summary>Names for fault rules.</summary>
    public static IReadOnlyList<string> Messages { get; } =
    [
        Data.Message, Data.Carried, PlainData.Message, Reply.Carried, Probe.Message, ProbeAnswer.Message,
        KeyRequest.Carried, KeyAnswer.Carried, KeyChange.Carried, DirectoryQuestion.Carried, DirectoryAnswer.Carried,
        MonitorKeyRequest.Carried, MonitorKeyAnswer.Carried,
        SaKey, HigherKey, Epoch, .. IkeLabels.Messages,
    ];
}
