using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>One who sends: a member of a group, with what sends so many octets.</summary>
/// <param name="Member">The member.</param>
/// <param name="Send">Sends so many octets.</param>
internal readonly record struct DrawnSender(int Member, Action<int> Send);

/// <summary>Packets of a group: who sends is drawn each time.</summary>
internal sealed class DrawnSource : IArrivalTarget
{
    private readonly List<DrawnSender> _senders;
    private readonly RandomStream _random;
    private readonly RandomStream _sizes;
    private readonly Sampler _size;

    /// <summary>Packets of a group.</summary>
    /// <param name="run">The replication.</param>
    /// <param name="group">The group.</param>
    /// <param name="senders">Who sends.</param>
    public DrawnSource(SystemRun run, NodeGroup group, List<DrawnSender> senders)
    {
        _senders = senders;
        _random = run.Simulation.Random($"{group.Name}/sender");
        _sizes = run.Simulation.Random($"{group.Name}/size");
        _size = new Sampler(group.Settings.Distribution(EnclavesKeys.Size));
    }

    /// <inheritdoc/>
    public bool TryStartNext()
    {
        if (_senders.Count == 0)
        {
            return false;
        }

        Send(_senders[_random.Below(_senders.Count)]);
        return true;
    }

    /// <inheritdoc/>
    public void Start(int member)
    {
        foreach (DrawnSender sender in _senders)
        {
            if (sender.Member == member)
            {
                Send(sender);
            }
        }
    }

    private void Send(in DrawnSender sender) => sender.Send((int)_size.NextWhole(_sizes));
}
