using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>ID tokens and keys as they pass in a run, read by another implementation: Python's PyJWT.</summary>
public sealed class TokenTests
{
    // The simulated time is not Python's: exp is compared with the time of the token by hand.
    private const string Verifier = """
        import json, sys, jwt
        asked = json.load(sys.stdin)
        keys = jwt.PyJWKSet.from_dict(json.loads(asked["keys"]))
        for token in asked["tokens"]:
            header = jwt.get_unverified_header(token)
            key = next(key for key in keys.keys if key.key_id == header["kid"])
            try:
                claims = jwt.decode(token, key.key, algorithms=[asked["algorithm"]], audience=asked["audience"],
                    issuer=asked["issuer"], options={"verify_exp": False, "verify_iat": False, "verify_nbf": False,
                    "require": ["iss", "sub", "aud", "exp", "iat", "nonce"]})
                print(header["alg"], claims["sub"], claims["exp"] - claims["iat"])
            except jwt.InvalidTokenError as error:
                print(type(error).__name__)
        """;

    [TestCase("es256", "ES256")]
    [TestCase("rs256", "RS256")]
    public void Another_implementation_verifies_every_token_by_the_keys_that_were_published(
        string signature, string algorithm)
    {
        (string keys, string[] tokens) = Collect(signature);
        Assert.That(tokens, Has.Length.EqualTo(30));
        string[] verified = Verify(keys, tokens, algorithm, "cloud-0.example", "http://proxy-0.example");
        Assert.That(verified, Is.EquivalentTo(
            Enumerable.Range(0, 30).Select(number => $"{algorithm} 00101{number:D10} 60")));
    }

    [TestCase("es256", "ES256")]
    [TestCase("rs256", "RS256")]
    public void It_refuses_them_changed_and_for_others(string signature, string algorithm)
    {
        (string keys, string[] tokens) = Collect(signature);
        string token = tokens[0], payload = token.Split('.')[1];
        string forged = token.Replace(payload, tokens[1].Split('.')[1], StringComparison.Ordinal);
        Assert.That(
            Verify(keys, [forged], algorithm, "cloud-0.example", "http://proxy-0.example"),
            Is.EqualTo((string[])["InvalidSignatureError"]));
        Assert.That(
            Verify(keys, [token], algorithm, "cloud-1.example", "http://proxy-0.example"),
            Is.EqualTo((string[])["InvalidAudienceError"]));
        Assert.That(
            Verify(keys, [token], algorithm, "cloud-0.example", "http://proxy-1.example"),
            Is.EqualTo((string[])["InvalidIssuerError"]));
    }

    private static (string Keys, string[] Tokens) Collect(string signature)
    {
        string text = KeysSeen.Text
            .Replace("proxy: {", $"proxy: {{ signature: {signature},", StringComparison.Ordinal);
        var tap = new BodyTap();
        var run = new SystemRun(Inline.Load(text).Points[0].Scenario, 0, tap);
        run.Run();
        string keys = tap.Bodies.Where(body => body.Label == FederationLabels.Keys.Text)
            .Select(body => body.Body).Distinct().Single(); // asked for again until the first answer has come
        return (keys, [
            .. tap.Bodies.Where(body => body.Label == FederationLabels.PostCallback.Text)
                .Select(body => body.Body.Split('&')[0]["id_token=".Length..]),
        ]);
    }

    private static string[] Verify(string keys, string[] tokens, string algorithm, string audience, string issuer)
    {
        string asked = JsonSerializer.Serialize(new { keys, tokens, algorithm, audience, issuer });

        // the modules are those of the system's Python
        var start = new ProcessStartInfo("sh", ["-c", "PATH=/usr/bin:$PATH exec python3 -c \"$0\"", Verifier])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Write(asked);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd(), complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "`./simulate test` installs python3-jwt: " + complaints);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Keeps what follows the empty line of each message of HTTP.</summary>
    private sealed class BodyTap : ITap
    {
        public List<(string Label, string Body)> Bodies { get; } = [];

        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            ReadOnlySpan<byte> octets = packet.Octets;
            int at = octets.IndexOf("\r\n\r\n"u8);
            if (isFirst && at >= 0 && packet.Label.Protocol == HttpLabels.Protocol)
            {
                Bodies.Add((packet.Label.Text, Encoding.ASCII.GetString(octets[(at + 4)..])));
            }
        }

        public void Delivered(LinkDirection direction, Packet packet, SimTime time)
        {
        }

        public void Withdrawn(LinkDirection direction, Packet packet)
        {
        }

        public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
        {
        }
    }
}

/// <summary>The shipped scenario keys-seen as one of a test.</summary>
internal static class KeysSeen
{
    public static string Text => File.ReadAllText(Path.Combine(Checkout.Scenarios, "federation", "keys-seen.yaml"))
        .Replace("scenario: keys-seen", "scenario: inline", StringComparison.Ordinal);
}
