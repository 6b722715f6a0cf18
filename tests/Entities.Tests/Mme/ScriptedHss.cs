using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Resynchronisation = Simulator.Entities.Resynchronisation;

namespace Tests.Entities;

/// <summary>An HSS as an MME sees it, that answers what the test says, after a while.</summary>
internal sealed class ScriptedHss(Simulation simulation) : IHomeSubscriberServer
{
    public List<(Imsi Imsi, Resynchronisation? Resynchronisation)> VectorRequests { get; } = [];

    public List<Imsi> LocationUpdates { get; } = [];

    public List<Imsi> Purges { get; } = [];

    public SimTime Delay { get; set; } = SimTime.FromMilliseconds(10);

    public S6aStatus VectorStatus { get; set; }

    public S6aStatus LocationStatus { get; set; }

    public Func<Imsi, EpsAuthenticationVector> Vector { get; set; } = _ => RecordedAttach.Vector;

    public SubscriptionData? Subscription { get; set; }

    public async Process<VectorAnswer> FetchVector(
        Imsi imsi, Resynchronisation? resynchronisation, MeasurementTag tag)
    {
        VectorRequests.Add((imsi, resynchronisation));
        await simulation.Timeout(Delay);
        return new VectorAnswer(VectorStatus, VectorStatus == S6aStatus.Success ? Vector(imsi) : default, tag);
    }

    public async Process<LocationAnswer> UpdateLocation(Imsi imsi, MeasurementTag tag)
    {
        LocationUpdates.Add(imsi);
        await simulation.Timeout(Delay);
        return new LocationAnswer(LocationStatus, Subscription, tag);
    }

    public async Process<S6aStatus> Purge(Imsi imsi, MeasurementTag tag)
    {
        Purges.Add(imsi);
        await simulation.Timeout(Delay);
        return S6aStatus.Success;
    }
}
