using System;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>What a server gives of the key of an SA, with its derivation information.</summary>
/// <param name="Keys">The key, those of both trees, or that for authentication alone.</param>
/// <param name="Information">The derivation information.</param>
internal readonly record struct GivenKey(SaKeys Keys, DerivationInformation Information)
{
    /// <summary>Its message, for a client.</summary>
    /// <param name="isSeparate">True if there are two trees.</param>
    public IkePayload ToPayload(bool isSeparate) => isSeparate
        ? EnclaveControl.NotifyOf(
            EnclaveControl.TwoKeysType, new TwoKeysNotify(Keys.Key, Keys.Authentication, Information))
        : EnclaveControl.NotifyOf(EnclaveControl.KeyType, new KeyNotify(Keys.Key, Information));

    /// <summary>Reads what a server has given.</summary>
    /// <param name="type">Type of the notification.</param>
    /// <param name="message">Its data.</param>
    /// <param name="isSeparate">True if there are two trees.</param>
    /// <param name="given">What was given.</param>
    /// <returns>False if it is no such message, or none of this hierarchy.</returns>
    public static bool TryRead(NotifyType type, ReadOnlySpan<byte> message, bool isSeparate, out GivenKey given)
    {
        given = default;
        if (isSeparate && type == EnclaveControl.TwoKeysType
            && TwoKeysNotify.TryDecode(message, out TwoKeysNotify two, out _))
        {
            given = new GivenKey(new SaKeys(two.Encryption, two.Authentication), two.Information);
            return true;
        }

        if (type == (isSeparate ? EnclaveControl.AuthenticationKeyType : EnclaveControl.KeyType)
            && KeyNotify.TryDecode(message, out KeyNotify one, out _))
        {
            given = new GivenKey(
                isSeparate ? new SaKeys(default, one.Key, VerifiesOnly: true) : new SaKeys(one.Key), one.Information);
            return true;
        }

        return false;
    }
}
