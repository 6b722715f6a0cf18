using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A key for intermediates, as the message that carries it.</summary>
/// <param name="Contents">What the message is.</param>
/// <param name="Message">Its octets; those of a higher key are sealed already.</param>
/// <param name="Pair">The pair of enclaves whose tree an SA key is from.</param>
/// <param name="Verifying">The message for one that may only verify; nothing if there is none.</param>
internal readonly record struct KeyForMonitor(
    SealedContents Contents, Octets Message, EnclavePair Pair, Octets Verifying = default)
{
    /// <summary>True for the key of an SA, from the tree.</summary>
    public bool IsOfTree => Contents is SealedContents.SaKey or SealedContents.TwoKeys;

    /// <summary>The key of an SA, from the tree or from both.</summary>
    public static KeyForMonitor Of(in GivenKey given, bool isSeparate) => isSeparate
        ? new(
            SealedContents.TwoKeys,
            OctetsOf(new TwoKeysNotify(given.Keys.Key, given.Keys.Authentication, given.Information)),
            given.Information.Path.Pair,
            OctetsOf(new KeyNotify(given.Keys.Authentication, given.Information)))
        : new(
            SealedContents.SaKey, OctetsOf(new KeyNotify(given.Keys.Key, given.Information)),
            given.Information.Path.Pair);

    /// <summary>What one may have that only verifies; null if that is nothing.</summary>
    public KeyForMonitor? ForVerifier() => Verifying.IsEmpty
        ? null
        : this with { Contents = SealedContents.AuthenticationKey, Message = Verifying };

    /// <summary>The keys of an SA whose client is unchanged.</summary>
    public static KeyForMonitor Of(in ExchangedKeys keys) =>
        new(SealedContents.ExchangedKeys, OctetsOf(keys), default);

    /// <summary>A higher key, which only the intermediate can read.</summary>
    public static KeyForMonitor Of(in SealedKey key) => new(SealedContents.HigherKey, OctetsOf(key), default);

    /// <summary>No key: word of a new organisation key.</summary>
    public static KeyForMonitor Of(in EpochNotify epoch) => new(SealedContents.Epoch, OctetsOf(epoch), default);

    /// <summary>The payload that brings it to whoever may read it.</summary>
    public IkePayload ToPayload() => IkePayload.Of(
        PayloadType.Notify, new NotifyPayload(EnclaveControl.TypeOf(Contents), Message));

    private static Octets OctetsOf<T>(in T message)
        where T : struct, IWireMessage<T>
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return new Octets(octets);
    }
}
