using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an HSS finds wrong in messages that their grammar allows.</summary>
internal static class HssFault
{
    /// <summary>A command of S6a that an MME answers, not an HSS (RFC 6733 §7.1.3).</summary>
    public static DiameterFault NotForAnHss { get; } = new(
        ResultCode.CommandUnsupported, DecodeError.Unexpected("command code", at: 5), 0, false, null, null);

    /// <summary>
    /// A request for vectors that names no radio access (TS 29.272 table 5.2.3.1.1/1: the AVP is there unless UTRAN or
    /// GERAN vectors are asked for, which nobody here knows).
    /// </summary>
    public static DiameterFault NothingRequested { get; } = new(
        ResultCode.MissingAvp,
        DecodeError.Missing(S6aAvp.RequestedEutranAuthenticationInfo.Name, at: 0),
        0,
        false,
        S6aAvp.RequestedEutranAuthenticationInfo,
        null);
}
