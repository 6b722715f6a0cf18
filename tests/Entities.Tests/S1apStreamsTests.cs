using NUnit.Framework;
using Simulator.Entities;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>The stream of a UE's signalling, the same at both ends.</summary>
public sealed class S1apStreamsTests
{
    [TestCase(1u, 16, 2)]
    [TestCase(14u, 16, 15)]
    [TestCase(15u, 16, 1)]
    [TestCase(7u, 2, 1)]
    [TestCase(7u, 1, 0)] // there is no other stream than that of all
    [TestCase(7u, 0, 0)]
    public void A_ue_has_a_stream_that_the_association_has(uint id, int streams, int expected) =>
        Assert.That(S1apStreams.Of(new EnbUeS1apId(id), streams), Is.EqualTo(expected));
}
