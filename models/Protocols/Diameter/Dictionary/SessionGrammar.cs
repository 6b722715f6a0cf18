using System;
using System.Buffers.Binary;

namespace Simulator.Protocols.Diameter;

/// <summary>
/// The lines that begin every command of a 3GPP application without sessions of its own: S6a (TS 29.272 §7.2), Cx
/// (TS 29.229 §6.1), Sh (TS 29.329 §6.1), Zh (TS 29.109 §4.2).
/// </summary>
internal static class SessionGrammar
{
    internal static AvpGrammar Request(DiameterApplication application, params AvpRule[] rules) => new(
        true,
        [
            AvpRule.Fixed(BaseAvp.SessionId),
            AvpRule.Optional(BaseAvp.VendorSpecificApplicationId, VendorSpecificApplication.Only(application)),
            AvpRule.Required(BaseAvp.AuthSessionState, IsNoStateMaintained),
            AvpRule.Required(BaseAvp.OriginHost),
            AvpRule.Required(BaseAvp.OriginRealm),
            AvpRule.Required(BaseAvp.DestinationRealm),
            .. rules,
        ]);

    /// <summary>Answers carry either Result-Code or Experimental-Result (RFC 6733 §7.6).</summary>
    internal static AvpGrammar Answer(DiameterApplication application, params AvpRule[] rules) => new(
        true,
        new AvpPair(BaseAvp.ResultCode, BaseAvp.ExperimentalResult),
        [
            AvpRule.Fixed(BaseAvp.SessionId),
            AvpRule.Optional(BaseAvp.VendorSpecificApplicationId, VendorSpecificApplication.Only(application)),
            AvpRule.Optional(BaseAvp.ResultCode),
            AvpRule.Optional(BaseAvp.ExperimentalResult),
            AvpRule.Required(BaseAvp.AuthSessionState, IsNoStateMaintained),
            AvpRule.Required(BaseAvp.OriginHost),
            AvpRule.Required(BaseAvp.OriginRealm),
            .. rules,
            AvpRule.Optional(BaseAvp.FailedAvp),
        ]);

    private static bool IsNoStateMaintained(ReadOnlySpan<byte> data) =>
        BinaryPrimitives.ReadUInt32BigEndian(data) == AuthSessionState.NoStateMaintained;
}
