using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>What a key server has found out about a party that asks for keys.</summary>
/// <param name="Outcome">Whether it may have them, and if not, why.</param>
/// <param name="Grant">What it may have.</param>
/// <param name="Until">Until when.</param>
/// <param name="Tag">Tag of the request, with the time that this took.</param>
public readonly record struct AdmissionVerdict(
    AdmissionOutcome Outcome, KeyGrant Grant, SimTime Until, MeasurementTag Tag)
{
    /// <summary>True if the party may have keys.</summary>
    public bool IsAdmitted => Outcome is AdmissionOutcome.Admitted or AdmissionOutcome.AdmittedBefore;

    internal static AdmissionVerdict Refused(AdmissionOutcome outcome, in MeasurementTag tag) =>
        new(outcome, default, default, tag);
}

/// <summary>How the key server of an enclave finds out what a party may have, if no access list says it.</summary>
public interface IKeyAdmission
{
    /// <summary>True if it is found out again whenever keys are given, and not by what a request has shown.</summary>
    bool IsAskedAgain { get; }

    /// <summary>Counts what becomes of requests.</summary>
    ReasonCounters<AdmissionOutcome> Outcomes { get; }

    /// <summary>Finds out what a party may have.</summary>
    /// <param name="party">Its address, as the association says over which it asks.</param>
    /// <param name="request">What it asks for, and what it shows.</param>
    /// <param name="tag">Tag of the request.</param>
    Process<AdmissionVerdict> Decide(IpAddress party, KeyRequest request, MeasurementTag tag);

    /// <summary>A message has come: true if it was for the admission.</summary>
    /// <param name="from">Who has sent it.</param>
    /// <param name="message">The octets.</param>
    /// <param name="tag">Tag of its packet.</param>
    bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag);
}
