using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>How the requests of a 3GPP application begin: session and route (TS 29.272 §7.2, TS 29.229 §6.1).</summary>
/// <remarks>Vendor-Specific-Application-Id and Auth-Session-State follow from the application.</remarks>
/// <param name="Transaction">Identifiers of request and answer.</param>
/// <param name="SessionId">Session-Id.</param>
/// <param name="OriginHost">Who sends the request.</param>
/// <param name="OriginRealm">The sender's realm.</param>
/// <param name="DestinationHost">Who shall answer; empty if any node of the realm may.</param>
/// <param name="DestinationRealm">The realm that shall answer.</param>
public readonly record struct SessionRequest(
    Transaction Transaction,
    SessionId SessionId,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    DiameterIdentity DestinationHost,
    DiameterIdentity DestinationRealm)
{
    /// <summary>The answer's beginning: same session and identifiers (RFC 6733 §6.2).</summary>
    /// <param name="host">Who answers.</param>
    /// <param name="realm">The realm of who answers.</param>
    /// <param name="result">How the request ended.</param>
    public SessionAnswer Answer(DiameterIdentity host, DiameterIdentity realm, DiameterResult result) =>
        new(Transaction with { IsRepeated = false }, SessionId, host, realm, result);

    internal static SessionRequest Read(in DiameterHeader header, ref AvpSet avps) => new(
        header.Transaction,
        SessionId.Read(avps.Data(BaseAvp.SessionId)),
        avps.Identity(BaseAvp.OriginHost),
        avps.Identity(BaseAvp.OriginRealm),
        avps.Identity(BaseAvp.DestinationHost),
        avps.Identity(BaseAvp.DestinationRealm));

    internal void Add(ref AvpWriter writer, DiameterApplication application)
    {
        writer.Add(BaseAvp.SessionId, SessionId);
        new VendorSpecificApplication(VendorId.Tgpp, application).Add(ref writer);
        writer.Add(BaseAvp.AuthSessionState, AuthSessionState.NoStateMaintained);
        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
        writer.AddOptional(BaseAvp.DestinationHost, DestinationHost.Span);
        writer.Add(BaseAvp.DestinationRealm, DestinationRealm.Span);
    }
}

/// <summary>What the answers of a 3GPP application have in common.</summary>
/// <param name="Transaction">Identifiers of the request.</param>
/// <param name="SessionId">Session-Id of the request.</param>
/// <param name="OriginHost">Who answers.</param>
/// <param name="OriginRealm">The realm of who answers.</param>
/// <param name="Result">Result-Code or Experimental-Result.</param>
/// <param name="FailedAvp">Whole AVPs of the request that were refused; empty without Failed-AVP.</param>
public readonly record struct SessionAnswer(
    Transaction Transaction,
    SessionId SessionId,
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    DiameterResult Result,
    Octets FailedAvp = default)
{
    internal static SessionAnswer Read(in DiameterHeader header, ref AvpSet avps) => new(
        header.Transaction,
        SessionId.Read(avps.Data(BaseAvp.SessionId)),
        avps.Identity(BaseAvp.OriginHost),
        avps.Identity(BaseAvp.OriginRealm),
        DiameterResult.Read(ref avps),
        avps.Octets(BaseAvp.FailedAvp));

    internal void Add(ref AvpWriter writer, DiameterApplication application)
    {
        writer.Add(BaseAvp.SessionId, SessionId);
        new VendorSpecificApplication(VendorId.Tgpp, application).Add(ref writer);
        Result.Add(ref writer);
        writer.Add(BaseAvp.AuthSessionState, AuthSessionState.NoStateMaintained);
        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
    }

    /// <summary>What stands at the end of an answer: Failed-AVP, and AVPs that are carried along.</summary>
    internal void AddEnd(ref AvpWriter writer, in Octets others)
    {
        writer.AddOptional(BaseAvp.FailedAvp, FailedAvp.Span);
        writer.AddWhole(others);
    }
}
