using System;
using System.Collections.Generic;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>Cloud to vUSER: 200 with EPS authentication vectors (TS 33.401 §6.1.2), in the order of their use; ours.
/// </summary>
/// <param name="Vectors">At least one.</param>
public readonly record struct VectorsAnswer(IReadOnlyList<EpsAuthenticationVector> Vectors)
    : IWireMessage<VectorsAnswer>
{
    // {"vectors":[{"rand":"…","autn":"…","xres":"…","kasme":"…"}]}
    int IWireMessage.EncodedSize => ToOctets().Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out VectorsAnswer message, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        IReadOnlyList<JsonMembers> given = members.InnerList("vectors");
        var vectors = new List<EpsAuthenticationVector>(given.Count);
        foreach (JsonMembers inner in given)
        {
            vectors.Add(new EpsAuthenticationVector(
                FederationValues.ReadNumber(inner, "rand"),
                FederationValues.ReadRes(inner, "xres"),
                new Autn(FederationValues.ReadNumber(inner, "autn")),
                FederationValues.ReadKey(inner, "kasme")));
        }

        if (vectors.Count == 0)
        {
            members.Refuse("vectors");
        }

        error = members.Error;
        message = error.IsNone ? new VectorsAnswer(vectors) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => ToOctets().CopyTo(destination);

    /// <summary>The document.</summary>
    public Octets ToOctets() => JsonText.Of(this, static (writer, message) => message.Write(writer));

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("vectors");
        foreach (EpsAuthenticationVector vector in Vectors)
        {
            writer.WriteStartObject();
            FederationValues.WriteNumber(writer, "rand", vector.Rand);
            FederationValues.WriteNumber(writer, "autn", vector.Autn.Value);
            FederationValues.WriteRes(writer, "xres", vector.Xres);
            FederationValues.WriteKey(writer, "kasme", vector.Kasme);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
