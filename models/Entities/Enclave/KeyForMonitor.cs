using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A key for intermediates, as the message that carries it.</summary>
/// <param name="Contents">What the message is.</param>
/// <param name="Message">Its octets; those of a higher key are sealed already.</param>
/// <param name="Pair">The pair of enclaves whose tree an SA key is from.</param>
internal readonly record struct KeyForMonitor(SealedContents Contents, Octets Message, EnclavePair Pair)
{
    /// <summary>The key of an SA, from the tree.</summary>
    public static KeyForMonitor Of(in KeyNotify key) =>
        new(SealedContents.SaKey, OctetsOf(key), key.Information.Path.Pair);

    /// <summary>The keys of an SA whose client is unchanged.</summary>
    public static KeyForMonitor Of(in ExchangedKeys keys) =>
        new(SealedContents.ExchangedKeys, OctetsOf(keys), default);

    /// <summary>A higher key, which only the intermediate can read.</summary>
    public static KeyForMonitor Of(in SealedKey key) => new(SealedContents.HigherKey, OctetsOf(key), default);

    /// <summary>The payload that brings it to whoever may read it.</summary>
    public IkePayload ToPayload() => IkePayload.Of(PayloadType.Notify, new NotifyPayload(
        Contents switch
        {
            SealedContents.SaKey => EnclaveControl.KeyType,
            SealedContents.ExchangedKeys => EnclaveControl.ExchangedType,
            _ => EnclaveControl.SealedType,
        },
        Message));

    private static Octets OctetsOf<T>(in T message)
        where T : struct, IWireMessage<T>
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return new Octets(octets);
    }
}
