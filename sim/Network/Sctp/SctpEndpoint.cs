using System.Collections.Generic;
using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// SCTP at one port of a node: it opens associations and accepts them. A crash of the node, or <see cref="Close"/>,
/// ends
/// it; after a restart the role opens another.
/// </summary>
public sealed class SctpEndpoint
{
    private readonly SctpStack _stack;
    private readonly RandomStream _random;
    private readonly List<SctpAssociation> _associations = [];

    internal SctpEndpoint(SctpStack stack, ushort port, SctpOptions options)
    {
        _stack = stack;
        Port = port;
        Options = options;
        _random = stack.Node.Simulation.Random(
            string.Create(CultureInfo.InvariantCulture, $"{stack.Node.Id}/sctp/{port}"));
        Accepted = new Mailbox<SctpAssociation>(stack.Node.Simulation, options.BacklogMax);
    }

    /// <summary>The node.</summary>
    public Node Node => _stack.Node;

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>Its parameters.</summary>
    public SctpOptions Options { get; }

    /// <summary>Associations that were opened from outside and are up, and that nobody has accepted.</summary>
    public Mailbox<SctpAssociation> Accepted { get; }

    /// <summary>Associations that are up, coming up or going down, in the order in which they were made.</summary>
    public IReadOnlyList<SctpAssociation> Associations => _associations;

    /// <summary>True after <see cref="Close"/> or a crash of the node.</summary>
    public bool IsClosed { get; private set; }

    internal bool IsFull => _associations.Count >= Options.AssociationsMax;

    internal bool IsBacklogFull => Accepted.ReceiverCount == 0 && Accepted.Count >= Accepted.Capacity;

    /// <summary>The next association that was opened from outside.</summary>
    public Receive<SctpAssociation> Accept() => Accepted.Receive();

    /// <summary>The next association that was opened from outside, if there is one within a time.</summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<SctpAssociation> Accept(SimTime limit) => Accepted.Receive(limit);

    /// <summary>Opens an association and waits until it is up or has failed (§5.1).</summary>
    /// <param name="address">The peer's address.</param>
    /// <param name="port">The peer's port.</param>
    public async Process<SctpConnectResult> Connect(IpAddress address, ushort port)
    {
        var remote = new IpEndpoint(address, port);
        if (IsClosed || !Node.Ip.TryGetSource(address, out IpAddress source))
        {
            return new(null, IsClosed ? SctpEndReason.EndpointGone : SctpEndReason.NoAddress, SctpCause.None);
        }

        var local = new IpEndpoint(source, Port);
        if (IsFull || port == 0 || _stack.Find(local, remote) is not null)
        {
            return new(null, SctpEndReason.Refused, SctpCause.None);
        }

        SctpAssociation association = Add(local, remote);
        SctpEndReason failure = await association.StartSetup();
        return failure == SctpEndReason.None
            ? new(association, failure, SctpCause.None)
            : new(null, failure, association.EndCause);
    }

    /// <summary>Aborts the associations and frees the port.</summary>
    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            while (_associations.Count > 0)
            {
                _associations[^1].Abort();
            }

            _stack.Forget(this);
        }
    }

    /// <summary>A tag: random, not zero (§5.3.1).</summary>
    internal uint DrawTag()
    {
        uint tag;
        do
        {
            tag = DrawTsn();
        }
        while (tag == 0);
        return tag;
    }

    /// <summary>A first TSN.</summary>
    internal uint DrawTsn() => unchecked((uint)(_random.NextBits() >> 32));

    /// <summary>Uniform in [-1/2, 1/2): the jitter of heartbeats (§8.3).</summary>
    internal double DrawJitter() => _random.Uniform() - 0.5;

    internal SctpAssociation Add(in IpEndpoint local, in IpEndpoint remote)
    {
        var association = new SctpAssociation(_stack, this, local, remote);
        _associations.Add(association);
        _stack.Add(association);
        return association;
    }

    internal void Remove(SctpAssociation association)
    {
        _associations.Remove(association);
        _stack.Remove(association);
    }

    internal void Crash()
    {
        IsClosed = true;
        while (_associations.Count > 0)
        {
            _associations[^1].Crash();
        }

        Accepted.Clear();
    }
}
