using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>The commands of S6a between MME and HSS (TS 29.272 §7.2).</summary>
public static class S6aCommand
{
    /// <summary>What a node of S6a understands.</summary>
    public static readonly AvpDictionary Dictionary = new(BaseAvp.Table, S6aAvp.Table);

    /// <summary>Update-Location-Request (§7.2.3).</summary>
    public static readonly CommandGrammar UpdateLocationRequest = Request(
        "ULR",
        CommandCode.UpdateLocation,
        AvpRule.Optional(BaseAvp.DestinationHost),
        AvpRule.Required(S6aAvp.RatType),
        AvpRule.Required(S6aAvp.UlrFlags),
        AvpRule.Required(S6aAvp.VisitedPlmnId, IsPlmn));

    /// <summary>Update-Location-Answer (§7.2.4).</summary>
    public static readonly CommandGrammar UpdateLocationAnswer = Answer(
        "ULA",
        CommandCode.UpdateLocation,
        AvpRule.Optional(S6aAvp.UlaFlags),
        AvpRule.Optional(S6aAvp.SubscriptionData));

    /// <summary>Authentication-Information-Request (§7.2.5).</summary>
    public static readonly CommandGrammar AuthenticationInformationRequest = Request(
        "AIR",
        CommandCode.AuthenticationInformation,
        AvpRule.Optional(BaseAvp.DestinationHost),
        AvpRule.Optional(S6aAvp.RequestedEutranAuthenticationInfo),
        AvpRule.Required(S6aAvp.VisitedPlmnId, IsPlmn));

    /// <summary>Authentication-Information-Answer (§7.2.6).</summary>
    public static readonly CommandGrammar AuthenticationInformationAnswer = Answer(
        "AIA", CommandCode.AuthenticationInformation, AvpRule.Optional(S6aAvp.AuthenticationInfo));

    /// <summary>Cancel-Location-Request (§7.2.7).</summary>
    public static readonly CommandGrammar CancelLocationRequest = Request(
        "CLR",
        CommandCode.CancelLocation,
        AvpRule.Required(BaseAvp.DestinationHost),
        AvpRule.Required(S6aAvp.CancellationType),
        AvpRule.Optional(S6aAvp.ClrFlags));

    /// <summary>Cancel-Location-Answer (§7.2.8).</summary>
    public static readonly CommandGrammar CancelLocationAnswer = Answer("CLA", CommandCode.CancelLocation);

    /// <summary>Purge-UE-Request (§7.2.13).</summary>
    public static readonly CommandGrammar PurgeUeRequest = Request(
        "PUR", CommandCode.PurgeUe, AvpRule.Optional(BaseAvp.DestinationHost), AvpRule.Optional(S6aAvp.PurFlags));

    /// <summary>Purge-UE-Answer (§7.2.14).</summary>
    public static readonly CommandGrammar PurgeUeAnswer =
        Answer("PUA", CommandCode.PurgeUe, AvpRule.Optional(S6aAvp.PuaFlags));

    /// <summary>What a node with S6a as its only application understands.</summary>
    public static readonly CommandDictionary Commands = new(BaseCommand.Table,
    [
        UpdateLocationRequest, UpdateLocationAnswer, AuthenticationInformationRequest, AuthenticationInformationAnswer,
        CancelLocationRequest, CancelLocationAnswer, PurgeUeRequest, PurgeUeAnswer,
    ]);

    private static CommandGrammar Request(string name, CommandCode command, params AvpRule[] rules)
    {
        AvpRule user = AvpRule.Required(BaseAvp.UserName, ImsiUserName.IsImsi);
        AvpGrammar avps = SessionGrammar.Request(DiameterApplication.S6a, [user, .. rules]);
        return new(name, command, DiameterApplication.S6a, true, true, avps, Dictionary);
    }

    private static CommandGrammar Answer(string name, CommandCode command, params AvpRule[] rules)
    {
        AvpGrammar avps = SessionGrammar.Answer(DiameterApplication.S6a, rules);
        return new(name, command, DiameterApplication.S6a, false, true, avps, Dictionary);
    }

    private static bool IsPlmn(ReadOnlySpan<byte> data) => PlmnId.Read(data).IsWellFormed;
}
