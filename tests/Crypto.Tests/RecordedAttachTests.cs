using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

/// <summary>The protected NAS messages of an attach, as an independent implementation made them.</summary>
public sealed class RecordedAttachTests
{
    // octet   0        1..4   5     6..        (TS 24.301 §9.1)
    //         SHT|PD   MAC    SEQ   message
    private const int MacOffset = 1, SequenceOffset = 5, MessageOffset = 6;

    private static readonly string[] Plain =
    [
        "075d020002f070c1", // never ciphered (TS 24.301 §5.4.3.2)
        "075e",
        "07420149060000f110000100155201c101090908696e7465726e657405010a2d0002500bf600f110800101c0000001",
        "074300035200c2",
    ];

    private static JsonElement Flow => Vectors.Load("eps_aka_flow.json");

    private static IEnumerable<TestCaseData> Protected
    {
        get
        {
            int index = 0;
            foreach (JsonElement message in Flow.GetProperty("nas").EnumerateArray())
            {
                string name = message.Text("name");
                if (message.Octets("hex")[0] is 0x27 or 0x37 or 0x47)
                {
                    yield return new TestCaseData(message, index++ % Plain.Length).SetArgDisplayNames(name);
                }
            }
        }
    }

    [TestCaseSource(nameof(Protected))]
    public void Each_message_has_its_code_and_deciphers(JsonElement message, int index)
    {
        byte[] pdu = message.Octets("hex");
        bool downlink = index % 2 == 0;
        Direction direction = downlink ? Direction.Downlink : Direction.Uplink;
        uint mac = (uint)Vectors.Hex(Convert.ToHexString(pdu.AsSpan(MacOffset, 4)));
        UInt128 integrityKey = Flow.GetProperty("keys").Number("KNASint_EIA2");

        Assert.That(
            Eia.Verify(
                IntegrityAlgorithm.Eia2, integrityKey, pdu[SequenceOffset], 0, direction,
                pdu.AsSpan(SequenceOffset), mac),
            Is.True);

        bool ciphered = message.Text("name").Contains("EEA2", StringComparison.Ordinal) && pdu[0] != 0x37;
        Span<byte> content = pdu.AsSpan(MessageOffset);
        Eea.Apply(
            ciphered ? CipheringAlgorithm.Eea2 : CipheringAlgorithm.Eea0,
            Flow.GetProperty("keys").Number("KNASenc_EEA2"),
            pdu[SequenceOffset],
            0,
            direction,
            content);
        Assert.That(Convert.ToHexStringLower(content), Is.EqualTo(Expected(index, message.Text("name"))));
    }

    // the command that starts ciphering names the algorithms, so that it differs between the two recordings
    private static string Expected(int index, string name) =>
        index == 0 && name.Contains("EEA2", StringComparison.Ordinal) ? "075d220002f070c1" : Plain[index];
}
