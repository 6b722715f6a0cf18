using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>IKE_SA_INIT at the initiator (RFC 7296 §1.2, §2.6, §2.7, §2.23).</summary>
internal sealed class IkeInitTask(IkeEndpoint endpoint, IkeOperation operation) : IIkeTask
{
    private const int CookieMax = 3; // ours: a responder whose secret changes asks twice
    private const int GroupChangeMax = 1; // ours: the group that it then wants is one that we have offered

    private readonly IReadOnlyList<IkeSuite> _suites = endpoint.Options.Suites;
    private readonly Octets _nonce = endpoint.NewNonce();
    private DhGroup _group = endpoint.Options.Suites[0].Group;
    private KeyPair? _pair;
    private Octets _cookie;
    private int _cookies, _groupChanges;

    public ExchangeType Exchange => ExchangeType.IkeSaInit;

    public string Carried => _cookie.IsEmpty ? "" : IkeNumber.NameOf(NotifyType.Cookie);

    public IkeOperation Operation => operation;

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        // initiator -> responder  [N(COOKIE),] SA, KE, Ni, N(NAT_DETECTION_…) (§1.2, §2.6, §2.23)
        if (!_cookie.IsEmpty)
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.Cookie, _cookie)));
        }

        if (_pair?.Group != _group)
        {
            _pair = KeyPair.Make(_group, endpoint.Exponents);
            work = endpoint.Costs.AndGenerate(work, _group);
        }

        payloads.Add(IkePayload.Of(PayloadType.SecurityAssociation, IkeNegotiation.Offer(_suites, default)));
        payloads.Add(IkePayload.Of(PayloadType.KeyExchange, _pair.Payload));
        payloads.Add(IkePayload.Of(PayloadType.Nonce, new NoncePayload(_nonce)));
        endpoint.AddDetection(payloads, sa.InitiatorSpi, 0, sa.Own, sa.Peer);
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work) =>
        answer.KeyExchange is null || answer.SecurityAssociation is not { } offer
            || !IkeNegotiation.TryChoose(offer, _suites, out _, out IkeSuite suite)
            ? work
            : endpoint.Costs.AndPrf(
                endpoint.Costs.AndAgree(work, suite.Group), IkeKeys.PrfCount(suite.Cipher));

    public void Complete(IkeSa sa, IkeContents answer)
    {
        // responder -> initiator  N(COOKIE) (§2.6), N(INVALID_KE_PAYLOAD) (§1.2), another error, or SA, KE, Nr
        if (answer.Find(NotifyType.Cookie) is { } cookie)
        {
            TryWithCookie(sa, cookie.Data);
        }
        else if (answer.Error is { Type: NotifyType.InvalidKePayload } error)
        {
            TryOtherGroup(sa, error.Data);
        }
        else if (answer.Error is { } other)
        {
            Abandon(sa, IkeMeasures.OutcomeOf(other.Type));
            sa.Close(IkeMeasures.OutcomeOf(other.Type));
        }
        else if (TryAgree(sa, answer))
        {
            sa.Enqueue(new IkeAuthTask(endpoint, operation));
        }
        else
        {
            Abandon(sa, IkeOutcome.BadAnswer);
            sa.Close(IkeOutcome.BadAnswer);
        }
    }

    public void Abandon(IkeSa sa, IkeOutcome outcome) => operation.End(outcome);

    private void TryWithCookie(IkeSa sa, Octets cookie)
    {
        if (cookie.IsEmpty || cookie.Size > IkeNumber.CookieSizeMax || _cookies++ == CookieMax)
        {
            Abandon(sa, IkeOutcome.TooManyCookies);
            sa.Close(IkeOutcome.TooManyCookies);
            return;
        }

        endpoint.Count(IkeEvent.CookieReturned);
        _cookie = cookie;
        sa.ResponderSpi = 0;
        sa.TryAgain(this);
    }

    private void TryOtherGroup(IkeSa sa, Octets data)
    {
        DhGroup group = data.Size == sizeof(ushort)
            ? (DhGroup)BinaryPrimitives.ReadUInt16BigEndian(data.Span)
            : DhGroup.None;
        if (group == _group || !Offers(group) || _groupChanges++ == GroupChangeMax)
        {
            Abandon(sa, IkeOutcome.InvalidKePayload);
            sa.Close(IkeOutcome.InvalidKePayload);
            return;
        }

        endpoint.Count(IkeEvent.GroupChanged);
        _group = group;
        sa.ResponderSpi = 0;
        sa.TryAgain(this);
    }

    private bool Offers(DhGroup group)
    {
        foreach (IkeSuite suite in _suites)
        {
            if (suite.Group == group)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAgree(IkeSa sa, IkeContents answer)
    {
        if (sa.ResponderSpi == 0 || answer.Nonce.IsEmpty || answer.KeyExchange is not { } exchange
            || answer.SecurityAssociation is not { Proposals.Count: 1 } offer
            || !IkeNegotiation.TryChoose(offer, _suites, out _, out IkeSuite suite)
            || suite.Group != _group)
        {
            return false;
        }

        if (!_pair!.TryAgree(exchange, out byte[] secret))
        {
            endpoint.Count(IkeEvent.InvalidPublicValue);
            return false;
        }

        Span<byte> seed = stackalloc byte[Crypto.Key256.Size];
        IkeKeys.WriteSeed(_nonce.Span, answer.Nonce.Span, secret, seed);
        endpoint.Detect(sa, answer, sa.ResponderSpi);
        sa.SetKeys(suite, seed, _nonce, answer.Nonce);
        return true;
    }
}
