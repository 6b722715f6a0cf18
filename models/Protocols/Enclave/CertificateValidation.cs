using System;
using System.Text;
using Simulator.Crypto;
using Simulator.Protocols.Wire;
using Simulator.Protocols.X509;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// Validates certificates of parties (RFC 5280 §6.1.3) and the proof that comes with them, in two steps, of which the
/// second one costs a verification or two. Nothing is taken from a certificate before its signature holds.
/// </summary>
public static class CertificateValidation
{
    /// <summary>What can be said without a signature verified.</summary>
    /// <param name="credential">The certificate, and the proof.</param>
    /// <param name="key">The key of the organisation.</param>
    /// <param name="expected">What the certificate must say.</param>
    /// <param name="certificate">The certificate.</param>
    public static CredentialVerdict Read(
        in KeyCredential credential, EcdsaP256PublicKey key, in CredentialExpectation expected,
        out Certificate certificate) =>
        !Certificate.TryDecode(credential.Octets.Span, out certificate, out _) ? CredentialVerdict.Malformed
        : TextOf(certificate.Issuer) != expected.Issuer ? CredentialVerdict.WrongIssuer
        : certificate.AuthorityKeyId != Certificate.KeyIdOf(key) ? CredentialVerdict.UnknownKey
        : CredentialVerdict.Accepted;

    /// <summary>Verifies the signature, what the certificate says, and that its key has signed the request.</summary>
    /// <param name="certificate">A certificate that the first step has accepted.</param>
    /// <param name="request">The request with which it came.</param>
    /// <param name="key">The key of the organisation.</param>
    /// <param name="expected">What the certificate must say.</param>
    /// <param name="grant">What the party may have.</param>
    public static CredentialVerdict Verify(
        in Certificate certificate, in KeyRequest request, EcdsaP256PublicKey key, in CredentialExpectation expected,
        out KeyGrant grant)
    {
        grant = default;
        return !certificate.IsSignedBy(key) ? CredentialVerdict.WrongSignature
            : !GrantExtension.TryDecode(certificate.Extension.Span, out grant) ? CredentialVerdict.Malformed
            : TextOf(certificate.Subject) != expected.Subject ? CredentialVerdict.OtherParty
            : certificate.NotAfter < expected.Now ? CredentialVerdict.Expired
            : certificate.NotBefore > expected.Now ? CredentialVerdict.NotYetValid
            : request.Credential.Proof.IsEmpty ? CredentialVerdict.NoProof
            : !IsProven(certificate, request) ? CredentialVerdict.WrongProof
            : CredentialVerdict.Accepted;
    }

    private static bool IsProven(in Certificate certificate, in KeyRequest request)
    {
        ReadOnlySpan<byte> point = certificate.PublicKey.Span;
        int half = EcdsaP256PrivateKey.ScalarSize;
        return EcdsaP256PublicKey.TryCreate(point[..half], point[half..], out EcdsaP256PublicKey? key)
            && key.Verify(request.SignedOctets(), request.Credential.Proof.Span);
    }

    private static string TextOf(in Octets name) => Encoding.UTF8.GetString(name.Span);
}
