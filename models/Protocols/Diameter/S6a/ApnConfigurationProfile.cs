using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>The APNs of a subscriber (TS 29.272 §7.3.34).</summary>
/// <param name="DefaultContext">Context identifier of the default APN.</param>
/// <param name="Included">Whether these are all of them.</param>
/// <param name="Apns">The APNs; at least one.</param>
public readonly record struct ApnConfigurationProfile(
    uint DefaultContext, ApnConfigurationsIncluded Included, ValueList<ApnConfiguration> Apns)
{
    internal static ApnConfigurationProfile? Read(ref AvpSet avps)
    {
        AvpSet group = avps.Group(S6aAvp.ApnConfigurationProfile);
        return group.OptionalUnsigned32(S6aAvp.ContextIdentifier) is { } context
            ? new(
                context,
                (ApnConfigurationsIncluded)group.Unsigned32(S6aAvp.AllApnConfigurationsIncluded),
                group.List(S6aAvp.ApnConfiguration, ApnConfiguration.Read))
            : null;
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.ApnConfigurationProfile);
        writer.Add(S6aAvp.ContextIdentifier, DefaultContext);
        writer.Add(S6aAvp.AllApnConfigurationsIncluded, (uint)Included);
        foreach (ApnConfiguration apn in Apns.Span)
        {
            apn.Add(ref writer);
        }

        writer.End(group);
    }
}

/// <summary>One APN of a subscriber (TS 29.272 §7.3.35).</summary>
/// <param name="Context">Context identifier, unique in the subscription.</param>
/// <param name="PdnType">Addresses that it gives.</param>
/// <param name="ServiceSelection">The APN's name without the operator's part; <c>*</c> for any.</param>
/// <param name="Qos">Quality of the default bearer; null if absent.</param>
/// <param name="Ambr">Bit rate of the APN; null if absent.</param>
public readonly record struct ApnConfiguration(
    uint Context, SubscribedPdnType PdnType, string ServiceSelection, EpsSubscribedQos? Qos = null, Ambr? Ambr = null)
{
    internal static ApnConfiguration Read(ReadOnlySpan<byte> data)
    {
        var group = new AvpSet(data);
        return new(
            group.Unsigned32(S6aAvp.ContextIdentifier),
            (SubscribedPdnType)group.Unsigned32(S6aAvp.PdnType),
            group.Text(S6aAvp.ServiceSelection)!,
            EpsSubscribedQos.Read(ref group),
            Diameter.Ambr.Read(ref group));
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.ApnConfiguration);
        writer.Add(S6aAvp.ContextIdentifier, Context);
        writer.Add(S6aAvp.PdnType, (uint)PdnType);
        writer.Add(S6aAvp.ServiceSelection, ServiceSelection);
        Qos?.Add(ref writer);
        Ambr?.Add(ref writer);
        writer.End(group);
    }
}

/// <summary>Quality of service of a default bearer (TS 29.272 §7.3.37, TS 29.212 §5.3.32).</summary>
/// <param name="ClassIdentifier">QCI.</param>
/// <param name="PriorityLevel">1 (highest) to 15.</param>
/// <param name="Capability">Whether it may take others' resources; null if absent.</param>
/// <param name="Vulnerability">Whether it may lose its own; null if absent.</param>
public readonly record struct EpsSubscribedQos(
    uint ClassIdentifier,
    uint PriorityLevel,
    PreemptionCapability? Capability = null,
    PreemptionVulnerability? Vulnerability = null)
{
    internal static EpsSubscribedQos? Read(ref AvpSet avps)
    {
        AvpSet group = avps.Group(S6aAvp.EpsSubscribedQosProfile);
        AvpSet priority = group.Group(S6aAvp.AllocationRetentionPriority);
        return group.OptionalUnsigned32(S6aAvp.QosClassIdentifier) is { } identifier
            ? new(
                identifier,
                priority.Unsigned32(S6aAvp.PriorityLevel),
                (PreemptionCapability?)priority.OptionalUnsigned32(S6aAvp.PreemptionCapability),
                (PreemptionVulnerability?)priority.OptionalUnsigned32(S6aAvp.PreemptionVulnerability))
            : null;
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(S6aAvp.EpsSubscribedQosProfile);
        writer.Add(S6aAvp.QosClassIdentifier, ClassIdentifier);
        int priority = writer.Begin(S6aAvp.AllocationRetentionPriority);
        writer.Add(S6aAvp.PriorityLevel, PriorityLevel);
        writer.AddOptional(S6aAvp.PreemptionCapability, (uint?)Capability);
        writer.AddOptional(S6aAvp.PreemptionVulnerability, (uint?)Vulnerability);
        writer.End(priority);
        writer.End(group);
    }
}
