namespace Simulator.Kernel;

/// <summary>What a process can await, alone or as an operand of <see cref="Simulation.AnyOf"/> and
/// <see cref="Simulation.AllOf"/>. Implemented by the kernel only.</summary>
public interface IWaitable
{
    /// <summary>True if awaiting goes on at once.</summary>
    bool IsCompleted { get; }

    /// <summary>The kernel's side of the contract.</summary>
    internal Simulation Simulation { get; }

    /// <summary>
    /// Starts the wait, right after <see cref="IsCompleted"/> was asked, whatever it said. Never resumes the waiter
    /// inline.
    /// </summary>
    internal void Bind(Waiter waiter);

    /// <summary>Throws if what was awaited failed; does not collect a result.</summary>
    internal void ThrowIfFailed();
}

/// <summary>What the compiler asks of an awaiter; only processes can await, so continuations are refused.</summary>
internal static class Continuation
{
    /// <summary>Refuses a continuation from outside a process.</summary>
    public static void Refuse() =>
        throw new System.NotSupportedException("only a method that returns Process or Process<T> can await this");
}
