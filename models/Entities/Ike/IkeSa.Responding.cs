using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Requests of the peer (§1.2 to §1.4, §2.21, §2.25).</summary>
public sealed partial class IkeSa
{
    /// <summary>TSi and TSr.</summary>
    internal const int SelectorCount = 2;

    private Work CostOfRequest(in IkeHeader header, IkeContents? contents, int size, in Work received)
    {
        IkeCosts costs = _endpoint.Costs;
        Work work = received;
        if (contents is not null && header.Exchange == ExchangeType.IkeAuth)
        {
            work = costs.AndPrf(work, (2 * IkeAuthentication.PrfCount) + ChildPrfCount(contents));
        }
        else if (contents is not null && header.Exchange == ExchangeType.CreateChildSa)
        {
            bool isIke = IsForIke(contents);
            work = costs.AndPrf(work, isIke ? IkeKeys.PrfCount(Suite.Cipher) : ChildPrfCount(contents));
            if (contents.KeyExchange is { } exchange)
            {
                work = costs.AndAgree(costs.AndGenerate(work, exchange.Group), exchange.Group);
            }
        }

        return costs.AndMessage(work, Suite.Cipher, size); // the answer, taken to be as long as the request
    }

    private static bool IsForIke(IkeContents contents) =>
        contents.SecurityAssociation is { } offer && offer.Proposals[0].Protocol == SecurityProtocol.Ike;

    private static int ChildPrfCount(IkeContents contents)
    {
        if (contents.SecurityAssociation is not { } offer)
        {
            return 0;
        }

        Transform cipher = offer.Proposals[0].Transforms.Count > 0 ? offer.Proposals[0].Transforms[0] : default;
        return ChildKeys.PrfCount(new((EncryptionAlgorithm)cipher.Id, cipher.KeyBits));
    }

    private void Respond(in IkeHeader header, IkeContents? contents, in IkeFault fault, in IkeArrival arrival)
    {
        var payloads = new List<IkePayload>();
        if (contents is null)
        {
            Octets data = fault.Notify == NotifyType.UnsupportedCriticalPayload
                ? new Octets([(byte)fault.Payload])
                : default;
            Refuse(payloads, fault.Notify, data);
            Answer(header, payloads, IkeNumber.NameOf(fault.Notify), arrival, null);
            CloseUnauthenticated(header);
            return;
        }

        _endpoint.Observer.Received(new(this, header, contents, arrival.Carrier, arrival.Peer, arrival.Tag));
        switch (header.Exchange)
        {
            case ExchangeType.IkeAuth when State == IkeSaState.HalfOpen:
                RespondToAuth(header, contents, arrival, payloads);
                break;
            case ExchangeType.CreateChildSa:
                RespondToCreateChild(header, contents, arrival, payloads);
                break;
            case ExchangeType.Informational:
                RespondToInformational(header, contents, arrival, payloads);
                break;
            default:
                Refuse(payloads, NotifyType.InvalidSyntax);
                Answer(header, payloads, IkeNumber.NameOf(NotifyType.InvalidSyntax), arrival, contents);
                break;
        }
    }

    private void Refuse(List<IkePayload> payloads, NotifyType error, Octets data = default)
    {
        _endpoint.Measures.Refused(error);
        payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(error, data)));
    }

    /// <summary>Whoever cannot be read in IKE_AUTH is not authenticated (§2.21.2).</summary>
    private void CloseUnauthenticated(in IkeHeader header)
    {
        if (header.Exchange == ExchangeType.IkeAuth && State == IkeSaState.HalfOpen)
        {
            Close(IkeOutcome.AuthenticationFailed, canBeAsked: true);
        }
    }

    private void RespondToAuth(
        in IkeHeader header, IkeContents contents, in IkeArrival arrival, List<IkePayload> payloads)
    {
        // initiator -> responder  IKE_AUTH {IDi, [IDr,] AUTH, SA, TSi, TSr} (§1.2)
        if (!IsAuthenticated(contents))
        {
            Refuse(payloads, NotifyType.AuthenticationFailed);
            Answer(header, payloads, IkeNumber.NameOf(NotifyType.AuthenticationFailed), arrival, contents);
            CloseUnauthenticated(header);
            return;
        }

        // responder -> initiator  IKE_AUTH {IDr, AUTH, SA, TSi, TSr}, or an error in place of the last three (§1.2)
        Own = arrival.Own;
        Peer = arrival.Peer;
        IkeConnection connection = Connection!;
        Octets proof = Prove(connection, isInitiator: false, connection.Own);
        payloads.Add(IkePayload.Of(PayloadType.IdentificationResponder, connection.Own));
        payloads.Add(IkePayload.Of(
            PayloadType.Authentication, new AuthenticationPayload(AuthenticationMethod.SharedKey, proof)));
        Octets initiatorNonce = Nonces.Initiator, responderNonce = Nonces.Responder;
        NotifyType error = AgreeOnChild(
            contents, payloads, [], initiatorNonce, responderNonce, hasGroup: false, null, out ChildSa? child);
        string carried = error == NotifyType.None ? "" : IkeNumber.NameOf(error);
        Answer(header, payloads, carried, arrival, contents, child);
        if (contents.Find(NotifyType.InitialContact) is not null)
        {
            _endpoint.CloseOthers(this);
        }

        Establish();
        _endpoint.Established(this);
        if (child is not null)
        {
            Add(child);
        }
    }

    private bool IsAuthenticated(IkeContents contents)
    {
        if (contents.Initiator is not { } identity || contents.Authentication is not { } proof
            || _endpoint.Policy.Find(identity, contents.Responder, this) is not { } connection
            || connection.Peer != identity
            || !IkeAuthentication.Verify(proof, Prove(connection, isInitiator: true, identity)))
        {
            return false;
        }

        Connection = connection;
        return true;
    }

    /// <summary>Chooses algorithms and packets for a pair that the peer asks for, and adds SA, TSi and TSr, or an
    /// error.</summary>
    private NotifyType AgreeOnChild(
        IkeContents contents,
        List<IkePayload> payloads,
        byte[] secret,
        Octets initiatorNonce,
        Octets responderNonce,
        bool hasGroup,
        ChildSa? replaced,
        out ChildSa? child)
    {
        child = null;
        NotifyType error = Check(contents, hasGroup, out Proposal proposal, out EspSuite suite);
        ValueList<TrafficSelector> own = default, peer = default;
        if (error == NotifyType.None)
        {
            own = IkeNegotiation.Narrow(
                contents.ResponderSelectors!.Value.Selectors, Connection!.OwnSelectors);
            peer = IkeNegotiation.Narrow(
                contents.InitiatorSelectors!.Value.Selectors, Connection.PeerSelectors);
            error = own.Count == 0 || peer.Count == 0 ? NotifyType.TsUnacceptable : NotifyType.None;
        }

        if (error != NotifyType.None)
        {
            Refuse(payloads, error);
            return error;
        }

        bool isTransport = Connection!.Mode == ChildMode.Transport
            && contents.Find(NotifyType.UseTransportMode) is not null;
        child = new ChildSa(
            this,
            suite,
            ChildKeys.Derive(suite.Cipher, Keys!, secret, initiatorNonce.Span, responderNonce.Span),
            isInitiator: false)
        {
            OwnSpi = _endpoint.Associations.ReserveSpi(Peer.Address),
            PeerSpi = BinaryPrimitives.ReadUInt32BigEndian(proposal.Spi.Span),
            Mode = isTransport ? ChildMode.Transport : ChildMode.Tunnel,
            OwnSelectors = own,
            PeerSelectors = peer,
            Replaced = replaced,
        };
        if (isTransport)
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.UseTransportMode)));
        }

        Proposal chosen = suite.ToProposal(proposal.Number, IkeNegotiation.SpiOf(child.OwnSpi), hasGroup);
        payloads.Add(IkePayload.Of(
            PayloadType.SecurityAssociation, new SecurityAssociationPayload(new(chosen))));
        payloads.Add(IkePayload.Of(PayloadType.TrafficSelectorInitiator, new TrafficSelectorPayload(peer)));
        payloads.Add(IkePayload.Of(PayloadType.TrafficSelectorResponder, new TrafficSelectorPayload(own)));
        return NotifyType.None;
    }

    private NotifyType Check(IkeContents contents, bool hasGroup, out Proposal proposal, out EspSuite suite)
    {
        (proposal, suite) = (default, default);
        if (contents.SecurityAssociation is not { } offer || contents.InitiatorSelectors is null
            || contents.ResponderSelectors is null)
        {
            return NotifyType.InvalidSyntax;
        }

        return _children.Count >= _endpoint.Options.ChildMax ? NotifyType.NoAdditionalSas
            : !IkeNegotiation.TryChoose(offer, Connection!.ChildSuites, hasGroup, out proposal, out suite)
                || !IsUsableSpi(proposal.Spi) ? NotifyType.NoProposalChosen
            : NotifyType.None;
    }

    private static bool IsUsableSpi(Octets spi) =>
        BinaryPrimitives.ReadUInt32BigEndian(spi.Span) > byte.MaxValue; // RFC 4303 §2.1

    private void RespondToCreateChild(
        in IkeHeader header, IkeContents contents, in IkeArrival arrival, List<IkePayload> payloads)
    {
        // initiator -> responder  CREATE_CHILD_SA {[N(REKEY_SA),] SA, Ni, [KEi,] [TSi, TSr]} (§1.3)
        NotifyPayload? rekey = contents.Find(NotifyType.RekeySa);
        if (contents.Nonce.IsEmpty || contents.SecurityAssociation is null)
        {
            Refuse(payloads, NotifyType.InvalidSyntax);
            Answer(header, payloads, IkeNumber.NameOf(NotifyType.InvalidSyntax), arrival, contents);
        }
        else if (IsBusy(contents))
        {
            Refuse(payloads, NotifyType.TemporaryFailure);
            Answer(header, payloads, IkeNumber.NameOf(NotifyType.TemporaryFailure), arrival, contents);
        }
        else if (IsForIke(contents))
        {
            RespondToRekey(header, contents, arrival, payloads);
        }
        else if (rekey is { } notify)
        {
            RespondToChildRekey(header, contents, notify, arrival, payloads);
        }
        else
        {
            RespondToNewChild(header, contents, null, arrival, payloads);
        }
    }

    /// <summary>True if the request must wait for what this end is doing (§2.25.1, §2.25.2).</summary>
    private bool IsBusy(IkeContents contents) =>
        State is IkeSaState.Replaced or IkeSaState.Deleting
        || (IsForIke(contents)
            ? _current is IkeChildTask or IkeDeleteTask
            : _current is IkeRekeyTask);

    private void RespondToChildRekey(
        in IkeHeader header,
        IkeContents contents,
        in NotifyPayload notify,
        in IkeArrival arrival,
        List<IkePayload> payloads)
    {
        ChildSa? old = notify.Protocol == SecurityProtocol.Esp && notify.Spi.Size == IkeNumber.EspSpiSize
            ? FindByPeerSpi(BinaryPrimitives.ReadUInt32BigEndian(notify.Spi.Span))
            : null;
        if (old is null)
        {
            // §2.25: the error names the SA that was not found
            _endpoint.Measures.Refused(NotifyType.ChildSaNotFound);
            payloads.Add(IkePayload.Of(PayloadType.Notify, notify with { Type = NotifyType.ChildSaNotFound }));
            Answer(header, payloads, IkeNumber.NameOf(NotifyType.ChildSaNotFound), arrival, contents);
        }
        else if (old.State == ChildState.Deleting)
        {
            Refuse(payloads, NotifyType.TemporaryFailure);
            Answer(header, payloads, IkeNumber.NameOf(NotifyType.TemporaryFailure), arrival, contents);
        }
        else
        {
            RespondToNewChild(header, contents, old, arrival, payloads);
        }
    }

    private void RespondToNewChild(
        in IkeHeader header, IkeContents contents, ChildSa? old, in IkeArrival arrival, List<IkePayload> payloads)
    {
        // responder -> initiator  CREATE_CHILD_SA {SA, Nr, [KEr,] TSi, TSr} (§1.3.1, §1.3.3)
        Octets nonce = _endpoint.NewNonce();
        NotifyType error = Check(contents, hasGroup: true, out _, out EspSuite suite);
        KeyPair? pair = null;
        byte[] secret = [];
        Octets data = default;
        if (error == NotifyType.None && suite.Group != DhGroup.None)
        {
            error = AgreeOnSecret(contents, suite.Group, out pair, out secret, out data);
        }

        ChildSa? child = null;
        if (error != NotifyType.None)
        {
            Refuse(payloads, error, data);
        }
        else
        {
            error = AgreeOnChild(
                contents, payloads, secret, contents.Nonce, nonce, hasGroup: true, old, out child);
        }

        if (child is not null)
        {
            payloads.InsertRange(payloads.Count - SelectorCount, KeyExchangeOf(nonce, pair));
        }

        string carried = error != NotifyType.None ? IkeNumber.NameOf(error)
            : old is null ? IkeChildTask.NewChild : IkeChildTask.RekeyChild;
        Answer(header, payloads, carried, arrival, contents, child);
        if (child is null)
        {
            return;
        }

        Add(child);
        if (old is not null && _current is IkeChildTask task && task.Old == old)
        {
            _endpoint.Count(IkeEvent.Collision);
            task.Collide(contents.Nonce, nonce); // both ends replace it: the lowest nonce decides (§2.8.1)
        }
    }

    /// <summary>Nonce and KE, which stand before TSi and TSr (§1.3.1).</summary>
    internal static IEnumerable<IkePayload> KeyExchangeOf(Octets nonce, KeyPair? pair)
    {
        IkePayload first = IkePayload.Of(PayloadType.Nonce, new NoncePayload(nonce));
        return pair is null ? [first] : [first, IkePayload.Of(PayloadType.KeyExchange, pair.Payload)];
    }

    /// <summary>The secret of a key exchange in a group that was agreed on.</summary>
    private NotifyType AgreeOnSecret(
        IkeContents contents, DhGroup group, out KeyPair? pair, out byte[] secret, out Octets data)
    {
        pair = null;
        secret = [];
        data = default;
        if (contents.KeyExchange is not { } exchange)
        {
            return NotifyType.InvalidSyntax;
        }

        if (exchange.Group != group)
        {
            data = new Octets([(byte)((int)group >> 8), (byte)((int)group & byte.MaxValue)]);
            return NotifyType.InvalidKePayload; // §1.3: the data name the group that is wanted
        }

        pair = KeyPair.Make(group, _endpoint.Exponents);
        if (pair.TryAgree(exchange, out secret))
        {
            return NotifyType.None;
        }

        _endpoint.Count(IkeEvent.InvalidPublicValue);
        return NotifyType.InvalidSyntax;
    }

    private void RespondToRekey(
        in IkeHeader header, IkeContents contents, in IkeArrival arrival, List<IkePayload> payloads)
    {
        // responder -> initiator  CREATE_CHILD_SA {SA, Nr, KEr} (§1.3.2)
        NotifyType error = TryChooseRekey(contents, out Proposal proposal, out IkeSuite suite);
        KeyPair? pair = null;
        byte[] secret = [];
        Octets data = default;
        if (error == NotifyType.None)
        {
            error = AgreeOnSecret(contents, suite.Group, out pair, out secret, out data);
        }

        if (error != NotifyType.None)
        {
            Refuse(payloads, error, data);
            Answer(header, payloads, IkeNumber.NameOf(error), arrival, contents);
            return;
        }

        Octets nonce = _endpoint.NewNonce();
        IkeSa replacement = _endpoint.MakeReplacement(this, isInitiator: false, proposal.Spi, ownSpi: null);
        replacement.Inherit(this, suite, secret, contents.Nonce, nonce);
        Proposal chosen = suite.ToProposal(proposal.Number, IkeNegotiation.SpiOf(replacement.OwnSpi));
        payloads.Add(IkePayload.Of(
            PayloadType.SecurityAssociation, new SecurityAssociationPayload(new(chosen))));
        payloads.Add(IkePayload.Of(PayloadType.Nonce, new NoncePayload(nonce)));
        payloads.Add(IkePayload.Of(PayloadType.KeyExchange, pair!.Payload));
        Answer(header, payloads, IkeRekeyTask.RekeyIke, arrival, contents);
        if (_current is IkeRekeyTask task)
        {
            _endpoint.Count(IkeEvent.Collision);
            task.Collide(replacement); // §2.8.2: decided when the answer to our own request has come
        }
        else
        {
            HandOver(replacement);
        }
    }

    private NotifyType TryChooseRekey(IkeContents contents, out Proposal proposal, out IkeSuite suite)
    {
        bool isChosen = IkeNegotiation.TryChoose(
            contents.SecurityAssociation!.Value, _endpoint.Options.Suites, out proposal, out suite);
        return !isChosen || proposal.Spi.Size != IkeNumber.IkeSpiSize || !proposal.Spi.Span.ContainsAnyExcept((byte)0)
            ? NotifyType.NoProposalChosen
            : _endpoint.IsFull ? NotifyType.NoAdditionalSas
            : NotifyType.None;
    }

    /// <summary>This SA takes the place of another, authenticated by it.</summary>
    internal void Inherit(IkeSa old, IkeSuite suite, byte[] secret, Octets initiatorNonce, Octets responderNonce)
    {
        Span<byte> seed = stackalloc byte[Crypto.Key256.Size];
        IkeKeys.WriteRekeySeed(old.Keys!, initiatorNonce.Span, responderNonce.Span, secret, seed);
        Connection = old.Connection;
        HasTranslator = old.HasTranslator;
        SetKeys(suite, seed, initiatorNonce, responderNonce);
        Establish();
    }

    private void RespondToInformational(
        in IkeHeader header, IkeContents contents, in IkeArrival arrival, List<IkePayload> payloads)
    {
        // either -> other  INFORMATIONAL {[N,] [D,] …}, answered in kind (§1.4)
        bool isDeleted = false, isRefused = contents.Find(NotifyType.AuthenticationFailed) is not null;
        var removed = new List<ChildSa>();
        var answered = new List<uint>();
        foreach (DeletePayload delete in contents.Deletes)
        {
            isDeleted |= delete.Protocol == SecurityProtocol.Ike;
            FindDeleted(delete, removed, answered);
        }

        if (answered.Count > 0)
        {
            payloads.Add(IkePayload.Of(
                PayloadType.Delete, new DeletePayload(SecurityProtocol.Esp, new(answered.ToArray()))));
        }

        Answer(header, payloads, IkeDeleteTask.Describe(contents), arrival, contents);
        removed.ForEach(RemoveAtPeersWish);
        if (isDeleted || isRefused)
        {
            CloseAtPeersWish(isRefused ? IkeOutcome.AuthenticationFailed : IkeOutcome.Closed);
        }
    }

    /// <summary>The pairs that a peer deletes, and the SPIs that the answer names: not those that this end deletes
    /// itself (§2.25.1).</summary>
    private void FindDeleted(in DeletePayload delete, List<ChildSa> removed, List<uint> answered)
    {
        if (delete.Protocol != SecurityProtocol.Esp)
        {
            return;
        }

        foreach (uint spi in delete.Spis.Span)
        {
            if (FindByPeerSpi(spi) is { } child && !removed.Contains(child))
            {
                removed.Add(child);
                if (child.State == ChildState.Installed)
                {
                    answered.Add(child.OwnSpi);
                }
            }
        }
    }

    private void RemoveAtPeersWish(ChildSa child)
    {
        if (ReplacementOf(child) is { } replacement)
        {
            _endpoint.Count(IkeEvent.ChildRekeyed);
            _endpoint.Associations.Replace(child, replacement);
        }

        Remove(child);
    }

    private void CloseAtPeersWish(IkeOutcome outcome)
    {
        if (_current is IkeRekeyTask { PeersReplacement: { } replacement })
        {
            HandOver(replacement); // the peer has not seen that this end replaces the SA too
        }

        Close(outcome, canBeAsked: true);
    }
}
