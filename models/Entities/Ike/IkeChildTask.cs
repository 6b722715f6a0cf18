using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>CREATE_CHILD_SA for a pair of associations, new or in the place of another (RFC 7296 §1.3.1, §1.3.3).
/// </summary>
internal sealed class IkeChildTask(IkeEndpoint endpoint, IkeOperation operation, ChildSa? old) : IIkeTask
{
    /// <summary>What labels call it.</summary>
    public const string NewChild = "new child", RekeyChild = "rekey child";

    private const int TrialMax = 5; // ours: TEMPORARY_FAILURE and INVALID_KE_PAYLOAD together

    private readonly IkeChildOffer _offer = new(endpoint, hasGroup: true);
    private readonly Octets _nonce = endpoint.NewNonce();
    private (Octets Initiator, Octets Responder)? _collision;
    private DhGroup? _group;
    private KeyPair? _pair;
    private int _trials;

    public ExchangeType Exchange => ExchangeType.CreateChildSa;

    public string Carried => old is null ? NewChild : RekeyChild;

    public IkeOperation Operation => operation;

    /// <summary>The pair that is replaced, or null.</summary>
    public ChildSa? Old => old;

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        // initiator -> responder  CREATE_CHILD_SA {[N(REKEY_SA),] SA, Ni, [KEi,] TSi, TSr}
        if (old is not null && (old.State != ChildState.Installed || sa.ReplacementOf(old) is not null))
        {
            _offer.Withdraw();
            operation.End(IkeOutcome.ChildSaNotFound);
            return false;
        }

        if (old is not null)
        {
            payloads.Add(IkePayload.Of(
                PayloadType.Notify,
                new NotifyPayload(
                    NotifyType.RekeySa, default, SecurityProtocol.Esp, IkeNegotiation.SpiOf(old.OwnSpi))));
        }

        IkeConnection connection = sa.Connection!;
        _offer.AddTo(payloads, sa, connection);
        _pair = MakePair(_group ?? connection.ChildSuites[0].Group, ref work);
        payloads.InsertRange(payloads.Count - IkeSa.SelectorCount, IkeSa.KeyExchangeOf(_nonce, _pair));
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work)
    {
        Work more = _offer.AndKeys(work, answer);
        return answer.KeyExchange is { } exchange ? endpoint.Costs.AndAgree(more, exchange.Group) : more;
    }

    /// <summary>The peer has replaced the same pair at the same time, with these nonces.</summary>
    public void Collide(Octets initiatorNonce, Octets responderNonce) =>
        _collision = (initiatorNonce, responderNonce);

    public void Complete(IkeSa sa, IkeContents answer)
    {
        // responder -> initiator  CREATE_CHILD_SA {SA, Nr, [KEr,] TSi, TSr}, or an error
        if (answer.Error is { } error)
        {
            Refused(sa, error);
            return;
        }

        if (answer.Nonce.IsEmpty || !TryAgree(answer, out byte[] secret))
        {
            _offer.Withdraw();
            operation.End(IkeOutcome.BadAnswer);
            return;
        }

        (Octets, Octets) nonces = (_nonce, answer.Nonce);
        IkeOutcome outcome = _offer.Accept(sa, answer, secret, nonces, old, out ChildSa? child);
        operation.Child = child;
        if (child is not null && old is not null)
        {
            outcome = Settle(sa, child, nonces);
        }

        operation.End(outcome);
    }

    public void Abandon(IkeSa sa, IkeOutcome outcome)
    {
        _offer.Withdraw();
        operation.End(outcome);
    }

    private KeyPair? MakePair(DhGroup group, ref Work work)
    {
        if (group == DhGroup.None)
        {
            return null;
        }

        work = endpoint.Costs.AndGenerate(work, group);
        return KeyPair.Make(group, endpoint.Exponents);
    }

    private bool TryAgree(IkeContents answer, out byte[] secret)
    {
        secret = [];
        if (!_offer.TryChoose(answer, out _, out EspSuite suite) || suite.Group == DhGroup.None)
        {
            return true; // a wrong choice is found when the pair is made
        }

        return _pair is not null && answer.KeyExchange is { } exchange && suite.Group == _pair.Group
            && _pair.TryAgree(exchange, out secret);
    }

    private void Refused(IkeSa sa, in NotifyPayload error)
    {
        bool isAnotherGroup = error.Type == NotifyType.InvalidKePayload && error.Data.Size == sizeof(ushort)
            && Offers(sa, (DhGroup)BinaryPrimitives.ReadUInt16BigEndian(error.Data.Span));
        if ((isAnotherGroup || error.Type == NotifyType.TemporaryFailure) && ++_trials < TrialMax && sa.IsOpen)
        {
            if (isAnotherGroup)
            {
                endpoint.Count(IkeEvent.GroupChanged);
                _group = (DhGroup)BinaryPrimitives.ReadUInt16BigEndian(error.Data.Span);
                sa.Enqueue(this);
                return;
            }

            endpoint.EnqueueLater(sa, this, _trials);
            return;
        }

        _offer.Withdraw();
        if (error.Type == NotifyType.ChildSaNotFound && old is not null && _collision is null)
        {
            sa.Remove(old); // §2.25: the peer does not have it any more
        }

        bool isSettled = error.Type is NotifyType.ChildSaNotFound or NotifyType.TemporaryFailure;
        operation.End(isSettled && _collision is not null
            ? IkeOutcome.CollisionLost
            : IkeMeasures.OutcomeOf(error.Type));
    }

    private static bool Offers(IkeSa sa, DhGroup group)
    {
        foreach (EspSuite suite in sa.Connection!.ChildSuites)
        {
            if (suite.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The old pair goes, or the new one if the peer's replacement stays (§2.8.1).</summary>
    private IkeOutcome Settle(IkeSa sa, ChildSa child, (Octets, Octets) nonces)
    {
        if (_collision is { } other && IkeNegotiation.IsLower(nonces, other))
        {
            endpoint.Delete(child);
            return IkeOutcome.CollisionLost;
        }

        endpoint.Count(IkeEvent.ChildRekeyed);
        endpoint.Associations.Replace(old!, child);
        if (old!.State == ChildState.Installed)
        {
            endpoint.Delete(old);
        }

        return IkeOutcome.Success;
    }
}
