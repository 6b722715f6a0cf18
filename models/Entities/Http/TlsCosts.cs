using Simulator.Crypto;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// What a handshake of TLS 1.3 costs either end (RFC 8446 §2), on P-256 with a certificate of ECDSA. Sealing records is
/// below a microsecond and left out.
/// </summary>
internal sealed class TlsCosts(Processor processor)
{
    private readonly OperationId _generate = processor.Find(Operations.EcdhP256Generate.Name);
    private readonly OperationId _agree = processor.Find(Operations.EcdhP256Agree.Name);
    private readonly OperationId _sign = processor.Find(Operations.EcdsaP256Sign.Name);
    private readonly OperationId _verify = processor.Find(Operations.EcdsaP256Verify.Name);

    /// <summary>A client checks the server's signature and its certificate.</summary>
    public Work OfClient() => Work.Of(_generate).And(_agree).And(_verify).And(_verify);

    /// <summary>A server signs.</summary>
    public Work OfServer() => Work.Of(_generate).And(_agree).And(_sign);
}
