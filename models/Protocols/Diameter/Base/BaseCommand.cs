namespace Simulator.Protocols.Diameter;

/// <summary>The commands between peers (RFC 6733 §5.3 to §5.5) and the format of error answers (§7.2).</summary>
public static class BaseCommand
{
    /// <summary>What every Diameter node understands.</summary>
    public static readonly AvpDictionary Dictionary = new(BaseAvp.Table);

    /// <summary>Capabilities-Exchange-Request (§5.3.1).</summary>
    public static readonly CommandGrammar CapabilitiesExchangeRequest = Request(
        "CER",
        CommandCode.CapabilitiesExchange,
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.OneOrMore(BaseAvp.HostIpAddress),
        AvpRule.Required(BaseAvp.VendorId),
        AvpRule.Required(BaseAvp.ProductName),
        AvpRule.Optional(BaseAvp.OriginStateId),
        AvpRule.Any(BaseAvp.SupportedVendorId),
        AvpRule.Any(BaseAvp.AuthApplicationId),
        AvpRule.Any(BaseAvp.InbandSecurityId),
        AvpRule.Any(BaseAvp.AcctApplicationId),
        AvpRule.Any(BaseAvp.VendorSpecificApplicationId),
        AvpRule.Optional(BaseAvp.FirmwareRevision));

    /// <summary>Capabilities-Exchange-Answer (§5.3.2).</summary>
    public static readonly CommandGrammar CapabilitiesExchangeAnswer = Answer(
        "CEA",
        CommandCode.CapabilitiesExchange,
        AvpRule.Required(BaseAvp.ResultCode),
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.OneOrMore(BaseAvp.HostIpAddress),
        AvpRule.Required(BaseAvp.VendorId),
        AvpRule.Required(BaseAvp.ProductName),
        AvpRule.Optional(BaseAvp.OriginStateId),
        AvpRule.Optional(BaseAvp.ErrorMessage),
        AvpRule.Optional(BaseAvp.FailedAvp),
        AvpRule.Any(BaseAvp.SupportedVendorId),
        AvpRule.Any(BaseAvp.AuthApplicationId),
        AvpRule.Any(BaseAvp.InbandSecurityId),
        AvpRule.Any(BaseAvp.AcctApplicationId),
        AvpRule.Any(BaseAvp.VendorSpecificApplicationId),
        AvpRule.Optional(BaseAvp.FirmwareRevision));

    /// <summary>Device-Watchdog-Request (§5.5.1).</summary>
    public static readonly CommandGrammar DeviceWatchdogRequest = Request(
        "DWR",
        CommandCode.DeviceWatchdog,
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.Optional(BaseAvp.OriginStateId));

    /// <summary>Device-Watchdog-Answer (§5.5.2).</summary>
    public static readonly CommandGrammar DeviceWatchdogAnswer = Answer(
        "DWA",
        CommandCode.DeviceWatchdog,
        AvpRule.Required(BaseAvp.ResultCode),
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.Optional(BaseAvp.ErrorMessage),
        AvpRule.Optional(BaseAvp.FailedAvp),
        AvpRule.Optional(BaseAvp.OriginStateId));

    /// <summary>Disconnect-Peer-Request (§5.4.1).</summary>
    public static readonly CommandGrammar DisconnectPeerRequest = Request(
        "DPR",
        CommandCode.DisconnectPeer,
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.Required(BaseAvp.DisconnectCause));

    /// <summary>Disconnect-Peer-Answer (§5.4.2).</summary>
    public static readonly CommandGrammar DisconnectPeerAnswer = Answer(
        "DPA",
        CommandCode.DisconnectPeer,
        AvpRule.Required(BaseAvp.ResultCode),
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.Optional(BaseAvp.ErrorMessage),
        AvpRule.Optional(BaseAvp.FailedAvp));

    /// <summary>answer-message, the AVPs of every answer with the E flag (§7.2).</summary>
    public static readonly AvpGrammar AnswerMessage = new(
        true,
        AvpRule.OptionalFixed(BaseAvp.SessionId),
        AvpRule.Required(BaseAvp.OriginHost),
        AvpRule.Required(BaseAvp.OriginRealm),
        AvpRule.Required(BaseAvp.ResultCode),
        AvpRule.Optional(BaseAvp.OriginStateId),
        AvpRule.Optional(BaseAvp.ErrorMessage),
        AvpRule.Optional(BaseAvp.ErrorReportingHost),
        AvpRule.Optional(BaseAvp.FailedAvp));

    /// <summary>The commands of every peer.</summary>
    internal static readonly CommandGrammar[] Table =
    [
        CapabilitiesExchangeRequest, CapabilitiesExchangeAnswer, DeviceWatchdogRequest, DeviceWatchdogAnswer,
        DisconnectPeerRequest, DisconnectPeerAnswer,
    ];

    private static CommandGrammar Request(string name, CommandCode command, params AvpRule[] rules) =>
        new(name, command, DiameterApplication.Common, true, false, new(true, rules), Dictionary);

    private static CommandGrammar Answer(string name, CommandCode command, params AvpRule[] rules) =>
        new(name, command, DiameterApplication.Common, false, false, new(true, rules), Dictionary);
}
