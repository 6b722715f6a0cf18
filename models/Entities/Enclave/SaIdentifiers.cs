using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>From what a server makes the identifier of an SA, of which its key is derived (432).</summary>
public enum SaIdentifierKind
{
    /// <summary>It is drawn.</summary>
    Random,

    /// <summary>The time in microseconds, or the next number where that was given already.</summary>
    TimeStamp,

    /// <summary>One more than the one before.</summary>
    Counter,
}

/// <summary>
/// Fresh identifiers of the SAs of a server. Time and counter are kept over a crash: an identifier that came again
/// would bring its key again.
/// </summary>
/// <param name="kind">From what they are made.</param>
/// <param name="random">Draws them.</param>
/// <param name="simulation">Has the time.</param>
public sealed class SaIdentifiers(SaIdentifierKind kind, RandomStream random, Simulation simulation)
{
    private const long Microsecond = 1_000_000; // picoseconds

    private ulong _given; // the last of them that was not drawn

    /// <summary>The next identifier; it may be taken, and is above those of key provisioning.</summary>
    public uint Next()
    {
        uint identifier;
        do
        {
            identifier = unchecked((uint)(kind == SaIdentifierKind.Random ? random.NextBits() : Following()));
        }
        while (identifier <= KeyPort.SpiMax);
        return identifier;
    }

    private ulong Following()
    {
        ulong time = (ulong)(simulation.Now.Picoseconds / Microsecond);
        _given = kind == SaIdentifierKind.TimeStamp && time > _given ? time : _given + 1;
        return KeyPort.SpiMax + _given;
    }
}
