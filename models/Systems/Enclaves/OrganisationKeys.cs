using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;

namespace Simulator.Systems;

/// <summary>The keys of an organisation, each derived once: what its key servers know together.</summary>
internal sealed class OrganisationKeys
{
    /// <summary>Epoch of the first organisation key.</summary>
    public const int FirstEpoch = 0;

    private readonly KeyRing _derived;

    /// <summary>Draws the organisation key of the first epoch.</summary>
    public OrganisationKeys(EnclaveHierarchy hierarchy, Simulation simulation)
    {
        Hierarchy = hierarchy;
        _derived = new KeyRing(hierarchy);
        foreach (KeyUse use in hierarchy.Uses)
        {
            _derived.Add(FirstEpoch, 0, default, OrganisationKeyServer.DrawKey(simulation, FirstEpoch, use), use);
        }
    }

    /// <summary>The tree.</summary>
    public EnclaveHierarchy Hierarchy { get; }

    /// <summary>A key of the tree. SA keys are not kept.</summary>
    public Key256 At(int depth, in EnclavePath path, KeyUse use)
    {
        if (_derived.TryGet(FirstEpoch, depth, path, out Key256 key, use))
        {
            return key;
        }

        key = Hierarchy.Derive(At(depth - 1, path, use), depth - 1, depth, path, use);
        if (depth < Hierarchy.SaDepth)
        {
            _derived.Add(FirstEpoch, depth, path, key, use);
        }

        return key;
    }

    /// <summary>The key of an SA, or those of both trees.</summary>
    public SaKeys OfSa(in EnclavePath path) => Hierarchy.IsSeparate
        ? new SaKeys(
            At(Hierarchy.SaDepth, path, KeyUse.Encryption), At(Hierarchy.SaDepth, path, KeyUse.Authentication))
        : new SaKeys(At(Hierarchy.SaDepth, path, KeyUse.Both));
}
