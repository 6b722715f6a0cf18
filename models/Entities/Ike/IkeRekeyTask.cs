using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>CREATE_CHILD_SA for an IKE SA in the place of another (RFC 7296 §1.3.2, §2.8.2, §2.18).</summary>
internal sealed class IkeRekeyTask(IkeEndpoint endpoint, IkeOperation operation) : IIkeTask
{
    /// <summary>What labels call it.</summary>
    public const string RekeyIke = "rekey IKE";

    private const int TrialMax = 5; // ours: TEMPORARY_FAILURE and INVALID_KE_PAYLOAD together

    private readonly Octets _nonce = endpoint.NewNonce();
    private readonly ulong _spi = endpoint.NewSpi();
    private KeyPair? _pair;
    private DhGroup? _group;
    private int _trials;

    public ExchangeType Exchange => ExchangeType.CreateChildSa;

    public string Carried => RekeyIke;

    public IkeOperation Operation => operation;

    /// <summary>The SA that the peer has made in the place of the same one, or null.</summary>
    public IkeSa? PeersReplacement { get; private set; }

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        // initiator -> responder  CREATE_CHILD_SA {SA, Ni, KEi}
        if (sa.State != IkeSaState.Established)
        {
            operation.End(IkeOutcome.Closed);
            return false;
        }

        DhGroup group = _group ?? sa.Suite.Group;
        _pair = KeyPair.Make(group, endpoint.Exponents);
        work = endpoint.Costs.AndGenerate(work, group);
        payloads.Add(IkePayload.Of(
            PayloadType.SecurityAssociation,
            IkeNegotiation.Offer(endpoint.Options.Suites, IkeNegotiation.SpiOf(_spi))));
        payloads.Add(IkePayload.Of(PayloadType.Nonce, new NoncePayload(_nonce)));
        payloads.Add(IkePayload.Of(PayloadType.KeyExchange, _pair.Payload));
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work) => answer.KeyExchange is { } exchange
        ? endpoint.Costs.AndPrf(
            endpoint.Costs.AndAgree(work, exchange.Group), IkeKeys.PrfCount(sa.Suite.Cipher))
        : work;

    /// <summary>The peer replaces the same SA at the same time.</summary>
    public void Collide(IkeSa replacement) => PeersReplacement = replacement;

    public void Complete(IkeSa sa, IkeContents answer)
    {
        // responder -> initiator  CREATE_CHILD_SA {SA, Nr, KEr}, or an error
        if (answer.Error is { } error)
        {
            Refused(sa, error);
        }
        else if (TryMake(sa, answer) is { } replacement)
        {
            Settle(sa, replacement);
        }
        else
        {
            operation.End(IkeOutcome.BadAnswer);
        }
    }

    public void Abandon(IkeSa sa, IkeOutcome outcome) =>
        operation.End(PeersReplacement is not null && outcome == IkeOutcome.Closed
            ? IkeOutcome.CollisionLost
            : outcome);

    private IkeSa? TryMake(IkeSa sa, IkeContents answer)
    {
        if (answer.Nonce.IsEmpty || answer.KeyExchange is not { } exchange
            || answer.SecurityAssociation is not { Proposals.Count: 1 } choice
            || !IkeNegotiation.TryChoose(choice, endpoint.Options.Suites, out Proposal proposal, out IkeSuite suite)
            || suite.Group != _pair!.Group || proposal.Spi.Size != IkeNumber.IkeSpiSize
            || !_pair.TryAgree(exchange, out byte[] secret))
        {
            return null;
        }

        IkeSa replacement = endpoint.MakeReplacement(sa, isInitiator: true, proposal.Spi, _spi);
        replacement.Inherit(sa, suite, secret, _nonce, answer.Nonce);
        return replacement;
    }

    private void Refused(IkeSa sa, in NotifyPayload error)
    {
        DhGroup group = error.Type == NotifyType.InvalidKePayload && error.Data.Size == sizeof(ushort)
            ? (DhGroup)BinaryPrimitives.ReadUInt16BigEndian(error.Data.Span)
            : DhGroup.None;
        bool isAnotherGroup = group != _pair!.Group && IkeGroups.Find(group) is not null;
        if (isAnotherGroup && ++_trials < TrialMax)
        {
            endpoint.Count(IkeEvent.GroupChanged);
            _group = group;
            sa.Enqueue(this);
        }
        else if (error.Type == NotifyType.TemporaryFailure && PeersReplacement is null && ++_trials < TrialMax)
        {
            endpoint.EnqueueLater(sa, this, _trials);
        }
        else if (PeersReplacement is { } theirs)
        {
            sa.HandOver(theirs);
            operation.End(IkeOutcome.CollisionLost);
        }
        else
        {
            operation.End(IkeMeasures.OutcomeOf(error.Type));
        }
    }

    /// <summary>The SA with the lowest nonce goes, by whoever made it; the other inherits the pairs (§2.8.2).</summary>
    private void Settle(IkeSa sa, IkeSa replacement)
    {
        bool isLost = PeersReplacement is { } theirs && IkeNegotiation.IsLower(replacement.Nonces, theirs.Nonces);
        operation.Sa = isLost ? PeersReplacement : replacement;
        sa.HandOver(operation.Sa!);
        endpoint.DeleteIke(isLost ? replacement : sa);
        if (!isLost)
        {
            PeersReplacement?.AwaitDeletion();
        }

        operation.End(isLost ? IkeOutcome.CollisionLost : IkeOutcome.Success);
    }
}
