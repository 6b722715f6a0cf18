using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The fault rules that may concern one direction of a link, in their order.</summary>
/// <param name="direction">The direction.</param>
/// <param name="faults">The rules.</param>
internal sealed class LinkFaults(LinkDirection direction, ActiveFault[] faults)
{
    private Packet? _held;
    private TimerHandle _release;

    /// <summary>Puts a packet on the link, as the first rule that matches wants it.</summary>
    public void Send(Packet packet)
    {
        Packet? overtaken = TakeHeld();
        Apply(Match(packet), packet);
        if (overtaken is not null)
        {
            direction.Transmit(overtaken, default);
        }
    }

    /// <summary>Link or sender went down: what is held back is lost.</summary>
    public void Flush(DropReason reason)
    {
        if (TakeHeld() is { } held)
        {
            direction.Refuse(held, reason);
        }
    }

    private ActiveFault? Match(Packet packet)
    {
        foreach (ActiveFault fault in faults)
        {
            if ((fault.Rule.Message is not { } message || packet.Label.Names(message)) && fault.TryApply())
            {
                return fault;
            }
        }

        return null;
    }

    private void Apply(ActiveFault? fault, Packet packet)
    {
        switch (fault?.Rule.What)
        {
            case FaultKind.Drop:
                direction.Transmit(packet, new Treatment(Drop: DropReason.Fault));
                break;
            case FaultKind.Partition:
                direction.Transmit(packet, new Treatment(Drop: DropReason.Partition));
                break;
            case FaultKind.Duplicate:
                direction.Transmit(packet, new Treatment(IsDuplicated: true));
                break;
            case FaultKind.Delay:
                direction.Transmit(packet, new Treatment(ExtraDelay: fault.DrawDelay(), BreaksOrder: true));
                break;
            case FaultKind.Corrupt:
                Corrupt(packet, fault);
                direction.Transmit(packet, default);
                break;
            case FaultKind.Replay:
                Replay(packet, fault);
                direction.Transmit(packet, default);
                break;
            case FaultKind.Reorder when _held is null:
                Hold(packet, fault);
                break;
            default:
                direction.Transmit(packet, default);
                break;
        }
    }

    private static void Corrupt(Packet packet, ActiveFault fault)
    {
        int bit = fault.Random.Below(Math.Max(1, packet.Size * 8));
        if (packet.Size > 0)
        {
            packet.Change()[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            packet.Fault = fault.Name;
        }
    }

    private void Replay(Packet packet, ActiveFault fault)
    {
        Packet copy = packet.Copy();
        copy.Change(); // a frame of its own
        copy.Fault = fault.Name;
        direction.Topology.Simulation.Schedule(fault.DrawDelay(), new Replayed(direction, copy), Priority.Delivery);
    }

    private void Hold(Packet packet, ActiveFault fault)
    {
        _held = packet;
        var release = new Release(this, direction);
        _release = direction.Topology.Simulation.Schedule(fault.DrawDelay(), release, Priority.Delivery);
    }

    private Packet? TakeHeld()
    {
        Packet? held = _held;
        if (held is not null)
        {
            _held = null;
            direction.Topology.Simulation.Cancel(_release);
        }

        return held;
    }

    private sealed class Replayed(LinkDirection direction, Packet copy) : Handler
    {
        protected override void Fire() => direction.Transmit(copy, default);
    }

    private sealed class Release(LinkFaults faults, LinkDirection direction) : Handler
    {
        protected override void Fire()
        {
            if (faults.TakeHeld() is { } held)
            {
                direction.Transmit(held, default);
            }
        }
    }
}
