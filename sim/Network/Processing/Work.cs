using System;
using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>One operation of a <see cref="Work"/>.</summary>
/// <param name="Operation">An operation of the processor's cost table.</param>
/// <param name="Octets">Octets of its input.</param>
public readonly record struct WorkStep(OperationId Operation, int Octets);

/// <summary>
/// Operations that a processor executes one after the other on one core, as one request: what a message costs its
/// receiver. <c>Work.Of(step).And(mac, octets).And(kdf)</c>.
/// </summary>
public struct Work
{
    /// <summary>Operations at most (ours: more than any message of the systems asks for).</summary>
    public const int CountMax = 12;

    /// <summary>Octets of one operation's input at most: far more than a packet has.</summary>
    public const int OctetsMax = (1 << OctetBits) - 1;

    private const int OctetBits = 24; // of a step; the others are the operation's

    private Steps _steps;

    /// <summary>Number of operations.</summary>
    public int Count { readonly get; private set; }

    /// <summary>An operation, in order of execution.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public readonly WorkStep this[int index] =>
        new(new OperationId((int)(_steps[index] >> OctetBits)), (int)(_steps[index] & OctetsMax));

    /// <summary>Work of one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="octets">Octets of its input.</param>
    public static Work Of(OperationId operation, int octets = 0)
    {
        var work = default(Work);
        work.Add(operation, octets);
        return work;
    }

    /// <summary>The same work, and one operation more after it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="octets">Octets of its input.</param>
    public readonly Work And(OperationId operation, int octets = 0)
    {
        Work more = this;
        more.Add(operation, octets);
        return more;
    }

    /// <summary>The same work, and an operation that may cost nothing: a null algorithm has none.</summary>
    /// <param name="operation">The operation, or null.</param>
    /// <param name="octets">Octets of its input.</param>
    public readonly Work And(OperationId? operation, int octets = 0) =>
        operation is { } each ? And(each, octets) : this;

    private void Add(OperationId operation, int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets, OctetsMax);
        Invariant.Require(Count < CountMax, "a request has at most twelve operations");
        _steps[Count++] = ((uint)operation.Index << OctetBits) | (uint)octets;
    }

    // Operation and octets in one word, since work is copied often.
    [InlineArray(CountMax)]
    private struct Steps
    {
        private uint _first;
    }
}
