using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>What a server does against invalid flags on data packets of one SA (830).</summary>
public enum CounterMeasure
{
    /// <summary>They are counted (454).</summary>
    None,

    /// <summary>All flags on the SA are ignored for a time: a flood costs it nothing, and nobody is given its key.
    /// </summary>
    Ignore,

    /// <summary>The SA ends, and the end that has begun it sets another one up when it needs it.</summary>
    EndSa,
}

/// <summary>Counts invalid flags on each SA of a server, and says when there are too many.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="flagMax">Invalid flags on one SA, no valid one between them, that are too many.</param>
/// <param name="span">How long the flags of an SA are ignored.</param>
internal sealed class FlagGuard(Simulation simulation, int flagMax, SimTime span)
{
    private readonly Dictionary<uint, int> _invalid = [];     // by SPI of packets to the server
    private readonly Dictionary<uint, SimTime> _ignored = []; // until when

    /// <summary>True if the flags of an SA are ignored now.</summary>
    public bool Ignores(uint spi)
    {
        bool isIgnored = _ignored.TryGetValue(spi, out SimTime until) && simulation.Now < until;
        if (!isIgnored)
        {
            _ignored.Remove(spi);
        }

        return isIgnored;
    }

    /// <summary>An invalid flag has come.</summary>
    /// <returns>True if it is one too many; from then on they are counted anew.</returns>
    public bool IsTooMany(uint spi)
    {
        int count = _invalid.GetValueOrDefault(spi) + 1;
        bool isTooMany = count >= flagMax;
        _invalid[spi] = isTooMany ? 0 : count;
        return isTooMany;
    }

    /// <summary>A valid flag has come.</summary>
    public void Forgive(uint spi) => _invalid.Remove(spi);

    /// <summary>The flags of an SA are ignored for a time.</summary>
    public void Ignore(uint spi) => _ignored[spi] = simulation.Now + span;

    /// <summary>An SA has taken the place of another.</summary>
    public void Replace(uint old, uint replacement)
    {
        if (_ignored.TryGetValue(old, out SimTime until))
        {
            _ignored[replacement] = until;
        }
    }

    /// <summary>An SA is over.</summary>
    public void Remove(uint spi)
    {
        _invalid.Remove(spi);
        _ignored.Remove(spi);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _invalid.Clear();
        _ignored.Clear();
    }
}
