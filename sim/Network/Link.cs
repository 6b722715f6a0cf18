using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>A link between two nodes: two directions, up or down together.</summary>
public sealed class Link
{
    private string? _id;

    internal Link(
        string linkClass, LinkType type, (Node First, Node Second) ends, LinkOptions up, LinkOptions down, int index)
    {
        Class = linkClass;
        Type = type;
        Index = index;
        First = new NetworkInterface(ends.First, this, ends.Second);
        Second = new NetworkInterface(ends.Second, this, ends.First);
        First.Connect(new LinkDirection(First, Second, up), Second);
        Second.Connect(new LinkDirection(Second, First, down), First);
    }

    /// <summary>As in <c>s1:enb/0-mme/0</c>.</summary>
    public string Id => _id ??= $"{Class}:{First.Node.Id}-{Second.Node.Id}";

    /// <summary>Its class, as in <c>s1</c>.</summary>
    public string Class { get; }

    /// <summary>What its packets are.</summary>
    public LinkType Type { get; }

    /// <summary>Number in the order of declaration.</summary>
    public int Index { get; }

    /// <summary>Interface of the node named first.</summary>
    public NetworkInterface First { get; }

    /// <summary>Interface of the node named second.</summary>
    public NetworkInterface Second { get; }

    /// <summary>From the first node to the second.</summary>
    public LinkDirection Up => First.Outgoing;

    /// <summary>From the second node to the first.</summary>
    public LinkDirection Down => Second.Outgoing;

    /// <summary>True unless it was taken down.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>The link goes down: what waits for it and what is under way is lost.</summary>
    public void TakeDown()
    {
        if (IsUp)
        {
            IsUp = false;
            Up.Cut();
            Down.Cut();
        }
    }

    /// <summary>The link comes up again.</summary>
    public void BringUp() => IsUp = true;

    /// <summary>Takes the link down for a while.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="from">When it goes down, from now.</param>
    /// <param name="length">How long it is down.</param>
    public void ScheduleOutage(Simulation simulation, SimTime from, SimTime length)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        simulation.Schedule(from, new Outage(this, isStart: true));
        simulation.Schedule(from + length, new Outage(this, isStart: false));
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    private sealed class Outage(Link link, bool isStart) : Handler
    {
        protected override void Fire()
        {
            if (isStart)
            {
                link.TakeDown();
            }
            else
            {
                link.BringUp();
            }
        }
    }
}
