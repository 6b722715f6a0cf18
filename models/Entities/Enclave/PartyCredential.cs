using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Work on a processor.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="Work">The work.</param>
public readonly record struct Effort(Processor Processor, Work Work);

/// <summary>What a party shows its key server.</summary>
public interface IPartyCredential
{
    /// <summary>What it costs the party to show it; null for nothing.</summary>
    Effort? Effort { get; }

    /// <summary>What goes into a request.</summary>
    /// <param name="request">The request without it.</param>
    KeyCredential Show(in KeyRequest request);
}

/// <summary>A token, the same in each request: whoever has it can show it.</summary>
/// <param name="token">The compact serialisation in ASCII.</param>
public sealed class TokenCredential(Octets token) : IPartyCredential
{
    /// <inheritdoc/>
    public Effort? Effort => null;

    /// <inheritdoc/>
    public KeyCredential Show(in KeyRequest request) => new(CredentialKind.Token, token);
}

/// <summary>A certificate, with which the party signs each request.</summary>
/// <param name="certificate">The certificate in DER.</param>
/// <param name="key">The party's key; null for whoever has the certificate alone.</param>
/// <param name="processor">The party's, which signs.</param>
public sealed class CertificateCredential(Octets certificate, EcdsaP256PrivateKey? key, Processor processor)
    : IPartyCredential
{
    private readonly Work _sign = Work.Of(processor.Find(Operations.EcdsaP256Sign.Name));

    /// <inheritdoc/>
    public Effort? Effort => key is null ? null : new Effort(processor, _sign);

    /// <inheritdoc/>
    public KeyCredential Show(in KeyRequest request)
    {
        var shown = new KeyCredential(CredentialKind.Certificate, certificate);
        if (key is null)
        {
            return shown;
        }

        Span<byte> proof = stackalloc byte[EcdsaP256PrivateKey.SignatureSize];
        key.Sign((request with { Credential = shown }).SignedOctets(), proof);
        return shown with { Proof = new Octets(proof) };
    }
}
