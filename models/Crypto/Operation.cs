using System;

namespace Simulator.Crypto;

/// <summary>Something a processor does that a device profile prices: a fixed cost,
/// and for some a cost per octet.</summary>
/// <remarks>
/// The simulator really executes it, but charges the profile's time for it, never the time of the machine it runs on.
/// </remarks>
public sealed class Operation
{
    /// <summary>Defines an operation; roles define theirs besides those of <see cref="Operations"/>.</summary>
    /// <param name="name">Lower-case words with digits and hyphens, joined by dots.</param>
    /// <param name="meaning">What one execution is, in one sentence.</param>
    /// <param name="perOctet">True if its cost has a part per octet.</param>
    public Operation(string name, string meaning, bool perOctet = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(meaning);
        Name = IsName(name) ? name : throw new ArgumentException("not the name of an operation", nameof(name));
        Meaning = meaning;
        PerOctet = perOctet;
    }

    /// <summary>The name in profiles and scenarios, such as <c>mac.aes-cmac</c>.</summary>
    public string Name { get; }

    /// <summary>What one execution is.</summary>
    public string Meaning { get; }

    /// <summary>True if a profile gives a cost per octet beside the fixed one.</summary>
    public bool PerOctet { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        char before = '.';
        foreach (char c in name)
        {
            bool separator = c is '.' or '-';
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && !(separator && before is not ('.' or '-')))
            {
                return false;
            }

            before = c;
        }

        return before is not ('.' or '-');
    }
}
