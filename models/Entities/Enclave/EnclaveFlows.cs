using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// What a client's applications send to servers: each flow has an SA of its own, which comes up over IKE. Packets wait
/// for it; the first of them sets it up, unless the server does.
/// </summary>
public sealed class EnclaveFlows : IClientSas, INodeObserver
{
    private const int WaitingMax = 64; // ours: packets of a flow that wait for its SA

    private readonly Node _node;
    private readonly ISaClient _client;
    private readonly Func<IpAddress, SaCaller?> _callers;
    private readonly ReasonCounters<KeyExchangeEvent> _events;
    private readonly List<Flow> _flows = [];
    private readonly Dictionary<IpAddress, Server> _servers = [];

    /// <summary>A client's flows.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="client">The client, or a server that calls others.</param>
    /// <param name="callers">Sets SAs up with a server; null if servers do.</param>
    /// <param name="events">Counts what happens.</param>
    public EnclaveFlows(
        Node node,
        ISaClient client,
        Func<IpAddress, SaCaller?> callers,
        ReasonCounters<KeyExchangeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, _client, _callers, _events) = (node, client, callers, events);
        node.Observe(this);
    }

    /// <summary>A flow to a server.</summary>
    /// <param name="server">The server.</param>
    /// <returns>Its number.</returns>
    public int Add(IpAddress server)
    {
        if (!_servers.TryGetValue(server, out Server? known))
        {
            _servers.Add(server, known = new Server(_callers(server)));
        }

        var flow = new Flow(known);
        known.Flows.Add(flow);
        _flows.Add(flow);
        return _flows.Count - 1;
    }

    /// <summary>CLIENT -> SERVER  data, as soon as there is an SA.</summary>
    /// <param name="number">Number of the flow.</param>
    /// <param name="size">Octets of the datagram, its header included.</param>
    public void Send(int number, int size)
    {
        Flow flow = _flows[number];
        if (flow.Sa is { } sa)
        {
            _client.Emit(sa, size);
        }
        else
        {
            Wait(flow, new WaitingPacket(size, _node.Simulation.Now, _client.Start(), null));
        }
    }

    /// <summary>CLIENT -> SERVER  a packet of a host behind the client, as soon as there is an SA.</summary>
    /// <param name="number">Number of the flow.</param>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    public void Send(int number, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        Flow flow = _flows[number];
        if (flow.Sa is { } sa)
        {
            _client.Emit(sa, packet);
        }
        else
        {
            Wait(flow, new WaitingPacket(0, default, packet.Tag, packet));
        }
    }

    private void Wait(Flow flow, in WaitingPacket packet)
    {
        if (flow.Waiting.Count == WaitingMax)
        {
            Drop(packet);
            return;
        }

        flow.Waiting.Enqueue(packet);
        Server server = flow.Server;
        if (server.Caller is { } caller && !flow.IsCalled)
        {
            flow.IsCalled = true;
            server.Called.Enqueue(flow);
            if (server.Called.Count == 1 && server.Current is null)
            {
                _ = _node.Start(CallAll(server, caller));
            }
        }
    }

    /// <inheritdoc/>
    void IClientSas.Installed(ChildSa child, int sa)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (child.Replaced is null && _servers.TryGetValue(child.Peer, out Server? server)
            && (server.Current ?? server.Flows.Find(each => each.Sa is null)) is { } flow)
        {
            flow.Sa = sa;
            if (server.Current is null)
            {
                Flush(flow, default);
            }
        }
    }

    /// <inheritdoc/>
    void IClientSas.Replaced(int old, int replacement)
    {
        if (_flows.Find(each => each.Sa == old) is { } flow)
        {
            flow.Sa = replacement;
        }
    }

    /// <inheritdoc/>
    void IClientSas.Removed(int sa)
    {
        if (_flows.Find(each => each.Sa == sa) is { } flow)
        {
            flow.Sa = null;
        }
    }

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        foreach (Flow flow in _flows)
        {
            (flow.Sa, flow.IsCalled, flow.Server.Current) = (null, false, null);
            flow.Server.Called.Clear();
            while (flow.Waiting.TryDequeue(out WaitingPacket packet))
            {
                Release(packet, DropReason.NodeDown);
            }
        }
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // the next packet of each flow sets its SA up
    }

    private async Process CallAll(Server server, SaCaller caller)
    {
        while (server.Called.TryDequeue(out Flow? flow))
        {
            server.Current = flow;
            IkeOperation operation = await caller.Call(flow.Waiting.Peek().Tag, child => _client.Has(child.OwnSpi));
            server.Current = null;
            flow.IsCalled = false;
            if (flow.Sa is not null)
            {
                Flush(flow, operation.Tag);
            }

            while (flow.Waiting.TryDequeue(out WaitingPacket packet))
            {
                Drop(packet);
            }
        }
    }

    // The first packet has caused what was said since then.
    private void Flush(Flow flow, in MeasurementTag first)
    {
        bool isFirst = first.IsActive;
        while (flow.Waiting.TryDequeue(out WaitingPacket packet))
        {
            MeasurementTag tag = isFirst ? first : packet.Tag;
            isFirst = false;
            if (packet.Inner is { } inner)
            {
                inner.Tag = tag;
                _client.Emit(flow.Sa!.Value, inner);
            }
            else
            {
                _client.EmitLate(flow.Sa!.Value, packet.Size, packet.Start, tag);
            }
        }
    }

    private void Drop(in WaitingPacket packet)
    {
        _events.Count(KeyExchangeEvent.PacketDropped);
        Release(packet, DropReason.Role);
    }

    private void Release(in WaitingPacket packet, DropReason reason)
    {
        if (packet.Inner is { } inner)
        {
            _node.Drop(inner, reason);
        }
    }

    private readonly record struct WaitingPacket(int Size, SimTime Start, MeasurementTag Tag, Packet? Inner);

    private sealed class Flow(Server server)
    {
        public Server Server { get; } = server;

        public int? Sa { get; set; }

        public bool IsCalled { get; set; }

        public Queue<WaitingPacket> Waiting { get; } = new();
    }

    private sealed class Server(SaCaller? caller)
    {
        public SaCaller? Caller { get; } = caller;

        public List<Flow> Flows { get; } = [];

        public Queue<Flow> Called { get; } = new();

        public Flow? Current { get; set; }
    }
}
