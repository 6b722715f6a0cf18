using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What a UE executes, as operations of one cost table.</summary>
internal sealed class UeCosts
{
    private const int AlgorithmCount = 4; // EEA0 to EEA3, EIA0 to EIA3

    private readonly OperationId?[] _ciphering = new OperationId?[AlgorithmCount];
    private readonly OperationId?[] _integrity = new OperationId?[AlgorithmCount];

    public UeCosts(CostTable table, UeNetworkCapability capability)
    {
        Table = table;
        Step = table.Find(Ue.Step.Name);
        Kdf = table.Find(Operations.KdfHmacSha256.Name);
        Hash = table.TryFind(Operations.HashSha256.Name, out OperationId hash) ? hash : null;
        for (int algorithm = 0; algorithm < AlgorithmCount; algorithm++)
        {
            _ciphering[algorithm] = Find(CipheringOf(capability, algorithm));
            _integrity[algorithm] = Find(IntegrityOf(capability, algorithm));
        }
    }

    /// <summary>The cost table.</summary>
    public CostTable Table { get; }

    /// <summary>Reading, deciding and answering: once a message.</summary>
    public OperationId Step { get; }

    /// <summary>One derived key.</summary>
    public OperationId Kdf { get; }

    /// <summary>One hash of a message; null where no network sends a HASH_MME.</summary>
    public OperationId? Hash { get; }

    /// <summary>What ciphering a message costs; null for EEA0.</summary>
    public OperationId? Of(CipheringAlgorithm algorithm) => _ciphering[(int)algorithm];

    /// <summary>What a MAC costs.</summary>
    public OperationId? Of(IntegrityAlgorithm algorithm) => _integrity[(int)algorithm];

    /// <summary>Operations that a UE with these algorithms may execute on its processor.</summary>
    public static IReadOnlyList<Operation> OperationsOf(UeNetworkCapability capability)
    {
        List<Operation> operations = [Ue.Step, Operations.HashSha256, Operations.KdfHmacSha256];
        for (int algorithm = 0; algorithm < AlgorithmCount; algorithm++)
        {
            operations.AddRange(CipheringOf(capability, algorithm) is { } cipher ? [cipher] : []);
            operations.AddRange(IntegrityOf(capability, algorithm) is { } mac ? [mac] : []);
        }

        return operations;
    }

    private static Operation? CipheringOf(UeNetworkCapability capability, int algorithm) =>
        capability.Supports((CipheringAlgorithm)algorithm) ? Operations.Of((CipheringAlgorithm)algorithm) : null;

    private static Operation? IntegrityOf(UeNetworkCapability capability, int algorithm) =>
        capability.Supports((IntegrityAlgorithm)algorithm) ? Operations.Of((IntegrityAlgorithm)algorithm) : null;

    private OperationId? Find(Operation? operation) => operation is null ? null : Table.Find(operation.Name);
}
