using System;
using System.Collections.Immutable;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>The enclaves of the two ends of a way.</summary>
/// <param name="Client">That of the client: the first tag of a chain.</param>
/// <param name="Server">That of the server: the last tag.</param>
public readonly record struct EnclaveEnds(ushort Client, ushort Server);

/// <summary>
/// What a server makes of the chains that it gets over one way: the first one counts, and once there are eight the
/// majority of the last eight; a tie goes to the newest of those that lead (ours).
/// </summary>
public sealed class ChainVotes
{
    /// <summary>Chains that vote.</summary>
    public const int VoterCount = 8;

    private readonly EnclaveEnds[] _votes = new EnclaveEnds[VoterCount];
    private long _count;

    /// <summary>The enclaves, as far as they are known.</summary>
    public EnclaveEnds? Decision { get; private set; }

    /// <summary>Chains that have contradicted the one before.</summary>
    public long InconsistentCount { get; private set; }

    /// <summary>A chain has come; one without a tag says nothing.</summary>
    /// <param name="tags">Its tags, the client's side first.</param>
    public void Add(ImmutableArray<EnclaveTag> tags)
    {
        if (tags.IsEmpty)
        {
            return;
        }

        var vote = new EnclaveEnds(tags[0].Enclave, tags[^1].Enclave);
        bool isOther = _count > 0 && _votes[(int)((_count - 1) % VoterCount)] != vote;
        InconsistentCount += isOther ? 1 : 0;
        _votes[(int)(_count++ % VoterCount)] = vote;
        Decision = _count < VoterCount ? Decision ?? vote : Majority();
    }

    // From the newest to the oldest: of equal numbers the newest stays.
    private EnclaveEnds Majority()
    {
        EnclaveEnds best = default;
        int most = 0;
        for (int age = 0; age < VoterCount; age++)
        {
            EnclaveEnds candidate = _votes[(int)((_count - 1 - age) % VoterCount)];
            int votes = _votes.AsSpan().Count(candidate);
            (best, most) = votes > most ? (candidate, votes) : (best, most);
        }

        return best;
    }
}
