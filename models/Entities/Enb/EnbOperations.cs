using Simulator.Crypto;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What an eNB executes.</summary>
public sealed class EnbOperations
{
    /// <summary>Handling one message, both ways.</summary>
    public static Operation StepOperation { get; } = new(
        "enb.step", "Handle one message in an eNB: relay or answer it.");

    /// <summary>The operations of a processor.</summary>
    /// <param name="processor">The eNB's.</param>
    public EnbOperations(Processor processor)
    {
        System.ArgumentNullException.ThrowIfNull(processor);
        Step = processor.Find(StepOperation.Name);
        Kdf = processor.Find(Operations.KdfHmacSha256.Name);
    }

    /// <summary><c>enb.step</c>.</summary>
    public OperationId Step { get; }

    /// <summary><c>kdf.hmac-sha256</c>.</summary>
    public OperationId Kdf { get; }
}
