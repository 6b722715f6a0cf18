using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>What a subscriber may use (TS 29.272 §7.3.2).</summary>
/// <param name="Status">Whether services are barred; null if absent.</param>
/// <param name="Msisdn">Telephone number, digits in swapped half octets; empty if absent.</param>
/// <param name="AccessMode">Packets, circuits or both; null if absent.</param>
/// <param name="Ambr">Bit rate of all APNs together; null if absent.</param>
/// <param name="Apns">The APNs; null if absent.</param>
/// <param name="Others">Whole AVPs of the group without a meaning here, carried along at its end.</param>
public readonly record struct SubscriptionData(
    SubscriberStatus? Status = null,
    Octets Msisdn = default,
    NetworkAccessMode? AccessMode = null,
    Ambr? Ambr = null,
    ApnConfigurationProfile? Apns = null,
    Octets Others = default)
{
    internal static SubscriptionData? Read(AvpSet avps)
    {
        if (!avps.Has(S6aAvp.SubscriptionData))
        {
            return null;
        }

        AvpSet group = avps.Group(S6aAvp.SubscriptionData);
        return new(
            (SubscriberStatus?)group.OptionalUnsigned32(S6aAvp.SubscriberStatus),
            group.Octets(S6aAvp.Msisdn),
            (NetworkAccessMode?)group.OptionalUnsigned32(S6aAvp.NetworkAccessMode),
            Diameter.Ambr.Read(group),
            ApnConfigurationProfile.Read(group),
            group.Others(S6aAvp.SubscriptionData.Grammar!));
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.SubscriptionData);
        writer.AddOptional(S6aAvp.SubscriberStatus, (uint?)Status);
        writer.AddOptional(S6aAvp.Msisdn, Msisdn.Span);
        writer.AddOptional(S6aAvp.NetworkAccessMode, (uint?)AccessMode);
        Ambr?.Add(ref writer);
        Apns?.Add(ref writer);
        writer.AddWhole(Others);
        writer.End(group);
    }
}

/// <summary>Aggregate maximum bit rate (TS 29.272 §7.3.41).</summary>
/// <param name="Uplink">bit/s from the UE.</param>
/// <param name="Downlink">bit/s to the UE.</param>
public readonly record struct Ambr(uint Uplink, uint Downlink)
{
    internal static Ambr? Read(AvpSet avps)
    {
        AvpSet group = avps.Group(S6aAvp.Ambr);
        return group.OptionalUnsigned32(S6aAvp.MaxRequestedBandwidthUl) is { } uplink
            ? new(uplink, group.Unsigned32(S6aAvp.MaxRequestedBandwidthDl))
            : null;
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.Ambr);
        writer.Add(S6aAvp.MaxRequestedBandwidthUl, Uplink);
        writer.Add(S6aAvp.MaxRequestedBandwidthDl, Downlink);
        writer.End(group);
    }
}
