using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A cloud that a proxy speaks with.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Address">Where it is: the cloud itself, or the next proxy on the way to it.</param>
/// <param name="Plmn">The network code that the SIM cards of its accounts have.</param>
public sealed record FederatedCloud(string Host, IpEndpoint Address, PlmnId Plmn);

/// <summary>What a proxy server is.</summary>
public sealed record ProxyOptions
{
    /// <summary>Its name, as in Host; the issuer is made of it.</summary>
    public string Host { get; init; } = "proxy.example";

    /// <summary>The cloud whose accounts use the edge (first module).</summary>
    public required FederatedCloud Cloud { get; init; }

    /// <summary>False for a proxy of the first module alone.</summary>
    public bool HasSecondModule { get; init; } = true;

    /// <summary>The network of the edge.</summary>
    public PlmnId EdgePlmn { get; init; } = PlmnId.FromDigits("001", "01");

    /// <summary>MMEs of the edge, which the vUE connects to.</summary>
    public IReadOnlyList<IpAddress> Mmes { get; init; } = [];

    /// <summary>macro eNB ID of the vUE, 20 bits; no eNB of the edge has it.</summary>
    public uint EnbId { get; init; } = 0xF0000;

    /// <summary>Clients that the vOP knows, by the host of their redirect URI.</summary>
    public IReadOnlyList<string> Clients { get; init; } = [];

    /// <summary>Signs ID tokens; it is kept when the proxy restarts.</summary>
    public required JwsSigner Signer { get; init; }

    /// <summary>How long an ID token is accepted; ours.</summary>
    public SimTime TokenLifetime { get; init; } = SimTime.FromSeconds(60L);

    /// <summary>How long a code may be exchanged (RFC 6749 §4.1.2: at most ten minutes); ours.</summary>
    public SimTime CodeLifetime { get; init; } = SimTime.FromSeconds(30L);

    /// <summary>How long the vUE waits for the MME; ours: beyond the MME's own repetitions.</summary>
    public SimTime AnswerTimeout { get; init; } = SimTime.FromSeconds(35L);

    /// <summary>Vectors that one request fetches, 1 to 5; those that are not used at once are kept.</summary>
    public int VectorsPerFetch { get; init; } = 1;

    /// <summary>Challenges and codes that wait at a time; ours.</summary>
    public int PendingMax { get; init; } = 100_000;

    /// <summary>How its connections to terminals and relying parties behave.</summary>
    public HttpOptions Http { get; init; } = HttpOptions.Default;

    /// <summary>How its connections to the cloud's interface for proxies behave.</summary>
    public HttpOptions Cloudward { get; init; } = HttpOptions.Default;

    /// <summary>How it behaves toward MMEs.</summary>
    public DiameterOptions Diameter { get; init; } = DiameterOptions.Default;
}
