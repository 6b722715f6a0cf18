using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Carries IKE messages: UDP of a node, or a tunnel in another party's name.</summary>
public interface IIkeTransport
{
    /// <summary>Sends a message, which is given away.</summary>
    /// <param name="message">The message, without the marker of port 4500.</param>
    /// <param name="own">From where.</param>
    /// <param name="peer">To where.</param>
    void Send(Packet message, in IpEndpoint own, in IpEndpoint peer);
}

/// <summary>Knows whom a responder may speak to.</summary>
public interface IIkePolicy
{
    /// <summary>The connection that an initiator asks for.</summary>
    /// <param name="initiator">Who it claims to be; not proven yet.</param>
    /// <param name="responder">Whom it wants, or null.</param>
    /// <param name="sa">The IKE SA, for its addresses.</param>
    /// <returns>Null if there is none: AUTHENTICATION_FAILED.</returns>
    IkeConnection? Find(in IdentificationPayload initiator, in IdentificationPayload? responder, IkeSa sa);
}

/// <summary>Takes the associations that were negotiated.</summary>
/// <remarks>
/// A replacement comes as <see cref="Install"/> of the new pair, then <see cref="Replace"/> as soon as this end may
/// send on it, then <see cref="Remove"/> of the old one, on which packets may come in until then (RFC 7296 §2.8).
/// </remarks>
public interface ISecurityAssociations
{
    /// <summary>An SPI on which this end will receive, used by nobody else; never 0 to 255 (RFC 4303 §2.1).</summary>
    /// <param name="peer">Address of the other end.</param>
    uint ReserveSpi(IpAddress peer);

    /// <summary>An SPI that was reserved is not needed.</summary>
    /// <param name="spi">The SPI.</param>
    void ReleaseSpi(uint spi);

    /// <summary>A pair exists: packets may come in; this end sends on it unless it replaces another.</summary>
    /// <param name="child">The pair.</param>
    void Install(ChildSa child);

    /// <summary>From now on packets go out on the new pair.</summary>
    /// <param name="old">The old pair.</param>
    /// <param name="replacement">The new one, which is installed.</param>
    void Replace(ChildSa old, ChildSa replacement);

    /// <summary>A pair ends.</summary>
    /// <param name="child">The pair.</param>
    void Remove(ChildSa child);
}

/// <summary>Sees messages, and adds to them. Every member may do nothing.</summary>
public interface IIkeObserver
{
    /// <summary>A message was accepted; in IKE_SA_INIT nobody has vouched for it.</summary>
    /// <param name="message">What it says.</param>
    void Received(in IkeReceived message)
    {
    }

    /// <summary>A message is about to be written.</summary>
    /// <param name="message">Which one.</param>
    /// <param name="payloads">Its payloads; whatever is added comes last.</param>
    void Sending(in IkeSending message, IList<IkePayload> payloads)
    {
    }

    /// <summary>A message is about to be encrypted: what is added here stands before that, for everybody on the way to
    /// read; the other end can tell whether it was changed, and ignores it (RFC 7296 §3.14, RFC 5282 §5.1).</summary>
    /// <param name="message">Which one.</param>
    /// <param name="payloads">None yet.</param>
    void SendingInClear(in IkeSending message, IList<IkePayload> payloads)
    {
    }

    /// <summary>The IP packet that carries a message is about to leave; its header may get options.</summary>
    /// <param name="sa">The IKE SA; null for an answer that leaves no state.</param>
    /// <param name="packet">The packet, beginning with its IP header; retransmissions come again.</param>
    /// <param name="header">That header.</param>
    void Departing(IkeSa? sa, Packet packet, in IpHeader header)
    {
    }

    /// <summary>An IKE SA is established: both ends are authenticated.</summary>
    /// <param name="sa">The IKE SA.</param>
    void Established(IkeSa sa)
    {
    }

    /// <summary>An IKE SA has replaced another.</summary>
    /// <param name="old">The old one.</param>
    /// <param name="replacement">The new one, to which the child SAs belong now.</param>
    void Rekeyed(IkeSa old, IkeSa replacement)
    {
    }

    /// <summary>An IKE SA has ended, its child SAs before it.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="outcome">Why.</param>
    void Closed(IkeSa sa, IkeOutcome outcome)
    {
    }
}

/// <summary>A message that was accepted.</summary>
/// <param name="Sa">The IKE SA; null while there is none.</param>
/// <param name="Header">Its header.</param>
/// <param name="Contents">What it says.</param>
/// <param name="Carrier">IP header that carried it, if it had options; else nothing.</param>
/// <param name="Peer">From where it came.</param>
/// <param name="Tag">Tag of its packet.</param>
public readonly record struct IkeReceived(
    IkeSa? Sa, IkeHeader Header, IkeContents Contents, IkeCarrier Carrier, IpEndpoint Peer, MeasurementTag Tag);

/// <summary>An IP header with options.</summary>
/// <param name="Octets">Header and options, or hop-by-hop header.</param>
/// <param name="Header">What the header says.</param>
public readonly record struct IkeCarrier(Octets Octets, IpHeader Header)
{
    /// <summary>True if there were no options.</summary>
    public bool IsEmpty => Octets.IsEmpty;
}

/// <summary>A message that is about to be written.</summary>
/// <param name="Sa">The IKE SA; null for an answer that leaves no state.</param>
/// <param name="Exchange">Its exchange.</param>
/// <param name="IsResponse">True for a response.</param>
/// <param name="Request">What the request said, if it is a response to one that could be read.</param>
/// <param name="Child">The pair of associations that a response agrees to, which is not installed yet.</param>
public readonly record struct IkeSending(
    IkeSa? Sa, ExchangeType Exchange, bool IsResponse, IkeContents? Request, ChildSa? Child = null);

/// <summary>Is told of every key, for captures.</summary>
public interface IIkeKeyLog
{
    /// <summary>An IKE SA has its keys.</summary>
    /// <param name="sa">The IKE SA.</param>
    void Add(IkeSa sa);

    /// <summary>A pair of associations has its keys.</summary>
    /// <param name="child">The pair.</param>
    void Add(ChildSa child);
}
