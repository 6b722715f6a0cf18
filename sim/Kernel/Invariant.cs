using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>A claim of our own code did not hold: a defect of the simulator, never of a scenario or a peer.</summary>
public sealed class InvariantException : Exception
{
    /// <summary>A broken claim.</summary>
    public InvariantException()
    {
    }

    /// <summary>A broken claim.</summary>
    /// <param name="message">The claim.</param>
    public InvariantException(string message)
        : base(message)
    {
    }

    /// <summary>A broken claim.</summary>
    /// <param name="message">The claim.</param>
    /// <param name="innerException">What broke it.</param>
    public InvariantException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Claims that are checked in every build.</summary>
public static class Invariant
{
    /// <summary>Stops the run if the claim does not hold.</summary>
    /// <param name="holds">The claim.</param>
    /// <param name="claim">Its text; by default the expression.</param>
    /// <exception cref="InvariantException">The claim does not hold.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(
        [DoesNotReturnIf(false)] bool holds,
        [CallerArgumentExpression(nameof(holds))] string claim = "")
    {
        if (!holds)
        {
            Fail(claim);
        }
    }

    [DoesNotReturn]
    private static void Fail(string claim) => throw new InvariantException(claim);
}
