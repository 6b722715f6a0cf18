using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A pair of associations as its initiator offers it, and what the peer made of it.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="hasGroup">False in IKE_AUTH, which has no key exchange of its own.</param>
internal sealed class IkeChildOffer(IkeEndpoint endpoint, bool hasGroup)
{
    private IkeConnection? _connection;
    private uint _spi;

    /// <summary>Adds N(USE_TRANSPORT_MODE), SA, TSi and TSr.</summary>
    public void AddTo(List<IkePayload> payloads, IkeSa sa, IkeConnection connection)
    {
        _connection = connection;
        _spi = _spi == 0 ? endpoint.Associations.ReserveSpi(sa.Peer.Address) : _spi;
        if (connection.Mode == ChildMode.Transport)
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.UseTransportMode)));
        }

        payloads.Add(IkePayload.Of(
            PayloadType.SecurityAssociation, IkeNegotiation.Offer(connection.ChildSuites, _spi, hasGroup)));
        payloads.Add(IkePayload.Of(
            PayloadType.TrafficSelectorInitiator, new TrafficSelectorPayload(connection.OwnSelectors)));
        payloads.Add(IkePayload.Of(
            PayloadType.TrafficSelectorResponder, new TrafficSelectorPayload(connection.PeerSelectors)));
    }

    /// <summary>What the keys of the pair cost.</summary>
    public Work AndKeys(in Work work, IkeContents answer) =>
        TryChoose(answer, out _, out EspSuite suite)
            ? endpoint.Costs.AndPrf(work, ChildKeys.PrfCount(suite.Cipher))
            : work;

    /// <summary>The algorithms that the peer has chosen.</summary>
    public bool TryChoose(IkeContents answer, out Proposal proposal, out EspSuite suite)
    {
        (proposal, suite) = (default, default);
        return answer.SecurityAssociation is { Proposals.Count: 1 } choice && _connection is not null
            && IkeNegotiation.TryChoose(choice, _connection.ChildSuites, hasGroup, out proposal, out suite);
    }

    /// <summary>Makes the pair that the peer has agreed to, which is then installed.</summary>
    public IkeOutcome Accept(
        IkeSa sa,
        IkeContents answer,
        byte[] secret,
        (Octets Initiator, Octets Responder) nonces,
        ChildSa? replaced,
        out ChildSa? child)
    {
        child = null;
        if (answer.Error is { } error)
        {
            Withdraw();
            return IkeMeasures.OutcomeOf(error.Type);
        }

        if (!TryChoose(answer, out Proposal proposal, out EspSuite suite) || !HasOfferedSelectors(answer)
            || (answer.Find(NotifyType.UseTransportMode) is not null) != (_connection!.Mode == ChildMode.Transport))
        {
            Disown(sa);
            return IkeOutcome.BadAnswer;
        }

        child = new ChildSa(
            sa,
            suite,
            ChildKeys.Derive(suite.Cipher, sa.Keys!, secret, nonces.Initiator.Span, nonces.Responder.Span),
            isInitiator: true)
        {
            OwnSpi = _spi,
            PeerSpi = BinaryPrimitives.ReadUInt32BigEndian(proposal.Spi.Span),
            Mode = _connection.Mode,
            OwnSelectors = answer.InitiatorSelectors!.Value.Selectors,
            PeerSelectors = answer.ResponderSelectors!.Value.Selectors,
            Replaced = replaced,
        };
        _spi = 0;
        sa.Add(child);
        return IkeOutcome.Success;
    }

    /// <summary>There will be no pair.</summary>
    public void Withdraw()
    {
        if (_spi != 0)
        {
            endpoint.Associations.ReleaseSpi(_spi);
            _spi = 0;
        }
    }

    private bool HasOfferedSelectors(IkeContents answer) =>
        answer.InitiatorSelectors is { } own && answer.ResponderSelectors is { } peer
        && IkeNegotiation.IsWithin(own.Selectors, _connection!.OwnSelectors)
        && IkeNegotiation.IsWithin(peer.Selectors, _connection.PeerSelectors);

    /// <summary>The peer believes in a pair that this end cannot use, and is told so.</summary>
    private void Disown(IkeSa sa)
    {
        uint spi = _spi;
        Withdraw();
        if (spi != 0)
        {
            endpoint.Inform(
                sa, [IkePayload.Of(PayloadType.Delete, new DeletePayload(SecurityProtocol.Esp, new(spi)))]);
        }
    }
}
