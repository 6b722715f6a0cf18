using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// What TLS 1.3 costs either end (RFC 8446 §2): a handshake on P-256 with a certificate of ECDSA, and AES-GCM for each
/// message.
/// </summary>
internal sealed class TlsCosts(Processor processor)
{
    /// <summary>Octets of a record around a message: header, type, code (RFC 8446 §5.2).</summary>
    public const int RecordOverhead = 5 + 1 + 16;

    private readonly OperationId _generate = processor.Find(Operations.EcdhP256Generate.Name);
    private readonly OperationId _agree = processor.Find(Operations.EcdhP256Agree.Name);
    private readonly OperationId _sign = processor.Find(Operations.EcdsaP256Sign.Name);
    private readonly OperationId _verify = processor.Find(Operations.EcdsaP256Verify.Name);
    private readonly OperationId _seal = processor.Find(Operations.AeadAesGcm.Name);

    /// <summary>Operations that both ends may execute.</summary>
    public static IReadOnlyList<Operation> OperationList { get; } =
    [
        Operations.EcdhP256Generate, Operations.EcdhP256Agree, Operations.EcdsaP256Sign, Operations.EcdsaP256Verify,
        Operations.AeadAesGcm,
    ];

    /// <summary>A client checks the server's signature and its certificate.</summary>
    public Work OfClient() => Work.Of(_generate).And(_agree).And(_verify).And(_verify);

    /// <summary>A server signs.</summary>
    public Work OfServer() => Work.Of(_generate).And(_agree).And(_sign);

    /// <summary>Seal or open a message, besides what is done anyway.</summary>
    public Work OfMessage(in Work work, int octets) => work.And(_seal, octets);
}
