using System.Collections.Generic;
using System.Collections.Immutable;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>
/// What a server has found out about the ways to its clients, from the chains of tags that control packets bring.
/// </summary>
/// <param name="simulation">The simulation.</param>
/// <param name="measures">What is measured of it.</param>
public sealed class EnclaveWays(Simulation simulation, DiscoveryMeasures measures)
{
    private const int WayMax = 65_536; // ours: clients that are remembered

    private readonly Dictionary<IpAddress, Way> _ways = [];

    /// <summary>What it thinks of a client's way; null before it knows anything.</summary>
    /// <param name="client">The client.</param>
    public EnclaveEnds? DecisionFor(IpAddress client) =>
        _ways.TryGetValue(client, out Way? way) ? way.Votes.Decision : null;

    /// <summary>It begins to search for the enclaves of a client's way, unless it has begun before.</summary>
    /// <param name="client">The client.</param>
    /// <param name="truth">What it should find: for measurement alone.</param>
    /// <returns>Tag of the search; of none if too many clients are remembered.</returns>
    public MeasurementTag Begin(IpAddress client, EnclaveEnds truth)
    {
        if (!_ways.TryGetValue(client, out Way? way))
        {
            if (_ways.Count == WayMax)
            {
                return default;
            }

            _ways.Add(client, way = new Way(truth, simulation.Now, measures.Procedure.Start()));
        }

        return way.Tag;
    }

    /// <summary>A control packet of a client has come.</summary>
    /// <param name="client">The client.</param>
    /// <param name="chain">Its tags; none if it has none.</param>
    /// <param name="tag">Tag of the packet.</param>
    /// <returns>False if nothing is searched for there.</returns>
    public bool Read(IpAddress client, TagChain chain, in MeasurementTag tag)
    {
        if (!_ways.TryGetValue(client, out Way? way))
        {
            return false;
        }

        long contradictions = way.Votes.InconsistentCount;
        way.Votes.Add(TellsBothEnds(chain.Tags) ? chain.Tags : []);
        way.PacketCount++;
        if (way.Votes.InconsistentCount > contradictions)
        {
            measures.Inconsistent.Add();
        }

        if (chain.HasOverflowed)
        {
            measures.Overflowed.Add();
        }

        bool isRight = way.Votes.Decision == way.Truth;
        measures.Right.Add(isRight);
        if (isRight && !way.IsKnown)
        {
            way.IsKnown = true;
            measures.Packets.AddStarted(way.Start, way.PacketCount);
            measures.Procedure.End(way.Start, ProcedureMeasure.Success, tag);
        }

        return true;
    }

    /// <summary>False for no tag, or that alone of the host that has begun the chain: the other end is not known then.
    /// </summary>
    /// <param name="tags">The tags.</param>
    public static bool TellsBothEnds(ImmutableArray<EnclaveTag> tags) =>
        !tags.IsEmpty && (tags.Length > 1 || tags[0].Device != EnclaveTag.OfHost);

    /// <summary>True if every device that has put its tag on a chain holds the keys of a pair.</summary>
    /// <param name="pair">The pair at the ends of the way.</param>
    /// <param name="tags">The tags that came, the server's own not among them.</param>
    public static bool IsReadable(EnclavePair pair, ImmutableArray<EnclaveTag> tags)
    {
        foreach (EnclaveTag tag in tags)
        {
            if (!tag.Pairs.Contains(pair))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _ways.Clear();

    private sealed class Way(EnclaveEnds truth, SimTime start, MeasurementTag tag)
    {
        public ChainVotes Votes { get; } = new();

        public EnclaveEnds Truth { get; } = truth;

        public SimTime Start { get; } = start;

        public MeasurementTag Tag { get; } = tag;

        public long PacketCount { get; set; }

        public bool IsKnown { get; set; }
    }
}
