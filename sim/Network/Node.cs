using System;
using System.Collections.Generic;
using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Is told when a node crashes and when it comes back: a role forgets its state and starts anew.</summary>
public interface INodeObserver
{
    /// <summary>The node has crashed: queues, sockets, transports' and processors' states are gone already.</summary>
    void Crashed(Node node);

    /// <summary>The node has come up again, empty.</summary>
    void Restarted(Node node);
}

/// <summary>Cause of the interrupt that the processes of a node get when it crashes.</summary>
/// <param name="Node">The node.</param>
public sealed record NodeCrash(Node Node);

/// <summary>
/// A machine: its interfaces, its IP layer, its processors, and the processes that run on it. A crash loses all of
/// this but the configuration: addresses, routes, hooks and registered transports.
/// </summary>
public sealed class Node
{
    private readonly Topology _topology;
    private NetworkInterface? _firstInterface; // the only one of a terminal, which so needs no array
    private NetworkInterface[] _furtherInterfaces = [];
    private string? _id; // made when it is asked for: nobody asks a hundred thousand terminals
    private INodeObserver? _firstObserver; // the only one of a terminal
    private INodeObserver[] _furtherObservers = [];
    private Processor? _firstProcessor; // of those linked in the order in which they were added
    private IpStack? _ip;
    private DropCounters? _drops;
    private Process[] _processes = [];
    private int _processCount;

    internal Node(Topology topology, string group, int indexInGroup, int index)
    {
        _topology = topology;
        Group = group;
        IndexInGroup = indexInGroup;
        Index = index;
    }

    /// <summary>As in <c>mme/0</c>.</summary>
    public string Id => _id ??= IdOf(Group, IndexInGroup);

    /// <summary>Its group, as in <c>mme</c>.</summary>
    public string Group { get; }

    /// <summary>Number among the nodes of its group.</summary>
    internal int IndexInGroup { get; }

    /// <summary>Number in the order of declaration, over all groups.</summary>
    public int Index { get; }

    /// <summary>The network that it is in.</summary>
    public Topology Topology => _topology;

    /// <summary>The simulation.</summary>
    public Simulation Simulation => _topology.Simulation;

    /// <summary>Its interfaces, in the order of declaration of their links.</summary>
    public InterfaceList Interfaces => new(this);

    /// <summary>Its IP layer.</summary>
    public IpStack Ip => _ip ??= new IpStack(_topology, this);

    /// <summary>Its processors, in the order in which they were added.</summary>
    public IReadOnlyList<Processor> Processors
    {
        get
        {
            var processors = new List<Processor>();
            for (Processor? each = _firstProcessor; each is not null; each = each.NextOfNode)
            {
                processors.Add(each);
            }

            return processors;
        }
    }

    /// <summary>What the node has dropped, by reason; drops on links are counted there.</summary>
    public DropCounters Drops => _drops ??= new DropCounters();

    /// <summary>False between a crash and the restart.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>
    /// How often it has crashed: a role that keeps something over a wait can see that it is another life.
    /// </summary>
    public int Incarnation { get; private set; }

    /// <summary>Adds a processor.</summary>
    /// <param name="name">Its name, as in <c>processor</c> or <c>card</c>; it also names the stream of drawn
    /// costs.</param>
    /// <param name="options">Cores and queue.</param>
    /// <param name="costs">What operations cost on it.</param>
    public Processor AddProcessor(string name, ProcessorOptions options, CostTable costs)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(costs);
        Processor? last = null;
        for (Processor? other = _firstProcessor; other is not null; other = other.NextOfNode)
        {
            Invariant.Require(other.Name != name, "processors of a node have different names");
            last = other;
        }

        var processor = new Processor(this, name, options, costs);
        if (last is null)
        {
            _firstProcessor = processor;
        }
        else
        {
            last.NextOfNode = processor;
        }

        return processor;
    }

    internal int InterfaceCount { get; private set; }

    /// <summary>Tells an observer of crashes and restarts, after those that are there.</summary>
    public void Observe(INodeObserver observer)
    {
        if (_firstObserver is null)
        {
            _firstObserver = observer;
        }
        else
        {
            _furtherObservers = [.. _furtherObservers, observer];
        }
    }

    /// <summary>The interface to a neighbour; the first declared if there are several.</summary>
    /// <param name="neighbour">The node at the other end.</param>
    public NetworkInterface InterfaceTo(Node neighbour)
    {
        for (int index = 0; index < InterfaceCount; index++)
        {
            if (InterfaceAt(index).Neighbour == neighbour)
            {
                return InterfaceAt(index);
            }
        }

        throw new ArgumentException($"{Id} has no link to {neighbour?.Id}", nameof(neighbour));
    }

    /// <summary>
    /// Lets a process run on its own as one of the node's: a crash interrupts it with cause <see cref="NodeCrash"/>,
    /// and
    /// it may let the exception pass.
    /// </summary>
    /// <param name="process">A process that was just called.</param>
    /// <returns>The process that guards it.</returns>
    public Process Start(Process process)
    {
        Process guard = Guard(process);
        if (!guard.IsCompleted)
        {
            Simulation.Start(guard);
            Remember(guard);
        }

        return guard;
    }

    /// <summary>
    /// The node crashes: it loses what waits to be sent, its sockets, associations and timers, the jobs of its
    /// processors
    /// and its processes. What has left is on its way.
    /// </summary>
    public void Crash()
    {
        if (!IsUp)
        {
            return;
        }

        IsUp = false;
        Incarnation++;
        InterruptProcesses();
        for (int index = 0; index < InterfaceCount; index++)
        {
            InterfaceAt(index).Outgoing.Flush();
        }

        for (Processor? each = _firstProcessor; each is not null; each = each.NextOfNode)
        {
            each.Crash();
        }

        _ip?.Crash();
        INodeObserver[] further = _furtherObservers; // those of this moment
        _firstObserver?.Crashed(this);
        foreach (INodeObserver observer in further)
        {
            observer.Crashed(this);
        }
    }

    /// <summary>The node comes up again; its roles start anew.</summary>
    public void Restart()
    {
        if (IsUp)
        {
            return;
        }

        IsUp = true;
        INodeObserver[] further = _furtherObservers; // those of this moment
        _firstObserver?.Restarted(this);
        foreach (INodeObserver observer in further)
        {
            observer.Restarted(this);
        }
    }

    /// <summary>Counts a packet as dropped by this node, and releases it.</summary>
    /// <param name="packet">The packet, given away.</param>
    /// <param name="reason">Why.</param>
    public void Drop(Packet packet, DropReason reason)
    {
        ArgumentNullException.ThrowIfNull(packet);
        Drops.Count(reason);
        foreach (ITap tap in _topology.Taps)
        {
            tap.Dropped(null, this, packet, reason, Simulation.Now);
        }

        packet.Release();
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    internal static string IdOf(string group, int index) => string.Create(
        CultureInfo.InvariantCulture, $"{group}/{index}");

    internal void Add(NetworkInterface added)
    {
        added.Index = InterfaceCount++;
        if (added.Index == 0)
        {
            _firstInterface = added;
            return;
        }

        if (added.Index > _furtherInterfaces.Length)
        {
            Array.Resize(ref _furtherInterfaces, 2 * added.Index);
        }

        _furtherInterfaces[added.Index - 1] = added;
    }

    internal NetworkInterface InterfaceAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, InterfaceCount);
        return index == 0 ? _firstInterface! : _furtherInterfaces[index - 1];
    }

    private static async Process Guard(Process process)
    {
        try
        {
            await process;
        }
        catch (InterruptException interrupt) when (interrupt.Cause is NodeCrash)
        {
            // it went down with its node
        }
    }

    // Those that have ended make room before the array grows; many a node has one process at a time.
    private void Remember(Process process)
    {
        if (_processCount == _processes.Length)
        {
            _processCount = MoveRunningToFront();
            if (2 * _processCount >= _processes.Length)
            {
                Array.Resize(ref _processes, Math.Max(1, 2 * _processCount));
            }
        }

        _processes[_processCount++] = process;
    }

    private int MoveRunningToFront()
    {
        int count = 0;
        foreach (Process each in _processes)
        {
            if (!each.IsCompleted)
            {
                _processes[count++] = each;
            }
        }

        return count;
    }

    private void InterruptProcesses()
    {
        var crash = new NodeCrash(this);
        foreach (Process process in _processes.AsSpan(0, _processCount))
        {
            process.Interrupt(crash);
        }

        (_processes, _processCount) = ([], 0);
    }
}
