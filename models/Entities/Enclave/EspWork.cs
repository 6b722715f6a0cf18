using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Simulator.Entities;

/// <summary>What it costs a processor to protect a packet, or to open one.</summary>
internal readonly struct EspWork
{
    private readonly OperationId _aead, _cipher, _mac;
    private readonly bool _isCbc;

    /// <summary>The operations of a transform.</summary>
    /// <param name="costs">Costs of the processor.</param>
    /// <param name="transform">The transform.</param>
    public EspWork(CostTable costs, EspTransform transform)
    {
        _isCbc = transform.IsCbc;
        _aead = costs.Find(Operations.AeadAesGcm.Name);
        _cipher = costs.Find(Operations.CipherAesCbc.Name);
        _mac = costs.Find(Operations.MacHmacSha256.Name);
        IsFree = _isCbc
            ? costs.CostOf(_cipher).IsFree && costs.CostOf(_mac).IsFree
            : costs.CostOf(_aead).IsFree;
    }

    /// <summary>True if it costs nothing.</summary>
    public bool IsFree { get; }

    /// <summary>The work on a packet.</summary>
    /// <param name="octets">Octets that are protected.</param>
    public Work Of(int octets) => _isCbc ? Work.Of(_cipher, octets).And(_mac, octets) : Work.Of(_aead, octets);

    /// <summary>The work on a packet that is verified and not decrypted.</summary>
    /// <param name="octets">Octets that are protected.</param>
    public Work Verify(int octets) => Work.Of(_mac, octets);

    /// <summary>The work on a packet, after other work.</summary>
    /// <param name="before">The other work.</param>
    /// <param name="octets">Octets that are protected.</param>
    public Work After(in Work before, int octets) =>
        _isCbc ? before.And(_cipher, octets).And(_mac, octets) : before.And(_aead, octets);
}
