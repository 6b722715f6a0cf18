using System;

namespace Simulator.Crypto;

/// <summary>A Diffie-Hellman group: octets of a private value in, public value and shared secret out.</summary>
public interface IKeyAgreement
{
    /// <summary>Octets of a private value as it is drawn.</summary>
    int PrivateSize { get; }

    /// <summary>Octets of a public value on the wire.</summary>
    int PublicSize { get; }

    /// <summary>Octets of a shared secret.</summary>
    int SecretSize { get; }

    /// <summary>What making a key pair costs.</summary>
    Operation Generate { get; }

    /// <summary>What computing a secret costs.</summary>
    Operation Agree { get; }

    /// <summary>Computes the public value of a private one.</summary>
    /// <param name="privateValue">Octets drawn at random.</param>
    /// <param name="publicValue">Receives exactly <see cref="PublicSize"/> octets.</param>
    void WritePublic(ReadOnlySpan<byte> privateValue, Span<byte> publicValue);

    /// <summary>Computes the secret shared with a peer.</summary>
    /// <param name="privateValue">Octets drawn at random.</param>
    /// <param name="peerValue">What the peer has sent.</param>
    /// <param name="secret">Receives exactly <see cref="SecretSize"/> octets.</param>
    /// <returns>False if the peer's value is not one of the group, or gives a secret that everybody knows.</returns>
    bool TryAgree(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerValue, Span<byte> secret);
}
