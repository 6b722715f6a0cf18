namespace Simulator.Protocols.Enclave;

/// <summary>What a party may have of its key server.</summary>
/// <param name="Server">Number of the server within its enclave; 0 for an intermediate.</param>
/// <param name="Depth">Depth of the keys that it is trusted with, in derivations from the organisation key.</param>
/// <param name="OnlyVerifies">True if it has, of two trees, the keys for authentication alone.</param>
public readonly record struct KeyGrant(uint Server, byte Depth, bool OnlyVerifies)
{
    /// <summary>The deepest key that messages can name.</summary>
    public const byte DepthMax = 15;
}
