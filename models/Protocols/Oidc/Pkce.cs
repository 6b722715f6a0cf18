using System;
using System.Security.Cryptography;
using System.Text;
using Simulator.Protocols.Json;

namespace Simulator.Protocols.Oidc;

/// <summary>Proof key for code exchange with S256, the only method accepted (RFC 7636 §4).</summary>
public static class Pkce
{
    /// <summary>code_challenge_method.</summary>
    public const string Method = "S256";

    private const int VerifierMin = 43, VerifierMax = 128;

    /// <summary>code_challenge of a verifier.</summary>
    /// <param name="verifier">43 to 128 characters.</param>
    public static string ChallengeOf(string verifier)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(verifier), hash);
        return Base64UrlText.Encode(hash);
    }

    /// <summary>True if the verifier has the form of §4.1 and the challenge is its own.</summary>
    /// <param name="verifier">What the client shows.</param>
    /// <param name="challenge">What it had announced.</param>
    public static bool Matches(string verifier, string challenge) =>
        verifier.Length is >= VerifierMin and <= VerifierMax && IsUnreserved(verifier)
        && ChallengeOf(verifier) == challenge;

    private static bool IsUnreserved(string verifier)
    {
        foreach (char character in verifier)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_' or '~'))
            {
                return false;
            }
        }

        return true;
    }
}
