using Simulator.Crypto;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>This end's part of a key exchange.</summary>
internal sealed class KeyPair
{
    private readonly IKeyAgreement _agreement;
    private readonly byte[] _exponent;

    private KeyPair(DhGroup group, IKeyAgreement agreement, byte[] exponent)
    {
        Group = group;
        _agreement = agreement;
        _exponent = exponent;
        byte[] value = new byte[agreement.PublicSize];
        agreement.WritePublic(exponent, value);
        Payload = new KeyExchangePayload(group, new Octets(value));
    }

    /// <summary>The group.</summary>
    public DhGroup Group { get; }

    /// <summary>KE.</summary>
    public KeyExchangePayload Payload { get; }

    /// <summary>A new pair in one of our groups.</summary>
    public static KeyPair Make(DhGroup group, Kernel.RandomStream exponents)
    {
        IKeyAgreement? agreement = IkeGroups.Find(group);
        Kernel.Invariant.Require(agreement is not null, "a suite has one of our groups");
        byte[] exponent = new byte[agreement!.PrivateSize];
        exponents.Fill(exponent);
        return new(group, agreement, exponent);
    }

    /// <summary>The secret shared with a peer; false if its value is none of the group.</summary>
    public bool TryAgree(in KeyExchangePayload peer, out byte[] secret)
    {
        secret = new byte[_agreement.SecretSize];
        return peer.Group == Group && _agreement.TryAgree(_exponent, peer.Value.Span, secret);
    }
}
