using System;

namespace Simulator.Results;

/// <summary>A results folder cannot be used as it is; the text says why, for the user.</summary>
public class ResultsException : Exception
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

/// <summary>The folder of a study is open in another process.</summary>
public sealed class StudyBusyException : ResultsException
{
    /// <summary>A folder in use.</summary>
    public StudyBusyException()
    {
    }

    /// <summary>A folder in use.</summary>
    /// <param name="message">Which one.</param>
    public StudyBusyException(string message)
        : base(message)
    {
    }

    /// <summary>A folder in use.</summary>
    /// <param name="message">Which one.</param>
    /// <param name="innerException">What the system said.</param>
    public StudyBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
