using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Tests.Protocols.S1ap;

/// <summary>
/// PDUs that did not come from our encoder: recorded ones, and ones derived by hand from X.691 and TS 36.413.
/// </summary>
internal static class S1apVectors
{
    /// <summary>Real captures; initial UE messages, NAS transport, context set-up and release.</summary>
    internal static readonly string[] Corpus = Load("corpus.json");

    /// <summary>Attach, authentication, set-up and release, as pycrate and tshark read them.</summary>
    internal static readonly string[] Flow = Load("flow.json");

    /// <summary>
    /// Derived bit by bit, e.g. Cause misc: unknown-PLMN = 0 (CHOICE extension) 100 (group 4) 0 (ENUMERATED extension)
    /// 101 (value 5) = 45; tshark reads each without complaint (S1apTsharkTests).
    /// </summary>
    internal static readonly string[] ByHand =
    [
        // S1SetupRequest: home eNB 0x0019b01; TACs 1 (001-01, 310-410) and 2 (001-01); v256
        "00110029 000003 003b0009 0000f110400019b010 00400010 01 000048 00f110130014 000080 00f110 0089400160",
        // S1SetupRequest: short macro eNB 0x12345 (18 bits, an addition to the CHOICE ENB-ID, so an open type)
        "00110020 000003 003b0009 0000f110800348d140 00400007 00 000040 00f110 0089400100",
        // S1SetupRequest: long macro eNB 0x155555 (21 bits, likewise)
        "00110020 000003 003b0009 0000f1108103aaaaa8 00400007 00 000040 00f110 0089400100",
        // S1SetupResponse: two PLMNs, two groups, three codes; a second item; diagnostics that name S1Setup
        "2011002e 000003 0069001c 2040 00f110130014 0001 80018002 02 010203 00 00f110 0000 0004 00 05"
        + " 0057400164 003a40024011",
        // S1SetupFailure: misc unknown-PLMN
        "40110008 000001 0002400145",
        // S1SetupFailure: misc unknown-PLMN, v10s, diagnostics S1Setup initiating reject, IE 64 reject missing
        "40110019 000003 0002400145 0041400130 003a4008 7811000000004040",
        // InitialUEMessage: delay-TolerantAccess (addition 0), S-TMSI 01 c0000001, GUMMEI 001-01 8001 01
        "000c4055 000007 0008000480010001 001a0016 15 07417108091010000000001002f07000040201d011 004300060000f1100001"
        + "006440080000f1100019b010 0086400180 00600006 0040c0000001 004b0007 0000f110800101",
        // NASNonDeliveryIndication: radioNetwork radio-connection-with-ue-lost
        "0010401e 000004 000000020001 0008000480010001 001a4003020754 0002400202a0",
        // NASNonDeliveryIndication: radioNetwork release-due-to-pre-emption (addition 3), identities at their bounds
        "00104021 000004 00000005c0ffffffff 0008000480ffffff 001a4003020754 000240020830",
        // InitialContextSetupRequest: bit rates 0 and 10^10; E-RAB 15, QCI 1, ARP 1, GBR with rates of three, three,
        // one and two octets, IPv4 and IPv6, no NAS-PDU; EEA2, EEA3, EIA2
        "0009007c 000006 000000020000 000800020000 00420008 0000 8002540be400 00180030 00 0034002b 0f 4001 06"
        + " 100f4240 4001f400 00ff 200100 4f80 0a0b0001 20010db8000000000000000000000001 00000101"
        + " 006b0005 0c00040000 00490020 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        // InitialContextSetupResponse: E-RAB 5 set up, 6 not (radioNetwork invalid-qos-combination)
        "20090030 000004 000040020001 0008400480010001 0033400f000032400a0a1f0a0b000200000201"
        + " 00304008 00 00234003 0c06c0",
        // InitialContextSetupResponse: diagnostics that say nothing
        "20090029 000004 000040020001 0008400480010001 0033400f000032400a0a1f0a0b000200000201 003a400100",
        // InitialContextSetupFailure: the same cause as the next, diagnostics that name an initiating message
        "4009001c 000004 000040020001 0008400480010001 000240020340 003a400120",
        // InitialContextSetupFailure: radioNetwork failure-in-radio-interface-procedure
        "40090017 000003 000040020001 0008400480010001 000240020340",
        // UEContextReleaseCommand: the MME's identity alone, nas normal-release
        "0017000e 000002 006300024001 0002400120",
        // UEContextReleaseComplete with diagnostics of nothing in particular
        "20170016 000003 000040020001 0008400480010001 003a400100",
        // Reset: misc om-intervention, all
        "000e000d 000002 0002400143 005c000100",
        // Reset: two associations, the second by the eNB's identity alone
        "000e001e 000002 0002400143 005c0012 4001 005b0006600180010001 005b00022005",
        // ResetAcknowledge: nothing; diagnostics that name S1Setup; two associations
        "200e0003 000000",
        "200e0009 000001 003a40024011",
        "200e0018 000001 005d4011 01 005b4006600180010001 005b40022005",
        // ErrorIndication: protocol transfer-syntax-error
        "000f4008 000001 0002400130",
        // ErrorIndication: both identities, abstract-syntax-error-reject, initialUEMessage: IE 400 not understood
        "000f4022 000004 000040020001 0008400480010001 0002400131 003a4008 780c100000019000",
        // ErrorIndication: an S-TMSI and no cause
        "000f400d 000001 00604006 0040c0000001",
        // OverloadStart: permit emergency sessions and mobile terminated services only
        "00224008 000001 0065000120",
        // OverloadStart: addition 1 (reject-delay-tolerant-access), one GUMMEI, 30 per cent
        "0022401a 000003 006500024080 009a4008 00 00 00f110 8001 01 00a140013a",
        // OverloadStop: everywhere; one GUMMEI
        "00234003 000000",
        "0023400f 000001 009a4008 00 00 00f110 8001 01",
    ];

    /// <summary>
    /// Of the recorded ones one for each size of each message, since the others differ in values alone.
    /// </summary>
    internal static string[] Distinct()
    {
        var kept = new List<string>();
        foreach (string vector in (string[])[.. Corpus, .. Flow])
        {
            byte[] octets = Octets(vector);
            if (!kept.Exists(other => IsLike(Octets(other), octets)))
            {
                kept.Add(vector);
            }
        }

        return [.. kept, .. ByHand];
    }

    /// <summary>Those of a message of this type and procedure.</summary>
    internal static IEnumerable<string> Of(byte type, byte procedure) => Array.FindAll(
        Distinct(), vector => IsOf(Octets(vector), type, procedure));

    internal static byte[] Octets(string vector) =>
        Convert.FromHexString(vector.Replace(" ", "", StringComparison.Ordinal));

    private static bool IsLike(byte[] other, byte[] octets) =>
        other.Length == octets.Length && IsOf(other, octets[0], octets[1]);

    private static bool IsOf(byte[] octets, byte type, byte procedure) => octets[0] == type && octets[1] == procedure;

    private static string[] Load(string file)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "S1ap", "vectors", file);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var vectors = new List<string>();
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            vectors.Add(vector.GetProperty("hex").GetString()!);
        }

        return [.. vectors];
    }
}
