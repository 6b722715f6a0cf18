namespace Simulator.Crypto;

/// <summary>Two enclaves, or two sub-enclaves, that have a key in common; both may be the same.</summary>
/// <param name="First">Identifier of the first.</param>
/// <param name="Second">Identifier of the second.</param>
public readonly record struct EnclavePair(ushort First, ushort Second)
{
    /// <summary>The pair whose key serves both directions: the smaller identifier first.</summary>
    /// <param name="one">An enclave.</param>
    /// <param name="other">An enclave.</param>
    public static EnclavePair Unordered(ushort one, ushort other) =>
        one <= other ? new(one, other) : new(other, one);

    /// <summary>True if an enclave is one of the two.</summary>
    /// <param name="enclave">Its identifier.</param>
    public bool Contains(ushort enclave) => enclave == First || enclave == Second;
}
