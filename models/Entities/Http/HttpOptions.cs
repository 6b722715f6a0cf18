using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>How connections of HTTP are protected.</summary>
public enum TlsModel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the time that a handshake of TLS 1.3 and its records take; the octets stay readable.</summary>
    Modelled,
}

/// <summary>How a client or server of HTTP behaves.</summary>
public sealed record HttpOptions
{
    /// <summary>A shared set of defaults.</summary>
    public static HttpOptions Default { get; } = new();

    /// <summary>How its connections are protected.</summary>
    public TlsModel Tls { get; init; }

    /// <summary>How long a client waits for a connection and for the answer to a request; ours.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromSeconds(10L);

    /// <summary>How long a server keeps a connection without a request; ours, as common servers.</summary>
    public SimTime Idle { get; init; } = SimTime.FromSeconds(60L);

    /// <summary>Connections that a client keeps open to one server; ours.</summary>
    public int ConnectionsMax { get; init; } = 1_000;
}
