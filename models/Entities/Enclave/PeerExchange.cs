using System;
using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>
/// The face of IKE of a server that has SAs with other servers: the one that calls is the initiator and takes the key
/// as a client does, the one that is called chooses the identifier, derives and gives. Each IKE SA keeps the part of
/// its initiator, also when another takes its place; with everybody who is no server this one is the server.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="called">Its part where it is called, and with clients.</param>
/// <param name="calling">Its part where it calls.</param>
/// <param name="isServer">True for the address of another server.</param>
public sealed class PeerExchange(
    EnclaveServer server, EnclaveServerExchange called, EnclaveClientExchange calling, Predicate<IpAddress> isServer)
    : IIkePolicy, ISecurityAssociations, IIkeObserver
{
    private readonly object _caller = new(), _callee = new();
    private readonly ISecurityAssociations _ofCalled = called, _ofCalling = calling;

    /// <inheritdoc/>
    IkeConnection? IIkePolicy.Find(
        in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa) =>
        ((IIkePolicy)called).Find(initiator, responder, sa);

    /// <inheritdoc/>
    uint ISecurityAssociations.ReserveSpi(IpAddress peer) => _ofCalled.ReserveSpi(peer);

    /// <inheritdoc/>
    void ISecurityAssociations.ReleaseSpi(uint spi) => _ofCalled.ReleaseSpi(spi);

    /// <inheritdoc/>
    void ISecurityAssociations.Install(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        PartOf(child).Install(child);
        if (IsCaller(child.Ike) && !server.Has(child.OwnSpi))
        {
            server.ExpectNoMore(child.OwnSpi); // it was given no key
        }
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Replace(ChildSa old, ChildSa replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        PartOf(old).Replace(old, replacement);
    }

    /// <inheritdoc/>
    void ISecurityAssociations.Remove(ChildSa child)
    {
        ArgumentNullException.ThrowIfNull(child);
        PartOf(child).Remove(child);
        if (IsCaller(child.Ike))
        {
            _ofCalled.ReleaseSpi(child.OwnSpi); // the server's identifiers name what comes in at either part
        }
    }

    /// <inheritdoc/>
    void IIkeObserver.Received(in IkeReceived message) => PartOf(message.Sa).Received(message);

    /// <inheritdoc/>
    void IIkeObserver.Sending(in IkeSending message, IList<IkePayload> payloads) =>
        PartOf(message.Sa).Sending(message, payloads);

    /// <inheritdoc/>
    void IIkeObserver.SendingInClear(in IkeSending message, IList<IkePayload> payloads) =>
        PartOf(message.Sa).SendingInClear(message, payloads);

    /// <inheritdoc/>
    void IIkeObserver.Departing(IkeSa? sa, Packet packet, in IpHeader header) =>
        PartOf(sa).Departing(sa, packet, header);

    private ISecurityAssociations PartOf(ChildSa child) => IsCaller(child.Ike) ? _ofCalling : _ofCalled;

    private IIkeObserver PartOf(IkeSa? sa) => sa is not null && IsCaller(sa) ? calling : called;

    // One that takes the place of another gets what was attached to that.
    private bool IsCaller(IkeSa sa)
    {
        sa.Attachment ??= sa.IsInitiator ? _caller : _callee;
        return sa.Attachment == _caller && isServer(sa.Peer.Address);
    }
}
