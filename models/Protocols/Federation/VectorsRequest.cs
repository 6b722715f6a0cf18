using System;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>What a card refused as not fresh (TS 33.102 §6.3.5).</summary>
/// <param name="Rand">The challenge.</param>
/// <param name="Auts">The card's token.</param>
public readonly record struct RefusedChallenge(UInt128 Rand, Auts Auts);

/// <summary>vUSER to cloud: <c>POST /v1/authentication-vectors</c>; ours.</summary>
/// <param name="Imsi">Whose vectors.</param>
/// <param name="VisitedPlmn">The network that asks; KASME is bound to it (TS 33.401 §A.2).</param>
/// <param name="Count">How many, 1 to 32.</param>
/// <param name="Resynchronisation">What the card refused as not fresh, or null.</param>
public readonly record struct VectorsRequest(
    Imsi Imsi, PlmnId VisitedPlmn, int Count, RefusedChallenge? Resynchronisation) : IWireMessage<VectorsRequest>
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/v1/authentication-vectors";

    // {"imsi":"…","visitedPlmn":"001-01","count":1,"resync":{"rand":"…","auts":"…"}}
    private const int CountMax = 32;

    int IWireMessage.EncodedSize => ToOctets().Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out VectorsRequest message, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        Imsi imsi = FederationValues.ReadImsi(members, "imsi");
        PlmnId plmn = FederationValues.ReadPlmn(members, "visitedPlmn");
        int count = (int)members.Number("count", 1, CountMax);
        RefusedChallenge? refused = null;
        if (members.OptionalInner("resync") is { } inner)
        {
            UInt128 rand = FederationValues.ReadNumber(inner, "rand");
            refused = new RefusedChallenge(rand, FederationValues.ReadAuts(inner, "auts"));
        }

        error = members.Error;
        message = error.IsNone ? new VectorsRequest(imsi, plmn, count, refused) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => ToOctets().CopyTo(destination);

    /// <summary>The document.</summary>
    public Octets ToOctets() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("imsi", Imsi.ToString());
        writer.WriteString("visitedPlmn", VisitedPlmn.ToString());
        writer.WriteNumber("count", Count);
        if (Resynchronisation is { } refused)
        {
            writer.WriteStartObject("resync");
            FederationValues.WriteNumber(writer, "rand", refused.Rand);
            FederationValues.WriteAuts(writer, "auts", refused.Auts);
            writer.WriteEndObject();
        }
    }
}
