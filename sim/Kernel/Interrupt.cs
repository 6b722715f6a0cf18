using System;

namespace Simulator.Kernel;

/// <summary>Thrown at the wait of a process that was interrupted.</summary>
public sealed class InterruptException : Exception
{
    /// <summary>An interrupt without a cause.</summary>
    public InterruptException()
    {
    }

    /// <summary>An interrupt.</summary>
    /// <param name="message">Its text.</param>
    public InterruptException(string message)
        : base(message)
    {
    }

    /// <summary>An interrupt.</summary>
    /// <param name="message">Its text.</param>
    /// <param name="innerException">What led to it.</param>
    public InterruptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal InterruptException(object? cause)
        : base(cause is null ? "interrupted" : $"interrupted: {cause}") => Cause = cause;

    /// <summary>What the interrupter gave, or null.</summary>
    public object? Cause { get; }
}

/// <summary>Cause of the interrupt that a process gets when a unit of a resource is taken from it.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Since">When the process got the unit.</param>
/// <param name="By">Name of the process that took it.</param>
public sealed record Preempted(Resource Resource, SimTime Since, string By);

/// <summary>A process or handler failed and nobody awaited it: the run is over.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>A failed run.</summary>
    public SimulationException()
    {
    }

    /// <summary>A failed run.</summary>
    /// <param name="message">Its text.</param>
    public SimulationException(string message)
        : base(message)
    {
    }

    /// <summary>A failed run.</summary>
    /// <param name="message">Its text.</param>
    /// <param name="innerException">The failure.</param>
    public SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SimulationException(Simulation simulation, string who, Exception failure)
        : base(
            $"{who} failed at {simulation.Now} (seed {simulation.Seed}, replication {simulation.Replication}): "
            + failure.Message,
            failure)
    {
        Time = simulation.Now;
        Who = who;
        Seed = simulation.Seed;
        Replication = simulation.Replication;
    }

    /// <summary>Simulated time of the failure.</summary>
    public SimTime Time { get; }

    /// <summary>The process or handler that failed.</summary>
    public string Who { get; } = "";

    /// <summary>Seed of the run.</summary>
    public long Seed { get; }

    /// <summary>Replication of the run.</summary>
    public int Replication { get; }
}
