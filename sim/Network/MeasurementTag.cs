using System.Collections;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// Where the time of a procedure went so far. It travels beside the octets: links and processors add their parts, a
/// process puts the tag of the message that woke it on what it sends. Models hand it on and cannot read it; reading is
/// <see cref="CriticalPath"/>, which belongs to the measuring side. The default measures nothing and costs nothing.
/// </summary>
public struct MeasurementTag
{
    internal string? Procedure;
    internal long Instance;
    internal SimTime Start;
    internal SimTime Propagation;
    internal SimTime Transmission;
    internal SimTime Queueing;
    internal SimTime Processing;
    internal OperationShare? Operations;

    /// <summary>True if a procedure is being measured.</summary>
    public readonly bool IsActive => Procedure is not null;

    internal void AddProcessing(string operation, SimTime processed)
    {
        Processing += processed;
        Operations = OperationShare.After(Operations, operation, processed);
    }
}

/// <summary>One operation on the critical path, and those before it; shared by the tags that descend from it.</summary>
internal sealed class OperationShare(string operation, SimTime time, OperationShare? before)
{
    private const string Nothing = ""; // no operation is called so
    private const int AfterMax = 8;    // ours: as many ways to go on are looked through

    private OperationShare? _after;   // one that followed and is remembered
    private OperationShare? _another; // one that followed the same share
    private PathStart? _start;        // null where nothing is remembered
    private int _afterCount;

    /// <summary>Where a path begins, which is no operation.</summary>
    public static OperationShare MakeStart(PathStart start) => new(Nothing, SimTime.Zero, null) { _start = start };

    public bool IsStart => ReferenceEquals(operation, Nothing);

    public string Operation => operation;

    public SimTime Time => time;

    public OperationShare? Before => before;

    /// <summary>The path with one operation more. Most costs are fixed, so that many procedures take the same path:
    /// they share what the first has made.</summary>
    public static OperationShare After(OperationShare? before, string operation, SimTime time)
    {
        for (OperationShare? known = before?._after; known is not null; known = known._another)
        {
            if (known.Time == time && known.Operation == operation)
            {
                return known;
            }
        }

        var share = new OperationShare(operation, time, before);
        before?.Remember(share);
        return share;
    }

    private void Remember(OperationShare share)
    {
        if (_start is not null && _afterCount < AfterMax && _start.TryRemember())
        {
            share._start = _start;
            share._another = _after;
            _after = share;
            _afterCount++;
        }
    }
}

/// <summary>Where the paths of the procedures of one kind in a simulation begin: equal ones share their memory.
/// </summary>
public sealed class PathStart
{
    private const int RememberedMax = 4_096; // ours: with costs that are drawn no path comes again

    private int _rememberedCount;

    /// <summary>The start of a kind of paths.</summary>
    public PathStart() => Share = OperationShare.MakeStart(this);

    internal OperationShare Share { get; }

    internal bool TryRemember()
    {
        bool hasRoom = _rememberedCount < RememberedMax;
        _rememberedCount += hasRoom ? 1 : 0;
        return hasRoom;
    }
}

/// <summary>The parts of a procedure's latency; together they are the latency.</summary>
/// <param name="Latency">From its start to its end.</param>
/// <param name="Propagation">On the way through links.</param>
/// <param name="Transmission">Octets leaving, one after the other.</param>
/// <param name="Queueing">Waiting for a link or a processor.</param>
/// <param name="Processing">Executing operations.</param>
/// <param name="Timer">Waiting that the chain of messages does not explain.</param>
public readonly record struct LatencyParts(
    SimTime Latency, SimTime Propagation, SimTime Transmission, SimTime Queueing, SimTime Processing, SimTime Timer);

/// <summary>Makes and reads measurement tags: for whoever measures, not for models.</summary>
public static class CriticalPath
{
    /// <summary>The tag of a procedure that starts.</summary>
    /// <param name="procedure">Its name, as in <c>attach</c>.</param>
    /// <param name="instance">Its number among those of its name.</param>
    /// <param name="start">When it starts.</param>
    /// <param name="path">Where the paths of its kind begin; null lets it share nothing.</param>
    public static MeasurementTag Begin(string procedure, long instance, SimTime start, PathStart? path = null) =>
        new() { Procedure = procedure, Instance = instance, Start = start, Operations = path?.Share };

    /// <summary>Name of the measured procedure, or null.</summary>
    public static string? Procedure(in MeasurementTag tag) => tag.Procedure;

    /// <summary>Number of the measured procedure.</summary>
    public static long Instance(in MeasurementTag tag) => tag.Instance;

    /// <summary>The parts, if the procedure ends now.</summary>
    /// <param name="tag">Tag of the message that ended it.</param>
    /// <param name="end">Now.</param>
    public static LatencyParts Finish(in MeasurementTag tag, SimTime end)
    {
        SimTime latency = end - tag.Start;
        SimTime timer = latency - tag.Propagation - tag.Transmission - tag.Queueing - tag.Processing;
        return new(latency, tag.Propagation, tag.Transmission, tag.Queueing, tag.Processing, timer);
    }

    /// <summary>The operations on the path, the last one first.</summary>
    public static OperationPath Operations(in MeasurementTag tag) => new(tag.Operations);
}

/// <summary>The operations on a critical path and their times, the last one first.</summary>
public readonly struct OperationPath : IEnumerable<(string Operation, SimTime Time)>
{
    private readonly OperationShare? _last;

    internal OperationPath(OperationShare? last) => _last = last;

    /// <summary>Goes through them and allocates nothing.</summary>
    public Enumerator GetEnumerator() => new(_last);

    IEnumerator<(string Operation, SimTime Time)> IEnumerable<(string Operation, SimTime Time)>.GetEnumerator()
    {
        for (OperationShare? share = _last; share is { IsStart: false }; share = share.Before)
        {
            yield return (share.Operation, share.Time);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() =>
        ((IEnumerable<(string Operation, SimTime Time)>)this).GetEnumerator();

    /// <summary>Where it is on the path.</summary>
    public struct Enumerator
    {
        private OperationShare? _next;

        internal Enumerator(OperationShare? last) => _next = last;

        /// <summary>The operation.</summary>
        public (string Operation, SimTime Time) Current { get; private set; }

        /// <summary>Goes on to the operation before; false if there is none.</summary>
        public bool MoveNext()
        {
            if (_next is not { IsStart: false } share)
            {
                return false;
            }

            Current = (share.Operation, share.Time);
            _next = share.Before;
            return true;
        }
    }
}
