namespace Simulator.Entities;

/// <summary>What an intermediate does with protected packets that it forwards.</summary>
public sealed record IntermediateOptions
{
    /// <summary>Its own identifier among the devices: it keeps IVs of packets that it protects again apart.</summary>
    public ushort Device { get; init; }

    /// <summary>True if it protects a packet again after it has read it, as one that alters packets does.</summary>
    public bool ReProtects { get; init; }

    /// <summary>Octets of data that it lets pass of a packet that it reads, the header of UDP included; 0 for all. It
    /// alters packets that have more, and protects them again.</summary>
    public int DataMax { get; init; }

    /// <summary>True if what it reads leaves otherwise than it came.</summary>
    public bool Alters => ReProtects || DataMax > 0;

    /// <summary>True for the gateway of an enclave: it drops protected packets that it cannot read.</summary>
    public bool IsGateway { get; init; }

    /// <summary>False if it does not support the derivation of keys: it reads SAs alone whose keys it is given.
    /// </summary>
    public bool Derives { get; init; } = true;

    /// <summary>Most SAs whose keys it keeps in host memory.</summary>
    public int SaMax { get; init; } = 100_000;
}

/// <summary>What became of a protected packet at an intermediate.</summary>
public enum Inspection
{
    /// <summary>It was authentic and was read.</summary>
    Read,

    /// <summary>It was authentic; the key to read it is not held.</summary>
    Verified,

    /// <summary>It carries no derivation information: forwarded untouched.</summary>
    NoInformation,

    /// <summary>No key on its path is held here: forwarded untouched.</summary>
    NoKey,

    /// <summary>The key that was derived does not fit: derivation information or packet was changed. Forwarded
    /// untouched; the server decides.</summary>
    BadIntegrity,

    /// <summary>Card or processor had no room: forwarded untouched.</summary>
    Overload,

    /// <summary>Card and processor had no room to protect it again after it was read and altered: dropped.</summary>
    Unsent,
}
