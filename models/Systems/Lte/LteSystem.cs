using System;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>System <c>lte</c>: UEs, eNBs, MMEs and HSSs, and the attach between them.</summary>
public sealed class LteSystem : ISystem
{
    /// <inheritdoc/>
    public SystemDescription Description { get; } = LteDescription.Make();

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new LteWiring(run);
        wiring.AddHsss();
        wiring.AddMmes();
        wiring.AddEnbs();
        wiring.AddUes();
    }
}
