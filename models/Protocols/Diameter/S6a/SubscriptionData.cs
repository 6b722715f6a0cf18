using System;
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
    // Subscribers of a network may mostly do the same: the last group that was read is kept with what it says. What two
    // threads keep at once is whole.
    private static ReadGroup? _last;

    internal static SubscriptionData? Read(ref AvpSet avps)
    {
        ReadOnlySpan<byte> octets = avps.Data(S6aAvp.SubscriptionData);
        if (octets.IsEmpty)
        {
            return avps.Has(S6aAvp.SubscriptionData) ? default(SubscriptionData) : null;
        }

        ReadGroup? last = _last;
        if (last is null || !octets.SequenceEqual(last.Octets))
        {
            _last = last = new ReadGroup(octets.ToArray(), Read(new AvpSet(octets)));
        }

        return last.Data;
    }

    private static SubscriptionData Read(AvpSet group) =>
        new(
            (SubscriberStatus?)group.OptionalUnsigned32(S6aAvp.SubscriberStatus),
            group.Octets(S6aAvp.Msisdn),
            (NetworkAccessMode?)group.OptionalUnsigned32(S6aAvp.NetworkAccessMode),
            Diameter.Ambr.Read(ref group),
            ApnConfigurationProfile.Read(ref group),
            group.Others(S6aAvp.SubscriptionData.Grammar!));

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

    private sealed record ReadGroup(byte[] Octets, SubscriptionData Data);
}

/// <summary>Aggregate maximum bit rate (TS 29.272 §7.3.41).</summary>
/// <param name="Uplink">bit/s from the UE.</param>
/// <param name="Downlink">bit/s to the UE.</param>
public readonly record struct Ambr(uint Uplink, uint Downlink)
{
    internal static Ambr? Read(ref AvpSet avps)
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
