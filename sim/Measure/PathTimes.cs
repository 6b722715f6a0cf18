using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Where the time of a procedure goes. What the chain of messages does not explain is <see cref="Timer"/>.
/// </summary>
public enum LatencyPart
{
    /// <summary>On the way: propagation delay of links.</summary>
    Propagation,

    /// <summary>Serialisation: octets at the rate of a link.</summary>
    Transmission,

    /// <summary>Waiting for a link or a processor.</summary>
    Queueing,

    /// <summary>Operations of processors.</summary>
    Processing,

    /// <summary>Waiting for a timer, a schedule or an arrival.</summary>
    Timer,
}

/// <summary>
/// The explained time of one procedure along its critical path, in whole picoseconds. Reused: <see cref="Clear"/> and
/// fill again; nothing is allocated.
/// </summary>
public sealed class PathTimes
{
    /// <summary>Most different operations on one path.</summary>
    public const int OperationMax = 64;

    private readonly string[] _operations = new string[OperationMax];
    private readonly long[] _processing = new long[OperationMax];
    private SimTime _propagation;
    private SimTime _transmission;
    private SimTime _queueing;

    /// <summary>How many different operations the path has.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Time of all operations.</summary>
    public SimTime Processing { get; private set; }

    /// <summary>All explained time.</summary>
    public SimTime Explained => _propagation + _transmission + _queueing + Processing;

    /// <summary>Time of a part.</summary>
    /// <param name="part">Any but <see cref="LatencyPart.Timer"/>, which is what the others leave.</param>
    public SimTime this[LatencyPart part] => part switch
    {
        LatencyPart.Propagation => _propagation,
        LatencyPart.Transmission => _transmission,
        LatencyPart.Queueing => _queueing,
        LatencyPart.Processing => Processing,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "it is the rest of the whole"),
    };

    /// <summary>The operation at an index and its time, in the order of first use.</summary>
    /// <param name="index">Below <see cref="OperationCount"/>.</param>
    public (string Operation, SimTime Time) Operation(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)OperationCount, nameof(index));
        return (_operations[index], new SimTime(_processing[index]));
    }

    /// <summary>Time of a link: on the way, on the wire or before it.</summary>
    /// <param name="part">Propagation, transmission or queueing.</param>
    /// <param name="time">Not negative.</param>
    public void Add(LatencyPart part, SimTime time)
    {
        Invariant.Require(time >= SimTime.Zero, "a part is not negative");
        switch (part)
        {
            case LatencyPart.Propagation:
                _propagation += time;
                break;
            case LatencyPart.Transmission:
                _transmission += time;
                break;
            case LatencyPart.Queueing:
                _queueing += time;
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(part), part, "processing names its operation, timer is the rest");
        }
    }

    /// <summary>Time of an operation.</summary>
    /// <param name="operation">Its name, as in <c>aka.vector</c>.</param>
    /// <param name="time">Not negative.</param>
    public void AddProcessing(string operation, SimTime time)
    {
        Invariant.Require(time >= SimTime.Zero, "a part is not negative");
        int index = Array.IndexOf(_operations, operation, 0, OperationCount);
        if (index < 0)
        {
            Invariant.Require(OperationCount < OperationMax, "a path has at most 64 different operations");
            index = OperationCount++;
            _operations[index] = operation;
            _processing[index] = 0;
        }

        _processing[index] += time.Picoseconds;
        Processing += time;
    }

    /// <summary>Nothing is explained.</summary>
    public void Clear() =>
        (OperationCount, Processing, _propagation, _transmission, _queueing) = (0, default, default, default, default);
}
