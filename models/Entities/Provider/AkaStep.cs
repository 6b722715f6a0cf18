using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What comes next in an authentication whose terminal is reached over HTTP.</summary>
internal enum AkaStepKind
{
    /// <summary>A challenge for the terminal.</summary>
    Challenge,

    /// <summary>The response was right.</summary>
    Authenticated,

    /// <summary>The edge knows no such subscriber, or does not serve it.</summary>
    Refused,

    /// <summary>The response was wrong.</summary>
    WrongResponse,

    /// <summary>The terminal's card does not accept the network.</summary>
    CardRefused,

    /// <summary>The edge cannot be asked, or does not answer.</summary>
    Unavailable,
}

/// <summary>A step of an authentication.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Rand">RAND of a challenge.</param>
/// <param name="Autn">AUTN of a challenge.</param>
/// <param name="Session">The authentication, for its next step; null if it is over.</param>
/// <param name="Tag">What is measured.</param>
internal readonly record struct AkaStep(
    AkaStepKind Kind, UInt128 Rand, Autn Autn, IAkaSession? Session, MeasurementTag Tag)
{
    /// <summary>The authentication is over.</summary>
    public static AkaStep Over(AkaStepKind kind, in MeasurementTag tag) => new(kind, default, default, null, tag);
}

/// <summary>Runs EPS-AKA for a terminal that somebody else speaks with.</summary>
internal interface IAkaRunner
{
    /// <summary>Asks for a challenge.</summary>
    /// <param name="imsi">Who is to be authenticated.</param>
    /// <param name="tag">What is measured.</param>
    Process<AkaStep> Begin(Imsi imsi, MeasurementTag tag);
}

/// <summary>An authentication that waits for the terminal.</summary>
internal interface IAkaSession
{
    /// <summary>Gives the terminal's answer.</summary>
    /// <param name="answer">What the card said.</param>
    /// <param name="tag">What is measured.</param>
    Process<AkaStep> Continue(AkaAnswer answer, MeasurementTag tag);
}
