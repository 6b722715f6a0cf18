using Simulator.Crypto;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>The NAS algorithms of a security context (TS 33.401 §7.2.4.3.1).</summary>
/// <param name="Integrity">Integrity.</param>
/// <param name="Ciphering">Ciphering.</param>
internal readonly record struct NasAlgorithms(IntegrityAlgorithm Integrity, CipheringAlgorithm Ciphering)
{
    /// <summary>The first algorithms of the MME's lists that the UE has.</summary>
    /// <param name="options">The lists.</param>
    /// <param name="capability">What the UE has.</param>
    /// <returns>The algorithms, and whether there are any in common.</returns>
    public static (NasAlgorithms Algorithms, bool IsCommon) Choose(MmeOptions options, UeNetworkCapability capability)
    {
        for (int index = 0; index < options.Integrity.Count; index++)
        {
            IntegrityAlgorithm integrity = options.Integrity[index];
            if (capability.Supports(integrity))
            {
                return ChooseCiphering(integrity, options, capability);
            }
        }

        return default;
    }

    private static (NasAlgorithms Algorithms, bool IsCommon) ChooseCiphering(
        IntegrityAlgorithm integrity, MmeOptions options, UeNetworkCapability capability)
    {
        for (int index = 0; index < options.Ciphering.Count; index++)
        {
            CipheringAlgorithm ciphering = options.Ciphering[index];
            if (capability.Supports(ciphering))
            {
                return (new(integrity, ciphering), true);
            }
        }

        return default;
    }
}
