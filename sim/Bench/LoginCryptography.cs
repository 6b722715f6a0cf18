using System;
using System.Text;
using Simulator.Crypto;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>The cryptography of one login by a provider's token on all its parties, and nothing else.</summary>
internal static class LoginCryptography
{
    private const int SignedSize = 330; // octets of header and claims of an ID token, as both-ways signs them

    private static readonly byte[] Plmn = [0x00, 0xF1, 0x10];

    /// <summary>Does it again and again.</summary>
    public static long Repeat(int count)
    {
        Span<byte> scalar = stackalloc byte[EcdsaP256PrivateKey.ScalarSize];
        scalar.Fill(0x5A);
        var key = new EcdsaP256PrivateKey(scalar);
        UInt128 sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum ^= Authenticate((UInt128)index);
            Sign(key, index);
        }

        Invariant.Require(sum != 0, "the result is used");
        return count;
    }

    // HSS: a vector and KASME; USIM: the answer; MME: NAS keys, and the MAC of the SECURITY MODE COMMAND
    private static UInt128 Authenticate(UInt128 k)
    {
        SqnScheme scheme = SqnScheme.NotTimeBased;
        var auc = new Milenage(k, ~k);
        scheme.TryNext(default, 0, out Sqn sqn);
        AuthenticationVector vector = Aka.CreateVector(ref auc, k * 7, sqn, Amf.Eps);
        EpsAuthenticationVector eps = vector.ToEps(Plmn);
        var card = new Milenage(k, ~k);
        var array = new SqnArray(scheme);
        ChallengeVerdict verdict =
            Aka.Authenticate(ref card, array, vector.Rand, vector.Autn, out AkaKeys _, out _);
        Invariant.Require(verdict == ChallengeVerdict.Accepted, "the card accepts");
        (UInt128 integrity, UInt128 encryption) =
            EpsKeys.Nas(eps.Kasme, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0);
        Span<byte> command = stackalloc byte[8];
        command.Clear();
        return integrity ^ encryption
            ^ Eia.Compute(IntegrityAlgorithm.Eia2, integrity, 0, 0, Direction.Downlink, command);
    }

    // provider: a signature; relying party: its verification
    private static void Sign(EcdsaP256PrivateKey key, int index)
    {
        Span<byte> token = stackalloc byte[SignedSize];
        token.Fill((byte)'A');
        Encoding.ASCII.GetBytes(index.ToString("D9", System.Globalization.CultureInfo.InvariantCulture), token);
        Span<byte> signature = stackalloc byte[EcdsaP256PrivateKey.SignatureSize];
        key.Sign(token, signature);
        Invariant.Require(key.PublicKey.Verify(token, signature), "what was signed verifies");
    }
}
