using System.Collections.Generic;
using System.Linq;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>The systems that there are, by hand.</summary>
public static class Catalogue
{
    /// <summary>All systems, in the order of documents.</summary>
    public static IReadOnlyList<ISystem> All { get; } =
        [new QueueingSystem(), new LteSystem(), new EnclavesSystem(), new FederationSystem()];

    /// <summary>What scenarios may say of them.</summary>
    public static SystemCatalogue Descriptions { get; } = new(
        [.. All.Select(system => system.Description)], nicKeys: EnclavesKeys.CardProfile);

    /// <summary>The system of a scenario.</summary>
    /// <param name="name">The value of <c>system:</c>, which was checked.</param>
    public static ISystem Find(string name) => All.First(system => system.Description.Name == name);
}
