using System;

namespace Simulator.Cli;

/// <summary>What the user gave cannot be used; the text says why. Nothing was run.</summary>
public sealed class BadInputException : Exception
{
    /// <summary>Bad input.</summary>
    public BadInputException()
    {
    }

    /// <summary>Bad input.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public BadInputException(string message)
        : base(message)
    {
    }

    /// <summary>Bad input.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
