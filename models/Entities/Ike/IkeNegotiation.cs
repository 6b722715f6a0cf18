using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Choices that both ends make: pure functions of what was offered.</summary>
internal static class IkeNegotiation
{
    private const int SelectorMax = 16; // ours: intersections that one answer lists at most

    /// <summary>One proposal for each suite, the best first.</summary>
    public static SecurityAssociationPayload Offer(IReadOnlyList<IkeSuite> suites, Octets spi)
    {
        var proposals = new Proposal[suites.Count];
        for (int index = 0; index < proposals.Length; index++)
        {
            proposals[index] = suites[index].ToProposal((byte)(index + 1), spi);
        }

        return new(new ValueList<Proposal>(proposals));
    }

    /// <summary>One proposal for each suite, the best first.</summary>
    public static SecurityAssociationPayload Offer(IReadOnlyList<EspSuite> suites, uint spi, bool hasGroup)
    {
        var proposals = new Proposal[suites.Count];
        for (int index = 0; index < proposals.Length; index++)
        {
            proposals[index] = suites[index].ToProposal((byte)(index + 1), SpiOf(spi), hasGroup);
        }

        return new(new ValueList<Proposal>(proposals));
    }

    /// <summary>The first proposal of the peer that one of our suites answers.</summary>
    public static bool TryChoose(
        in SecurityAssociationPayload offer, IReadOnlyList<IkeSuite> suites, out Proposal proposal, out IkeSuite suite)
    {
        foreach (Proposal candidate in offer.Proposals.Span)
        {
            foreach (IkeSuite own in suites)
            {
                if (own.IsMatchedBy(candidate))
                {
                    (proposal, suite) = (candidate, own);
                    return true;
                }
            }
        }

        (proposal, suite) = (default, default);
        return false;
    }

    /// <summary>The first proposal of the peer that one of our suites answers.</summary>
    public static bool TryChoose(
        in SecurityAssociationPayload offer,
        IReadOnlyList<EspSuite> suites,
        bool hasGroup,
        out Proposal proposal,
        out EspSuite suite)
    {
        foreach (Proposal candidate in offer.Proposals.Span)
        {
            foreach (EspSuite own in suites)
            {
                if (own.IsMatchedBy(candidate, hasGroup))
                {
                    (proposal, suite) = (candidate, own);
                    return true;
                }
            }
        }

        (proposal, suite) = (default, default);
        return false;
    }

    /// <summary>The packets that both ends want protected (§2.9); empty if there are none.</summary>
    public static ValueList<TrafficSelector> Narrow(
        ValueList<TrafficSelector> offered, ValueList<TrafficSelector> own)
    {
        var common = new List<TrafficSelector>();
        foreach (TrafficSelector theirs in offered.Span)
        {
            foreach (TrafficSelector ours in own.Span)
            {
                TrafficSelector both = theirs.And(ours);
                if (!both.IsEmpty && common.Count < SelectorMax && !common.Contains(both))
                {
                    common.Add(both);
                }
            }
        }

        return new(common.ToArray());
    }

    /// <summary>True if an answer lists nothing that was not offered.</summary>
    public static bool IsWithin(ValueList<TrafficSelector> answer, ValueList<TrafficSelector> offered)
    {
        foreach (TrafficSelector theirs in answer.Span)
        {
            bool isOffered = false;
            foreach (TrafficSelector ours in offered.Span)
            {
                isOffered |= theirs.And(ours) == theirs;
            }

            if (!isOffered || theirs.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True if the lowest of one exchange's nonces is below the lowest of the other's: the first exchange's
    /// SA goes (§2.8.1).</summary>
    public static bool IsLower(
        (Octets Initiator, Octets Responder) first, (Octets Initiator, Octets Responder) second) =>
        Lower(first.Initiator, first.Responder).Span
            .SequenceCompareTo(Lower(second.Initiator, second.Responder).Span) < 0;

    /// <summary>An SPI of ESP as octets.</summary>
    public static Octets SpiOf(uint spi)
    {
        Span<byte> octets = stackalloc byte[IkeNumber.EspSpiSize];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi);
        return new Octets(octets);
    }

    /// <summary>An SPI of IKE as octets.</summary>
    public static Octets SpiOf(ulong spi)
    {
        Span<byte> octets = stackalloc byte[IkeNumber.IkeSpiSize];
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi);
        return new Octets(octets);
    }

    private static Octets Lower(Octets left, Octets right) =>
        left.Span.SequenceCompareTo(right.Span) <= 0 ? left : right;
}
