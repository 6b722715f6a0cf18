namespace Simulator.Protocols.Nas;

/// <summary>Kind of addresses of a connection, three bits (TS 24.301 §9.9.4.10). Other values are kept.</summary>
public enum PdnType : byte
{
    /// <summary>IPv4.</summary>
    Ipv4 = 1,

    /// <summary>IPv6.</summary>
    Ipv6 = 2,

    /// <summary>IPv4 and IPv6.</summary>
    Ipv4v6 = 3,

    /// <summary>Unused; read as IPv6.</summary>
    Unused = 4,

    /// <summary>Not IP.</summary>
    NonIp = 5,

    /// <summary>Ethernet.</summary>
    Ethernet = 6,
}
