using System;
using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>One operation of a <see cref="Work"/>, once or several times: eight octets.</summary>
public readonly record struct WorkStep
{
    private readonly ushort _operation, _times;

    /// <summary>A step.</summary>
    /// <param name="operation">An operation of the processor's cost table.</param>
    /// <param name="octets">Octets of its input.</param>
    /// <param name="times">How often it is executed, 1 to 65,535.</param>
    public WorkStep(OperationId operation, int octets, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        _operation = checked((ushort)operation.Index);
        _times = checked((ushort)times);
        Octets = octets;
    }

    /// <summary>An operation of the processor's cost table.</summary>
    public OperationId Operation => new(_operation);

    /// <summary>Octets of its input, each time.</summary>
    public int Octets { get; }

    /// <summary>How often it is executed.</summary>
    public int Times => _times;
}

/// <summary>
/// Operations that a processor executes one after the other on one core, as one request: what a message costs its
/// receiver. <c>Work.Of(step).And(mac, octets).And(kdf)</c>.
/// </summary>
public struct Work
{
    /// <summary>Operations at most (ours: more than any message of the systems asks for).</summary>
    public const int CountMax = 12;

    private Steps _steps;

    /// <summary>Number of operations.</summary>
    public int Count { readonly get; private set; }

    /// <summary>An operation, in order of execution.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public readonly WorkStep this[int index] => _steps[index];

    /// <summary>Work of one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="octets">Octets of its input.</param>
    public static Work Of(OperationId operation, int octets = 0)
    {
        var work = default(Work);
        work._steps[0] = new WorkStep(operation, octets);
        work.Count = 1;
        return work;
    }

    /// <summary>The same work, and one operation more after it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="octets">Octets of its input.</param>
    /// <param name="times">How often it is executed: the blocks of a key derivation, say.</param>
    public readonly Work And(OperationId operation, int octets = 0, int times = 1)
    {
        Invariant.Require(Count < CountMax, "a request has at most twelve operations");
        Work more = this;
        more._steps[more.Count++] = new WorkStep(operation, octets, times);
        return more;
    }

    /// <summary>The same work, and an operation that may cost nothing: a null algorithm has none.</summary>
    /// <param name="operation">The operation, or null.</param>
    /// <param name="octets">Octets of its input.</param>
    public readonly Work And(OperationId? operation, int octets = 0) =>
        operation is { } each ? And(each, octets) : this;

    [InlineArray(CountMax)]
    private struct Steps
    {
        private WorkStep _first;
    }
}
