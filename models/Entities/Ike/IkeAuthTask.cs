using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>IKE_AUTH at the initiator, by a shared key (RFC 7296 §1.2, §2.15).</summary>
internal sealed class IkeAuthTask(IkeEndpoint endpoint, IkeOperation operation) : IIkeTask
{
    private readonly IkeChildOffer _offer = new(endpoint, hasGroup: false);

    public ExchangeType Exchange => ExchangeType.IkeAuth;

    public string Carried => "";

    public IkeOperation Operation => operation;

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        // initiator -> responder  IKE_AUTH {IDi, IDr, AUTH, [N(INITIAL_CONTACT),] SA, TSi, TSr} (§1.2)
        IkeConnection connection = sa.Connection!;
        Octets proof = sa.Prove(connection, isInitiator: true, connection.Own);
        work = endpoint.Costs.AndPrf(work, IkeAuthentication.PrfCount);
        payloads.Add(IkePayload.Of(PayloadType.IdentificationInitiator, connection.Own));
        payloads.Add(IkePayload.Of(PayloadType.IdentificationResponder, connection.Peer));
        payloads.Add(IkePayload.Of(
            PayloadType.Authentication, new AuthenticationPayload(AuthenticationMethod.SharedKey, proof)));
        if (!endpoint.HasOther(sa))
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.InitialContact)));
        }

        _offer.AddTo(payloads, sa, connection);
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work) =>
        answer.Authentication is null ? work : _offer.AndKeys(
            endpoint.Costs.AndPrf(work, IkeAuthentication.PrfCount), answer);

    public void Complete(IkeSa sa, IkeContents answer)
    {
        // responder -> initiator  IKE_AUTH {IDr, AUTH, SA, TSi, TSr}, or an error (§1.2)
        IkeConnection connection = sa.Connection!;
        if (answer.Responder is not { } identity || answer.Authentication is not { } proof)
        {
            IkeOutcome refusal = answer.Error is { } error
                ? IkeMeasures.OutcomeOf(error.Type)
                : IkeOutcome.BadAnswer;
            _offer.Withdraw();
            operation.End(refusal);
            sa.Close(refusal);
        }
        else if (identity != connection.Peer
            || !IkeAuthentication.Verify(proof, sa.Prove(connection, isInitiator: false, identity)))
        {
            // §2.21.2: the peer believes that it is authenticated, and is told otherwise
            _offer.Withdraw();
            operation.End(IkeOutcome.AuthenticationFailed);
            endpoint.Measures.Refused(NotifyType.AuthenticationFailed);
            sa.Refute();
        }
        else
        {
            sa.Establish();
            endpoint.Established(sa);
            IkeOutcome outcome = _offer.Accept(
                sa, answer, [], (sa.Nonces.Initiator, sa.Nonces.Responder), null, out ChildSa? child);
            operation.Child = child;
            operation.End(outcome);
        }
    }

    public void Abandon(IkeSa sa, IkeOutcome outcome)
    {
        _offer.Withdraw();
        operation.End(outcome);
    }
}
