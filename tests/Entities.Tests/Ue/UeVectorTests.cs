using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>
/// The recorded exchange of TS 35.208 test set 1 through an attach (tests/Protocols.Tests/Nas/vectors): the network
/// sends the recorded octets, and the UE must answer bit for bit as recorded.
/// </summary>
public sealed class UeVectorTests
{
    private static readonly JsonElement Recorded = Load();

    [TestCase(CipheringAlgorithm.Eea0, "EEA0")]
    [TestCase(CipheringAlgorithm.Eea2, "EEA2")]
    public void The_ue_answers_as_recorded(CipheringAlgorithm ciphering, string name)
    {
        Span<byte> complete = stackalloc byte[8];
        ContextOf(ciphering, Direction.Uplink).TryProtect(
            SecurityHeaderType.IntegrityCipheredNewContext, default(SecurityModeComplete), complete, out _);
        Expect(complete.ToArray(), $"security_mode_complete (sht=4, {name}");
        UeNetwork network = Make(SqnScheme.NotTimeBased, (Number64("SQN") >> 5) - 1);
        network.Attach(async n =>
        {
            Expect(await n.ExpectAnything(), "attach_request");
            n.SendOctets(Octets("identity_request"));
            Expect(await n.ExpectAnything(), "identity_response");
            n.SendOctets(Octets("authentication_request"));
            Expect(await n.ExpectAnything(), "authentication_response");
            n.SendOctets(Octets($"security_mode_command ({name}/EIA2"));

            // the recorded one leaves out the IMEISV that the command asks for; above it is made of the same keys
            n.Context = ContextOf(ciphering, Direction.Downlink);
            SecurityModeComplete answer = await n.Expect<SecurityModeComplete>();
            Assert.That(answer.Imeisv, Is.Not.Null);
            n.SendOctets(Octets($"attach_accept (sht=2, {name}"));
            Expect(await n.ExpectAnything(), $"attach_complete (sht=2, {name}");
        });
        Assert.That(network.Ue.Kasme.ToString(), Is.EqualTo(Key("KASME")));
        Assert.That(network.Ue.AccessKeys!.Kenb.ToString(), Is.EqualTo(Key("KeNB_ulcount0")));
        Assert.That(network.Ue.Guti!.Value.MTmsi, Is.EqualTo(0xC0000001));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_card_that_is_ahead_answers_with_the_recorded_token()
    {
        // no index within SQN: the recorded SQN_MS is the highest number itself
        UeNetwork network = Make(new SqnScheme { IndBits = 0 }, Number64("SQN_MS_for_AUTS"));
        network.Attach(async n =>
        {
            Expect(await n.ExpectAnything(), "attach_request");
            n.SendOctets(Octets("authentication_request"));
            Expect(await n.ExpectAnything(), "authentication_failure cause 21");
            n.SendOctets(Octets("authentication_reject"));
            await n.Pause(1);
        });
        Assert.That(network.Outcomes(AttachOutcome.SynchFailure), Is.EqualTo(1));
    }

    [Test]
    public void Another_key_answers_with_the_recorded_mac_failure()
    {
        UeNetwork network = Make(SqnScheme.NotTimeBased, 0, wrongK: 1);
        network.Attach(async n =>
        {
            Expect(await n.ExpectAnything(), "attach_request");
            n.SendOctets(Octets("authentication_request"));
            Expect(await n.ExpectAnything(), "authentication_failure cause 20");
            n.SendOctets(Octets("attach_reject cause 3"));
            await n.Pause(1);
        });
        Assert.That(network.Outcomes(AttachOutcome.IllegalUe), Is.EqualTo(1));
    }

    [Test]
    public void A_forged_command_is_answered_with_the_recorded_reject()
    {
        UeNetwork network = Make(SqnScheme.NotTimeBased, (Number64("SQN") >> 5) - 1);
        network.Attach(async n =>
        {
            Expect(await n.ExpectAnything(), "attach_request");
            n.SendOctets(Octets("authentication_request"));
            Expect(await n.ExpectAnything(), "authentication_response");
            byte[] forged = Octets("security_mode_command (EEA0/EIA2");
            forged[^1] = 0xC0;
            n.SendOctets(forged);
            Expect(await n.ExpectAnything(), "security_mode_reject");
            n.SendOctets(Octets("attach_reject cause 3"));
            await n.Pause(1);
        });
        Assert.That(network.Refusals(UeRefusal.WrongMac), Is.EqualTo(1));
    }

    private static NasSecurityContext ContextOf(CipheringAlgorithm ciphering, Direction sending) =>
        NasSecurityContext.FromKasme(
            Key256.Read(Convert.FromHexString(Key("KASME"))),
            new KeySetId(0),
            sending,
            IntegrityAlgorithm.Eia2,
            ciphering);

    private static UeNetwork Make(SqnScheme scheme, ulong sqnLead, UInt128 wrongK = default) => new(
        subscriber: new Subscriber(Imsi.Parse(Key("IMSI")), Number("K") ^ wrongK, Number("OPc")),
        scheme: scheme,
        sqnLead: sqnLead);

    private static void Expect(byte[] octets, string name) => Assert.That(
        Convert.ToHexStringLower(octets), Is.EqualTo(Convert.ToHexStringLower(Octets(name))), name);

    private static string Key(string name) => Recorded.GetProperty("keys").GetProperty(name).GetString()!;

    private static UInt128 Number(string name) =>
        UInt128.Parse(Key(name), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static ulong Number64(string name) => (ulong)Number(name);

    private static byte[] Octets(string name)
    {
        foreach (JsonElement message in Recorded.GetProperty("nas").EnumerateArray())
        {
            if (message.GetProperty("name").GetString()!.StartsWith(name, StringComparison.Ordinal))
            {
                return Convert.FromHexString(message.GetProperty("hex").GetString()!);
            }
        }

        throw new AssertionException($"nobody has recorded {name}");
    }

    private static JsonElement Load()
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "vectors", "eps_aka_flow.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
