using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// One direction of a link. When a packet is put on it, everything is decided at once: queue, loss, delay; the one
/// event that it costs is its arrival.
/// </summary>
public sealed class LinkDirection : Carrier
{
    private readonly Transmitter? _transmitter;
    private readonly LinkOptions _options;
    private readonly bool _isRegular; // nothing is drawn for a packet
    private MessageCounters? _messages;
    private Rarities? _rarities;
    private int _epoch; // number of breaks

    internal LinkDirection(NetworkInterface from, NetworkInterface to, LinkOptions options)
    {
        Invariant.Require(options.FindError() is null, "the options of a link were checked before");
        From = from;
        To = to;
        _options = options;
        _transmitter = options.Transmitter
            ?? (options.Rate.IsNone ? null : new Transmitter(Topology.PlanOf(options.Rate, options.Queue)));
        _isRegular = options.Delay.IsConstant && options is { Loss: 0, Duplication: 0, Reordering: 0 };
    }

    /// <summary>The link.</summary>
    public Link Link => From.Link;

    /// <summary><c>up</c> from the first named node to the second, otherwise <c>down</c>.</summary>
    public string Name => From == Link.First ? "up" : "down";

    /// <summary>The interface that sends.</summary>
    public NetworkInterface From { get; }

    /// <summary>The interface that receives.</summary>
    public NetworkInterface To { get; }

    /// <summary>The node that sends.</summary>
    public Node Sender => From.Node;

    /// <summary>The node that receives.</summary>
    public Node Receiver => To.Node;

    /// <summary>Largest IP packet in octets.</summary>
    public int Mtu => _options.Mtu;

    /// <summary>What transmits, or null without a rate.</summary>
    public Transmitter? Transmitter => _transmitter;

    /// <summary>What was put on it, by message. Directions of one class may be counted together.</summary>
    public MessageCounters Messages
    {
        get => _messages ??= new MessageCounters();
        set => _messages = value;
    }

    /// <summary>What was lost or dropped on it, by reason.</summary>
    public DropCounters Drops => Rare.Drops ??= new DropCounters();

    /// <summary>How many packets were lost or dropped on it.</summary>
    public long DropCount => _rarities?.Drops?.Total ?? 0;

    internal Topology Topology => From.Node.Topology;

    private Simulation Simulation => Topology.Simulation;

    private Rarities Rare => _rarities ??= new Rarities();

    /// <summary>The fault rules that may concern it; null if there are none.</summary>
    internal LinkFaults? Faults
    {
        get => _rarities?.Faults;
        set => Rare.Faults = value;
    }

    /// <summary>Puts a packet on the link, and gives it away.</summary>
    internal void Send(Packet packet)
    {
        if (Faults is { } faults)
        {
            faults.Send(packet);
        }
        else
        {
            Transmit(packet, default);
        }
    }

    /// <summary>As <see cref="Send"/>, with what a fault rule wants.</summary>
    internal void Transmit(Packet packet, in Treatment treatment)
    {
        SimTime now = Simulation.Now;
        MessageCount count = CountOffered(packet);
        SimTime start = now, departure = now;
        if (!Link.IsUp)
        {
            Drop(packet, DropReason.LinkDown, count);
            return;
        }

        if (_transmitter is not null
            && !_transmitter.TryAccept(now, packet.Size + _options.OverheadSize, out start, out departure))
        {
            Drop(packet, DropReason.QueueFull, count);
            return;
        }

        packet.Start = start;
        packet.Departure = departure;
        packet.Epoch = _epoch;
        Announce(packet, start);
        if (_isRegular && treatment.IsNone)
        {
            Deliver(packet, departure + _options.Delay.Constant, now);
        }
        else
        {
            DeliverIrregularly(packet, treatment, count, now);
        }
    }

    /// <summary>Counts a packet that was offered, and never left.</summary>
    internal void Refuse(Packet packet, DropReason reason)
    {
        Drop(packet, reason, CountOffered(packet));
    }

    /// <summary>The link goes down: everything on it and before it is lost.</summary>
    internal void Cut() => BreakOff(isCut: true);

    /// <summary>The sender crashes: what has not left it is lost.</summary>
    internal void Flush() => BreakOff(isCut: false);

    private MessageCount CountOffered(Packet packet)
    {
        MessageCount count = Messages.Of(packet.Label);
        count.Count++;
        count.Octets += packet.Size;
        return count;
    }

    private void BreakOff(bool isCut)
    {
        List<Break> breaks = Rare.Breaks ??= [];
        breaks.Add(new Break(Simulation.Now, isCut));
        _epoch = breaks.Count;
        Faults?.Flush(isCut ? DropReason.LinkDown : DropReason.NodeDown);
        if (_options.Transmitter is null)
        {
            _transmitter?.Flush(Simulation.Now);
        }
    }

    private void Announce(Packet packet, SimTime start)
    {
        bool isFirst = !packet.IsRecorded;
        if (isFirst)
        {
            packet.IsRecorded = true;
            packet.FrameId = Topology.NextFrameId();
        }

        foreach (ITap tap in Topology.Taps)
        {
            tap.Sent(this, packet, start, isFirst);
        }
    }

    private void Deliver(Packet packet, SimTime arrival, SimTime now)
    {
        if (packet.Tag.IsActive)
        {
            packet.AddLinkTime(now, arrival);
        }

        packet.Carrier = this;
        Simulation.Schedule(arrival - now, packet, Priority.Delivery);
    }

    private void DeliverIrregularly(Packet packet, in Treatment treatment, MessageCount count, SimTime now)
    {
        // each draw is made for each packet, whatever the others gave, so that streams stay in step
        Rarities state = Rare;
        bool isLost = Happens(_options.Loss, ref state.Losses, "loss");
        bool isDuplicated = Happens(_options.Duplication, ref state.Duplications, "duplication");
        bool isReordered = Happens(_options.Reordering, ref state.Reorderings, "reordering");
        SimTime arrival = packet.Departure + Draw(_options.Delay, ref state.Delays, "delay") + treatment.ExtraDelay;
        if (treatment.Drop is { } reason)
        {
            Lose(packet, reason, count);
            return;
        }

        if (isLost)
        {
            Lose(packet, DropReason.Loss, count);
            return;
        }

        if (isReordered)
        {
            arrival += Draw(_options.ReorderingDelay, ref state.Reorderings, "reordering");
        }
        else if (!treatment.BreaksOrder)
        {
            arrival = SimTime.Latest(arrival, state.LastArrival);
            state.LastArrival = arrival;
        }

        Packet? copy = isDuplicated || treatment.IsDuplicated ? packet.Copy() : null;
        Deliver(packet, arrival, now);
        if (copy is not null)
        {
            copy.TakeTimes(packet);
            Deliver(copy, arrival, now);
        }
    }

    private bool Happens(double probability, ref RandomStream? stream, string purpose) =>
        probability > 0 && Stream(ref stream, purpose).Chance(probability);

    private SimTime Draw(in Duration duration, ref RandomStream? stream, string purpose) =>
        duration.IsConstant ? duration.Constant : duration.Next(Stream(ref stream, purpose));

    private RandomStream Stream(ref RandomStream? stream, string purpose) =>
        stream ??= Simulation.Random($"link/{Link.Id}/{Name}/{purpose}");

    internal override void Arrive(Packet packet)
    {
        if (packet.Epoch != _epoch && IsBroken(packet))
        {
            return;
        }

        if (!Receiver.IsUp)
        {
            Drop(packet, DropReason.NodeDown, Messages.Of(packet.Label));
            return;
        }

        foreach (ITap tap in Receiver.Topology.Taps)
        {
            tap.Delivered(this, packet, Simulation.Now);
        }

        To.Receive(packet);
    }

    // Link or sender went down after this packet was put on the link.
    private bool IsBroken(Packet packet)
    {
        for (int index = packet.Epoch; index < _epoch; index++)
        {
            (SimTime time, bool isCut) = _rarities!.Breaks![index];
            if (isCut || packet.Departure > time)
            {
                BreakPacket(packet, isCut ? DropReason.LinkDown : DropReason.NodeDown, hasLeft: packet.Start < time);
                return true;
            }
        }

        return false;
    }

    private void BreakPacket(Packet packet, DropReason reason, bool hasLeft)
    {
        if (hasLeft)
        {
            Lose(packet, reason, Messages.Of(packet.Label));
            return;
        }

        foreach (ITap tap in Topology.Taps)
        {
            tap.Withdrawn(this, packet);
        }

        Drop(packet, reason, Messages.Of(packet.Label));
    }

    private void Lose(Packet packet, DropReason reason, MessageCount count)
    {
        count.Lost++;
        Discard(packet, reason);
    }

    private void Drop(Packet packet, DropReason reason, MessageCount count)
    {
        count.Dropped++;
        Discard(packet, reason);
    }

    private void Discard(Packet packet, DropReason reason)
    {
        Drops.Count(reason);
        foreach (ITap tap in Topology.Taps)
        {
            tap.Dropped(this, Receiver, packet, reason, Simulation.Now);
        }

        packet.Release();
    }

    private readonly record struct Break(SimTime Time, bool IsCut);

    // What most directions never need.
    private sealed class Rarities
    {
        public List<Break>? Breaks; // when link or sender went down
        public DropCounters? Drops;
        public LinkFaults? Faults;

        // what is drawn for packets, and the arrival that the next one does not overtake
        public RandomStream? Delays;
        public RandomStream? Losses;
        public RandomStream? Duplications;
        public RandomStream? Reorderings;
        public SimTime LastArrival;
    }
}

/// <summary>What a fault rule does to one packet on a link. The default does nothing.</summary>
/// <param name="Drop">Lose it, for this reason.</param>
/// <param name="ExtraDelay">Delay it further.</param>
/// <param name="BreaksOrder">It waits for nobody, and nobody for it.</param>
/// <param name="IsDuplicated">It arrives twice.</param>
internal readonly record struct Treatment(
    DropReason? Drop = null, SimTime ExtraDelay = default, bool BreaksOrder = false, bool IsDuplicated = false)
{
    /// <summary>True for the default.</summary>
    public bool IsNone => Drop is null && ExtraDelay == SimTime.Zero && !BreaksOrder && !IsDuplicated;
}
