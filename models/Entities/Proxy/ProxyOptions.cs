using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A cloud whose accounts use edges.</summary>
/// <param name="Host">Its name, or that of the next proxy on the way to it.</param>
/// <param name="Address">Where it is: the cloud itself, or the next proxy on the way to it.</param>
/// <param name="Plmn">The network code that the SIM cards of its accounts have.</param>
public sealed record FederatedCloud(string Host, IpEndpoint Address, PlmnId Plmn);

/// <summary>An MME that the vUE connects to.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Plmn">Its network.</param>
public readonly record struct EdgeMme(IpAddress Address, PlmnId Plmn);

/// <summary>An edge behind another proxy.</summary>
/// <param name="Plmn">Its network.</param>
/// <param name="Next">The vOP of the next proxy on the way to it.</param>
public sealed record FurtherEdge(PlmnId Plmn, TrustedProvider Next);

/// <summary>What a proxy server is.</summary>
public sealed record ProxyOptions
{
    /// <summary>What its vOP is; its name is the proxy's.</summary>
    public required ProviderOptions Provider { get; init; }

    /// <summary>The clouds whose accounts use the edges (first module), at least one; the vHSS is called after the
    /// first.</summary>
    public required IReadOnlyList<FederatedCloud> Clouds { get; init; }

    /// <summary>Number of the vHSS among those of its network, in its name.</summary>
    public int HssIndex { get; init; }

    /// <summary>False for a proxy of the first module alone.</summary>
    public bool HasSecondModule { get; init; } = true;

    /// <summary>True if other proxies reach clouds through it.</summary>
    public bool ServesProxies { get; init; }

    /// <summary>MMEs of the edges, which the vUE connects to.</summary>
    public IReadOnlyList<EdgeMme> Mmes { get; init; } = [];

    /// <summary>Edges that it reaches through other proxies.</summary>
    public IReadOnlyList<FurtherEdge> FurtherEdges { get; init; } = [];

    /// <summary>macro eNB ID of the vUE, 20 bits; no eNB of an edge has it.</summary>
    public uint EnbId { get; init; } = 0xF0000;

    /// <summary>How long the vUE waits for the MME; ours: beyond the MME's own repetitions.</summary>
    public SimTime AnswerTimeout { get; init; } = SimTime.FromSeconds(35L);

    /// <summary>Vectors that one request fetches, 1 to 5; those that are not used at once are kept.</summary>
    public int VectorsPerFetch { get; init; } = 1;

    /// <summary>Authentications of the vUE, and accounts whose vectors are kept, at a time; ours.</summary>
    public int PendingMax { get; init; } = 100_000;

    /// <summary>How its connections to terminals, relying parties and other vOPs behave.</summary>
    public HttpOptions Http { get; init; } = HttpOptions.Default;

    /// <summary>How its connections to the interface of clouds for proxies behave.</summary>
    public HttpOptions Cloudward { get; init; } = CloudwardDefault;

    /// <summary>Ours: it waits less long for a cloud than an MME for it, 5 s, so that the MME learns what is wrong.
    /// </summary>
    public static HttpOptions CloudwardDefault { get; } =
        HttpOptions.Default with { Timeout = SimTime.FromSeconds(4L) };

    /// <summary>How it behaves toward MMEs.</summary>
    public DiameterOptions Diameter { get; init; } = DiameterOptions.Default;
}
