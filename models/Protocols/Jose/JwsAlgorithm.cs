using System.Diagnostics.CodeAnalysis;

namespace Simulator.Protocols.Jose;

/// <summary>The signatures that are made and accepted (RFC 7518 §3.1). No other is, <c>none</c> least of all.</summary>
public enum JwsAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    Es256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    Rs256,
}

/// <summary>Names of algorithms.</summary>
public static class JwsAlgorithms
{
    /// <summary>The name in a header or a key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public static string NameOf(JwsAlgorithm algorithm) => algorithm == JwsAlgorithm.Es256 ? "ES256" : "RS256";

    /// <summary>Finds an algorithm by its exact name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="algorithm">The algorithm; null for one that is not accepted.</param>
    public static bool TryFind(string? name, [NotNullWhen(true)] out JwsAlgorithm? algorithm)
    {
        algorithm = name switch
        {
            "ES256" => JwsAlgorithm.Es256,
            "RS256" => JwsAlgorithm.Rs256,
            _ => null,
        };
        return algorithm is not null;
    }
}
