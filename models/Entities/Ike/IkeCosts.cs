using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>The groups that a key exchange may be in.</summary>
internal static class IkeGroups
{
    /// <summary>The group of a number; null if it is none of ours.</summary>
    public static IKeyAgreement? Find(DhGroup number) => number switch
    {
        DhGroup.Modp1024 => ModpGroup.Modp1024,
        DhGroup.Modp2048 => ModpGroup.Modp2048,
        DhGroup.P256 => P256Group.Instance,
        DhGroup.Curve25519 => Curve25519Group.Instance,
        _ => null,
    };
}

/// <summary>What messages cost an endpoint: operations of its processor.</summary>
internal sealed class IkeCosts(Processor processor)
{
    private const int CookieInputSize = 64; // nonce, address, SPI and secret, about

    private readonly OperationId _prf = processor.Find(Operations.KdfHmacSha256.Name);

    /// <summary>A message without cryptography.</summary>
    public Work Step { get; } = Work.Of(processor.Find(IkeEndpoint.Step.Name));

    /// <summary>What an endpoint with these algorithms may execute.</summary>
    public static IReadOnlyList<Operation> Of(IEnumerable<IkeSuite> suites, IEnumerable<EspSuite> childSuites)
    {
        var operations = new List<Operation>
        {
            IkeEndpoint.Step, Operations.KdfHmacSha256, Operations.MacHmacSha256,
        };
        foreach (IkeSuite suite in suites)
        {
            Add(operations, suite.Cipher.IsAead ? Operations.AeadAesGcm : Operations.CipherAesCbc);
            AddGroup(operations, suite.Group);
        }

        foreach (EspSuite suite in childSuites)
        {
            AddGroup(operations, suite.Group);
        }

        return operations;
    }

    /// <summary>A key pair more.</summary>
    public Work AndGenerate(in Work work, DhGroup group) =>
        IkeGroups.Find(group) is { } known ? work.And(processor.Find(known.Generate.Name)) : work;

    /// <summary>A shared secret more.</summary>
    public Work AndAgree(in Work work, DhGroup group) =>
        IkeGroups.Find(group) is { } known ? work.And(processor.Find(known.Agree.Name)) : work;

    /// <summary>Executions of the PRF more.</summary>
    public Work AndPrf(in Work work, int times) => times == 0 ? work : work.And(_prf, 0, times);

    /// <summary>A cookie more is made or checked.</summary>
    public Work AndCookie(in Work work) =>
        work.And(processor.Find(Operations.MacHmacSha256.Name), CookieInputSize);

    /// <summary>A message more is protected or opened.</summary>
    public Work AndMessage(in Work work, CipherSuite cipher, int octets) => cipher.IsAead
        ? work.And(processor.Find(Operations.AeadAesGcm.Name), octets)
        : AndCheck(work, octets).And(processor.Find(Operations.CipherAesCbc.Name), octets);

    /// <summary>The code of a message more is checked, and found wrong.</summary>
    public Work AndCheck(in Work work, int octets) =>
        work.And(processor.Find(Operations.MacHmacSha256.Name), octets);

    private static void AddGroup(List<Operation> operations, DhGroup group)
    {
        if (IkeGroups.Find(group) is { } known)
        {
            Add(operations, known.Generate);
            Add(operations, known.Agree);
        }
    }

    private static void Add(List<Operation> operations, Operation operation)
    {
        if (!operations.Contains(operation))
        {
            operations.Add(operation);
        }
    }
}
