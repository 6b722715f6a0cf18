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
        _derived.Add(FirstEpoch, 0, default, OrganisationKeyServer.DrawKey(simulation, FirstEpoch));
    }

    /// <summary>The tree.</summary>
    public EnclaveHierarchy Hierarchy { get; }

    /// <summary>A key of the tree. SA keys are not kept.</summary>
    public Key256 At(int depth, in EnclavePath path)
    {
        if (_derived.TryGet(FirstEpoch, depth, path, out Key256 key))
        {
            return key;
        }

        key = Hierarchy.Derive(At(depth - 1, path), depth - 1, depth, path);
        if (depth < Hierarchy.SaDepth)
        {
            _derived.Add(FirstEpoch, depth, path, key);
        }

        return key;
    }
}
