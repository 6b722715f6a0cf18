using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>
/// The attach of TS 35.208 test set 1 that another encoder has written (vectors/eps_aka_flow.json): its keys and its
/// messages.
/// </summary>
internal static class RecordedAttach
{
    private static readonly JsonElement Root = Read();
    private static readonly Dictionary<string, byte[]> NasMessages = Messages("nas");
    private static readonly Dictionary<string, byte[]> S1apMessages = Messages("s1ap", "s1ap_extra");

    public static Imsi Imsi { get; } = Imsi.Parse(Key("IMSI"));

    public static Key256 Kasme { get; } = Key256.Read(Convert.FromHexString(Key("KASME")));

    public static EpsAuthenticationVector Vector { get; } =
        new(Number("RAND"), ResOf(Key("RES")), new Autn(Number("AUTN")), Kasme);

    public static Auts Auts { get; } = ReadAuts();

    public static byte[] Nas(string name) => NasMessages[name];

    public static byte[] S1ap(string name) => S1apMessages[name];

    private static string Key(string name) => Root.GetProperty("keys").GetProperty(name).GetString()!;

    private static UInt128 Number(string name) => UInt128.Parse(
        Key(name), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private static Res ResOf(string digits)
    {
        Assert.That(Res.TryRead(Convert.FromHexString(digits), out Res res));
        return res;
    }

    private static Auts ReadAuts()
    {
        Assert.That(AuthenticationFailure.TryDecode(
            Nas("authentication_failure cause 21 synch failure + AUTS"), out AuthenticationFailure failure, out _));
        return failure.Auts!.Value;
    }

    private static JsonElement Read()
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Mme", "vectors", "eps_aka_flow.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    private static Dictionary<string, byte[]> Messages(params string[] lists)
    {
        var messages = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string list in lists)
        {
            foreach (JsonElement message in Root.GetProperty(list).EnumerateArray())
            {
                messages.Add(
                    message.GetProperty("name").GetString()!,
                    Convert.FromHexString(message.GetProperty("hex").GetString()!));
            }
        }

        return messages;
    }
}
