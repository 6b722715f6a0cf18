using System;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>What the UE's card said to a challenge.</summary>
public enum AkaOutcome
{
    /// <summary>It answered with RES.</summary>
    Response,

    /// <summary>The code in AUTN is wrong: the network does not hold its key.</summary>
    MacFailure,

    /// <summary>The sequence number is not fresh; AUTS says where the card stands.</summary>
    SynchFailure,
}

/// <summary>UE to vOP: <c>POST /authorize/aka</c> with the answer to a challenge; ours.</summary>
/// <param name="Transaction">The challenge's.</param>
/// <param name="Outcome">What the card said.</param>
/// <param name="Res">RES, if it answered.</param>
/// <param name="Auts">AUTS, if the sequence number is not fresh.</param>
public readonly record struct AkaAnswer(UInt128 Transaction, AkaOutcome Outcome, Res Res, Auts Auts)
    : IWireMessage<AkaAnswer>
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/authorize/aka";

    // {"txn":"…","res":"…"} or {"txn":"…","failure":"mac"} or {"txn":"…","failure":"synch","auts":"…"}
    private const string Mac = "mac", Synch = "synch";

    int IWireMessage.EncodedSize => ToOctets().Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AkaAnswer message, out DecodeError error)
    {
        using var members = JsonMembers.Read(source);
        UInt128 transaction = FederationValues.ReadNumber(members, "txn");
        string? failure = members.OptionalText("failure");
        AkaAnswer read = failure switch
        {
            null => new AkaAnswer(
                transaction, AkaOutcome.Response, FederationValues.ReadRes(members, "res"), default),
            Synch => new AkaAnswer(
                transaction, AkaOutcome.SynchFailure, default,
                FederationValues.ReadAuts(members, "auts")),
            _ => new AkaAnswer(transaction, AkaOutcome.MacFailure, default, default),
        };
        bool hasOther = failure is not null && members.Has("res") || failure != Synch && members.Has("auts");
        if (failure is not (null or Mac or Synch) || hasOther)
        {
            members.Refuse(failure is null ? "auts" : "failure");
        }

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
        switch (Outcome)
        {
            case AkaOutcome.Response:
                FederationValues.WriteRes(writer, "res", Res);
                break;
            case AkaOutcome.MacFailure:
                writer.WriteString("failure", Mac);
                break;
            case AkaOutcome.SynchFailure:
                writer.WriteString("failure", Synch);
                FederationValues.WriteAuts(writer, "auts", Auts);
                break;
            default:
                throw new InvalidOperationException(nameof(Outcome));
        }
    }
}
