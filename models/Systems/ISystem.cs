using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>A system: what a scenario may say of it, and how its roles are wired for one replication.</summary>
public interface ISystem
{
    /// <summary>Roles, link classes, operations, procedures, metrics.</summary>
    SystemDescription Description { get; }

    /// <summary>Puts the roles on the nodes of a run, and starts the arrivals.</summary>
    /// <param name="run">The replication; its nodes, links and processors are there.</param>
    void Build(SystemRun run);
}
