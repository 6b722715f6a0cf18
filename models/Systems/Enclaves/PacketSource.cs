using System;
using System.Linq;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>An SA of a group of clients: the client that has it, and its number there.</summary>
internal readonly record struct SaOwner(int Client, int Sa);

/// <summary>Packets of a group of clients: over which SA each goes is drawn, or read from a trace.</summary>
internal sealed class PacketSource : IArrivalTarget
{
    private readonly SaOwner[] _owners;
    private readonly Action<SaOwner, int> _send;
    private readonly RandomStream _random;
    private readonly RandomStream _sizes;
    private readonly Sampler _size;
    private readonly Sampler? _popularity;
    private readonly int[] _trace = [];
    private readonly double _stay; // probability that a train goes on
    private int _next;
    private int _current = -1;

    /// <summary>Packets of a group.</summary>
    /// <param name="run">The replication.</param>
    /// <param name="group">The group.</param>
    /// <param name="owners">The SAs of the group.</param>
    /// <param name="send">Sends so many octets over an SA.</param>
    public PacketSource(SystemRun run, NodeGroup group, SaOwner[] owners, Action<SaOwner, int> send)
    {
        (_owners, _send) = (owners, send);
        _random = run.Simulation.Random($"{group.Name}/popularity");
        _sizes = run.Simulation.Random($"{group.Name}/size");
        Settings settings = group.Settings;
        _size = new Sampler(settings.Distribution(EnclavesKeys.Size));
        _stay = 1.0 - (1.0 / settings.Number(EnclavesKeys.Train));
        if (settings.TextOf(EnclavesKeys.Popularity) != EnclavesKeys.Uniform)
        {
            Distribution distribution = settings.Distribution(EnclavesKeys.Popularity);
            _popularity = new Sampler(distribution);
            _trace = settings.Flag(EnclavesKeys.InOrder)
                ? [.. distribution.Samples.Select(sample => (int)(sample.Whole % int.MaxValue))]
                : [];
        }
    }

    /// <inheritdoc/>
    public bool TryStartNext()
    {
        Send(NextSa());
        return true;
    }

    /// <inheritdoc/>
    public void Start(int member) => Send(member % _owners.Length);

    private void Send(int number)
    {
        _send(_owners[number], (int)_size.NextWhole(_sizes));
    }

    private int NextSa()
    {
        if (_current < 0 || _stay == 0.0 || !_random.Chance(_stay))
        {
            _current = Draw();
        }

        return _current;
    }

    // Numbers beyond the SAs that there are begin again.
    private int Draw()
    {
        if (_trace.Length > 0)
        {
            int number = _trace[_next];
            _next = (_next + 1) % _trace.Length;
            return Math.Max(0, number - 1) % _owners.Length;
        }

        return _popularity is null
            ? _random.Below(_owners.Length)
            : (int)(Math.Max(0, _popularity.NextWhole(_random) - 1) % _owners.Length);
    }
}
