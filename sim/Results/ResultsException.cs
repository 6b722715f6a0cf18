using System;

namespace Simulator.Results;

/// <summary>A results folder cannot be used as it is; the text says why, for the user.</summary>
public sealed class ResultsException : Exception
{
    /// <summary>Something is wrong with a folder or file.</summary>
    public ResultsException()
    {
    }

    /// <summary>Something is wrong with a folder or file.</summary>
    /// <param name="message">What, and where.</param>
    public ResultsException(string message)
        : base(message)
    {
    }

    /// <summary>Something is wrong with a folder or file.</summary>
    /// <param name="message">What, and where.</param>
    /// <param name="innerException">What the system said.</param>
    public ResultsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
