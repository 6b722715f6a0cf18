using System;
using System.Text.Json;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>Cloud to vUSER: 200 with what an account may do at the edge; ours. The proxy makes the subscription data of
/// S6a from it (TS 29.272 §7.3.2).</summary>
/// <param name="Apn">Access point name.</param>
/// <param name="UplinkMax">AMBR of the uplink, bit/s.</param>
/// <param name="DownlinkMax">AMBR of the downlink, bit/s.</param>
/// <param name="MayRoam">False if the visited network may not serve it.</param>
public readonly record struct SubscriptionAnswer(string Apn, uint UplinkMax, uint DownlinkMax, bool MayRoam)
    : IWireMessage<SubscriptionAnswer>
{
    // {"apn":"internet","ambrUplink":50000000,"ambrDownlink":100000000,"roamingAllowed":true}
    private const int ApnMax = 100; // TS 23.003 §9.1: 100 octets

    int IWireMessage.EncodedSize => ToOctets().Size;

    /// <summary>Path of the request for an account: <c>GET /v1/accounts/{imsi}/subscription</c>.</summary>
    /// <param name="imsi">The digits.</param>
    public static string PathOf(string imsi) => $"{PathStart}{imsi}{PathEnd}";

    /// <summary>What stands before the digits in the path.</summary>
    public const string PathStart = "/v1/accounts/";

    /// <summary>What stands behind them.</summary>
    public const string PathEnd = "/subscription";

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SubscriptionAnswer message, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        string apn = members.Text("apn");
        if (!IsApn(apn))
        {
            members.Refuse("apn");
        }

        uint uplink = (uint)members.Number("ambrUplink", 0, uint.MaxValue);
        uint downlink = (uint)members.Number("ambrDownlink", 0, uint.MaxValue);
        bool mayRoam = members.Flag("roamingAllowed", byDefault: true);
        error = members.Error;
        message = error.IsNone ? new SubscriptionAnswer(apn, uplink, downlink, mayRoam) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => ToOctets().CopyTo(destination);

    /// <summary>The document.</summary>
    public Octets ToOctets() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private static bool IsApn(string text)
    {
        bool isApn = text.Length is > 0 and <= ApnMax;
        foreach (char character in text)
        {
            isApn &= char.IsAsciiLetterOrDigit(character) || character is '-' or '.';
        }

        return isApn;
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("apn", Apn);
        writer.WriteNumber("ambrUplink", UplinkMax);
        writer.WriteNumber("ambrDownlink", DownlinkMax);
        writer.WriteBoolean("roamingAllowed", MayRoam);
    }
}
