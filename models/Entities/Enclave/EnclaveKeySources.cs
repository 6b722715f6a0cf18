using System;
using Simulator.Crypto;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// Where a key server has its keys from if no organisation key stands over all pairs (Fig. 2B): the key of its enclave
/// with itself from one source (250), those of its pairs with others from another one (258), both in one ring.
/// </summary>
/// <param name="enclave">Its enclave.</param>
/// <param name="own">Gets the key of the enclave with itself.</param>
/// <param name="pairs">Gets the keys of its pairs with others.</param>
public sealed class EnclaveKeySources(ushort enclave, IPairKeySource own, IPairKeySource pairs) : IPairKeySource
{
    /// <inheritdoc/>
    public KeyRing Ring => pairs.Ring;

    /// <inheritdoc/>
    public int Epoch => pairs.Epoch;

    /// <inheritdoc/>
    public KeysProvisioned? Provisioned
    {
        get => pairs.Provisioned;
        set => (own.Provisioned, pairs.Provisioned) = (value, value);
    }

    /// <inheritdoc/>
    public void Require(ushort peer)
    {
        var path = new EnclavePath(new EnclavePair(enclave, enclave), 0, 0);
        if ((peer == 0 || peer == enclave) && !Ring.TryGet(Epoch, 1, path, out _, Ring.Hierarchy.Uses[^1]))
        {
            own.Require(enclave);
        }

        if (peer != enclave)
        {
            pairs.Require(peer);
        }
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag) =>
        own.TryTake(from, message, tag) || pairs.TryTake(from, message, tag);
}
