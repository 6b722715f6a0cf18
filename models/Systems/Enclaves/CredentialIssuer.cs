using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;
using X509 = Simulator.Protocols.X509.Certificate;

namespace Simulator.Systems;

/// <summary>Who gives parties what they show their key servers: the organisation, and whoever pretends to be it.
/// </summary>
internal sealed class CredentialIssuer(SystemRun run)
{
    private const string Organisation = "organisation", KeyId = "organisation-1", Elsewhere = "elsewhere";

    private readonly EcdsaP256PrivateKey _key = KeyOf(run, Organisation), _otherKey = KeyOf(run, Elsewhere);

    private ulong _serial; // of the certificate before

    /// <summary>What verifies tokens of the organisation.</summary>
    public JsonWebKey TokenKey => new(KeyId, _key.PublicKey);

    /// <summary>What verifies certificates of the organisation.</summary>
    public EcdsaP256PublicKey CertificateKey => _key.PublicKey;

    /// <summary>Who issues what a key server takes, and for whom.</summary>
    public static CredentialNames NamesFor(string keyServer, IReadOnlyDictionary<IpAddress, string> parties) =>
        new(Organisation, keyServer, parties);

    /// <summary>A token.</summary>
    /// <param name="party">Name of the party that shows it.</param>
    /// <param name="keyServer">Name of its key server.</param>
    /// <param name="grant">What the party may have.</param>
    /// <param name="state">What is wrong with it.</param>
    /// <returns>The token; null if there is none.</returns>
    public TokenCredential? Token(string party, string keyServer, KeyGrant grant, CredentialState state)
    {
        SimTime now = run.Simulation.Now;
        var right = new KeyToken(
            Organisation, party, keyServer, PartyClock.SecondsAfter(now, Lifetime), PartyClock.SecondsAt(now), grant);
        string? text = state switch
        {
            CredentialState.Good or CredentialState.Withdrawn => Sign(right),
            CredentialState.Malformed => Cut(Sign(right)),
            CredentialState.Unsigned => WithHeader("none", right) + ".",
            CredentialState.OtherAlgorithm => Confuse(right),
            CredentialState.Forged => Sign(right, _otherKey),
            CredentialState.OtherIssuer => Sign(right with { Issuer = Elsewhere }),
            CredentialState.OtherAudience => Sign(right with { Audience = Elsewhere }),
            CredentialState.OtherParty => Sign(right with { Subject = OtherThan(party) }),
            CredentialState.Expired => Sign(right with { ExpiresAt = right.IssuedAt }),
            _ => null,
        };
        return text is null ? null : new TokenCredential(OctetsOf(text));
    }

    /// <summary>A certificate, and what signs requests with it.</summary>
    /// <param name="party">Name of the party that shows it.</param>
    /// <param name="grant">What the party may have.</param>
    /// <param name="state">What is wrong with it.</param>
    /// <param name="processor">The party's.</param>
    /// <returns>The certificate; null if there is none.</returns>
    public CertificateCredential? Certificate(
        string party, KeyGrant grant, CredentialState state, Processor processor)
    {
        EcdsaP256PrivateKey own = KeyOf(run, party);
        X509 right = CertificateFor(party, own.PublicKey, grant);
        Octets? octets = state switch
        {
            CredentialState.Good or CredentialState.Withdrawn or CredentialState.NoProof or CredentialState.OtherKey =>
                OctetsOf(right.SignedBy(_key)),
            CredentialState.Malformed => Cut(OctetsOf(right.SignedBy(_key))),
            CredentialState.Forged => OctetsOf(
                right.SignedBy(_otherKey) with { AuthorityKeyId = X509.KeyIdOf(_key.PublicKey) }),
            CredentialState.OtherIssuer => OctetsOf((right with { Issuer = OctetsOf(Elsewhere) }).SignedBy(_otherKey)),
            CredentialState.OtherParty => OctetsOf(
                (right with { Subject = OctetsOf(OtherThan(party)) }).SignedBy(_key)),
            CredentialState.Expired => OctetsOf(
                (right with { NotBefore = right.NotBefore - 1, NotAfter = right.NotBefore - 1 }).SignedBy(_key)),
            _ => null,
        };
        EcdsaP256PrivateKey? signing = state switch
        {
            CredentialState.NoProof => null,
            CredentialState.OtherKey => _otherKey,
            _ => own,
        };
        return octets is { } shown ? new CertificateCredential(shown, signing, processor) : null;
    }

    private X509 CertificateFor(string party, EcdsaP256PublicKey key, KeyGrant grant)
    {
        SimTime now = run.Simulation.Now;
        return new X509(
            ++_serial,
            OctetsOf(Organisation),
            PartyClock.SecondsAt(now),
            PartyClock.SecondsAfter(now, Lifetime) - 1, // the last second that counts
            OctetsOf(party),
            new Octets([.. key.X, .. key.Y]),
            default,
            GrantExtension.Encode(grant),
            default);
    }

    private static Octets OctetsOf(string text) => new(Encoding.ASCII.GetBytes(text));

    private static Octets OctetsOf(in X509 certificate)
    {
        byte[] octets = new byte[certificate.EncodedSize];
        certificate.Encode(octets);
        return new Octets(octets);
    }

    // A server that there is, whose token has been stolen.
    private string OtherThan(string party)
    {
        string server = run.Scenario.GroupsOf(EnclavesDescription.ServerRole).First().Member(0).ToString();
        return server == party ? Elsewhere : server;
    }

    private SimTime Lifetime => run.Scenario.Options.Time(EnclavesKeys.Lifetime);

    private string Sign(KeyToken token) => Sign(token, _key);

    private static string Sign(KeyToken token, EcdsaP256PrivateKey key) =>
        new JwsSigner(KeyId, key).Sign(token.Encode(), KeyToken.Type);

    private static Octets Cut(in Octets certificate) => new(certificate.Span[..^1]);

    // Without the signature and the point before it.
    private static string Cut(string token) => token[..token.LastIndexOf('.')];

    private static string WithHeader(string algorithm, KeyToken token)
    {
        string header = $$"""{"alg":"{{algorithm}}","typ":"{{KeyToken.Type}}","kid":"{{KeyId}}"}""";
        return Base64UrlText.Encode(Encoding.ASCII.GetBytes(header)) + "." + Base64UrlText.Encode(token.Encode().Span);
    }

    // What everybody may know, taken for a secret that both share (RFC 8725 §2.1).
    private string Confuse(KeyToken token)
    {
        string input = WithHeader("HS256", token);
        byte[] code = new byte[Key256.Size];
        HmacSha256.WriteWhole([.. _key.PublicKey.X, .. _key.PublicKey.Y], Encoding.ASCII.GetBytes(input), code);
        return input + "." + Base64UrlText.Encode(code);
    }

    private static EcdsaP256PrivateKey KeyOf(SystemRun run, string name)
    {
        // a number below the order of the curve: all but one in 2^32 are
        Span<byte> scalar = stackalloc byte[EcdsaP256PrivateKey.ScalarSize];
        run.Simulation.Random($"{name}/signing-key").Fill(scalar);
        scalar[0] &= 0x7F;
        return new EcdsaP256PrivateKey(scalar);
    }
}
