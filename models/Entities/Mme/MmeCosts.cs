using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What messages cost an MME: operations of its processor.</summary>
internal sealed class MmeCosts
{
    private const int AlgorithmCount = 4;
    private readonly OperationId _kdf;
    private readonly OperationId?[] _integrity = new OperationId?[AlgorithmCount];
    private readonly OperationId?[] _ciphering = new OperationId?[AlgorithmCount];

    public MmeCosts(Processor processor, MmeOptions options)
    {
        Step = Work.Of(processor.Find(Mme.Step.Name));
        _kdf = processor.Find(Operations.KdfHmacSha256.Name);
        foreach (IntegrityAlgorithm algorithm in options.Integrity)
        {
            _integrity[(int)algorithm] = Find(processor, Operations.Of(algorithm));
        }

        foreach (CipheringAlgorithm algorithm in options.Ciphering)
        {
            _ciphering[(int)algorithm] = Find(processor, Operations.Of(algorithm));
        }
    }

    /// <summary>A message without cryptography.</summary>
    public Work Step { get; }

    /// <summary>What an MME with these options may execute.</summary>
    public static IReadOnlyList<Operation> Of(MmeOptions options)
    {
        var operations = new List<Operation> { Mme.Step, Operations.KdfHmacSha256 };
        foreach (IntegrityAlgorithm algorithm in options.Integrity)
        {
            Add(operations, Operations.Of(algorithm));
        }

        foreach (CipheringAlgorithm algorithm in options.Ciphering)
        {
            Add(operations, Operations.Of(algorithm));
        }

        return operations;
    }

    /// <summary>One key more is derived.</summary>
    public Work AndKey(in Work work) => work.And(_kdf);

    /// <summary>One message more is checked or protected.</summary>
    /// <param name="work">What it adds to.</param>
    /// <param name="context">The context.</param>
    /// <param name="type">How the message is protected.</param>
    /// <param name="octets">Octets of the protected message.</param>
    public Work AndMessage(in Work work, NasSecurityContext context, SecurityHeaderType type, int octets)
    {
        Work more = work.And(_integrity[(int)context.Integrity], octets);
        bool isCiphered =
            type is SecurityHeaderType.IntegrityCiphered or SecurityHeaderType.IntegrityCipheredNewContext;
        return isCiphered ? more.And(_ciphering[(int)context.Ciphering], octets) : more;
    }

    /// <summary>The MAC of a message is checked that is not ciphered.</summary>
    public Work AndCheck(in Work work, IntegrityAlgorithm integrity, int octets) =>
        work.And(_integrity[(int)integrity], octets);

    /// <summary>The keys of a new context are derived, and its SECURITY MODE COMMAND is protected.</summary>
    public Work AndSecurityMode(in Work work, IntegrityAlgorithm integrity, int octets) =>
        AndKey(AndKey(work)).And(_integrity[(int)integrity], octets);

    private static OperationId? Find(Processor processor, Operation? operation) =>
        operation is null ? null : processor.Find(operation.Name);

    private static void Add(List<Operation> operations, Operation? operation)
    {
        if (operation is not null && !operations.Contains(operation))
        {
            operations.Add(operation);
        }
    }
}
