using System;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>vOP to UE: 200 with the challenge of EPS-AKA over HTTP; ours. Only RAND and AUTN leave the MME.</summary>
/// <param name="Transaction">128 random bits that bind the answer to the challenge.</param>
/// <param name="Rand">RAND.</param>
/// <param name="Autn">AUTN.</param>
public readonly record struct AkaChallenge(UInt128 Transaction, UInt128 Rand, Autn Autn) : IWireMessage<AkaChallenge>
{
    // {"txn":"…","rand":"…","autn":"…"}
    int IWireMessage.EncodedSize => ToOctets().Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AkaChallenge message, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        var read = new AkaChallenge(
            FederationValues.ReadNumber(members, "txn"),
            FederationValues.ReadNumber(members, "rand"),
            new Autn(FederationValues.ReadNumber(members, "autn")));
        error = members.Error;
        message = error.IsNone ? read : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => ToOctets().CopyTo(destination);

    /// <summary>The document.</summary>
    public Octets ToOctets() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        FederationValues.WriteNumber(writer, "txn", Transaction);
        FederationValues.WriteNumber(writer, "rand", Rand);
        FederationValues.WriteNumber(writer, "autn", Autn.Value);
    }
}
