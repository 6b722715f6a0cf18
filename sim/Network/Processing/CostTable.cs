using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>What an operation costs on a device.</summary>
public sealed record OperationCost
{
    /// <summary>Time for any input.</summary>
    public Duration Fixed { get; init; }

    /// <summary>Time for each octet of the input, in picoseconds; the product is rounded to the nearest one.</summary>
    public double PicosecondsPerOctet { get; init; }

    /// <summary>Energy for any input in joules, where it is known; otherwise power × time.</summary>
    public double? Joules { get; init; }

    /// <summary>Energy for each octet in joules; counts only where <see cref="Joules"/> is known.</summary>
    public double JoulesPerOctet { get; init; }

    /// <summary>True if it costs no time and no energy, whatever the input.</summary>
    public bool IsFree => Fixed.IsConstant && Fixed.Constant == SimTime.Zero && PicosecondsPerOctet == 0.0
        && Joules is null or 0.0 && JoulesPerOctet == 0.0;

    internal SimTime TimeOf(int octets, RandomStream? random)
    {
        SimTime time = Fixed.Next(random);
        return octets == 0 || PicosecondsPerOctet == 0.0 ? time
            : time + new SimTime((long)Math.Round(PicosecondsPerOctet * octets));
    }

    internal double EnergyOf(int octets, int times, SimTime time, double watts) => Joules is { } joules
        ? times * (joules + (JoulesPerOctet * octets))
        : watts * time.Seconds;
}

/// <summary>Names an operation of one cost table.</summary>
/// <param name="Index">Its place in the table.</param>
public readonly record struct OperationId(int Index);

/// <summary>
/// The costs of a device profile: the operations that it knows. Shared by all processors of the profile.
/// </summary>
public sealed class CostTable
{
    private readonly List<string> _names = [];
    private readonly List<OperationCost> _costs = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    /// <summary>A table.</summary>
    /// <param name="costs">Operations and their costs, each once.</param>
    /// <param name="watts">Power of the device while it executes.</param>
    public CostTable(IEnumerable<KeyValuePair<string, OperationCost>> costs, double watts = 0.0)
    {
        ArgumentNullException.ThrowIfNull(costs);
        Watts = watts;
        foreach ((string name, OperationCost cost) in costs)
        {
            bool isTime = cost.PicosecondsPerOctet >= 0.0 && cost.Fixed.Constant >= SimTime.Zero;
            Invariant.Require(isTime, "time is not negative");
            _byName.Add(name, _names.Count);
            _names.Add(name);
            _costs.Add(cost);
        }
    }

    /// <summary>Operations in the order of the table.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Power in watts while the device executes an operation whose energy is not known.</summary>
    public double Watts { get; }

    /// <summary>The operation of a name.</summary>
    /// <param name="name">As in <c>aka.vector</c>.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>False if the profile does not know it.</returns>
    public bool TryFind(string name, out OperationId operation)
    {
        bool isKnown = _byName.TryGetValue(name, out int index);
        operation = new OperationId(index);
        return isKnown;
    }

    /// <summary>
    /// The operation of a name that the profile is known to have; a profile that lacks one is refused before the run.
    /// </summary>
    /// <param name="name">As in <c>aka.vector</c>.</param>
    /// <exception cref="ArgumentException">The profile does not know it.</exception>
    public OperationId Find(string name) => TryFind(name, out OperationId operation) ? operation
        : throw new ArgumentException($"the device profile has no operation '{name}'", nameof(name));

    /// <summary>Name of an operation.</summary>
    public string NameOf(OperationId operation) => _names[operation.Index];

    /// <summary>Cost of an operation.</summary>
    public OperationCost CostOf(OperationId operation) => _costs[operation.Index];
}

/// <summary>What was executed, by operation: of one processor, or of several that are counted together.</summary>
/// <param name="costs">The cost table of all of them.</param>
public sealed class ProcessorAccounts(CostTable costs)
{
    private readonly OperationAccount[] _accounts = new OperationAccount[costs.Names.Count];

    /// <summary>The cost table.</summary>
    public CostTable Costs => costs;

    /// <summary>What one operation has come to.</summary>
    public OperationAccount this[OperationId operation] => _accounts[operation.Index];

    /// <summary>Energy of all operations, in joules.</summary>
    public double Joules
    {
        get
        {
            double joules = 0.0;
            foreach (OperationAccount account in _accounts)
            {
                joules += account.Joules;
            }

            return joules;
        }
    }

    internal void Add(OperationId operation, int octets, SimTime time, int times = 1)
    {
        ref OperationAccount account = ref _accounts[operation.Index];
        double joules = costs.CostOf(operation).EnergyOf(octets, times, time, costs.Watts);
        account = new(
            account.Count + times,
            account.Time + time,
            account.Octets + ((long)times * octets),
            account.Joules + joules);
    }
}

/// <summary>How often an operation was executed to its end, and what that took.</summary>
/// <param name="Count">Executions.</param>
/// <param name="Time">Their time, without waiting.</param>
/// <param name="Octets">Octets of their input.</param>
/// <param name="Joules">Their energy.</param>
public readonly record struct OperationAccount(long Count, SimTime Time, long Octets, double Joules);
