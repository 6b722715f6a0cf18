using System;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>AUTHENTICATION FAILURE, UE to MME (TS 24.301 §8.2.5).</summary>
/// <param name="Cause">Why the UE does not accept the challenge (§9.9.3.9).</param>
/// <param name="Auts">Resynchronisation token, if and only if the cause is #21 synch failure (§9.9.3.1).</param>
public readonly record struct AuthenticationFailure(EmmCause Cause, Auts? Auts = null)
    : IWireMessage<AuthenticationFailure>
{
    // octet   0        1      2       3..
    //         SHT|PD   0x5C   cause   elements: 30 L1 = 14 AUTS; all others are passed over (§7.6)
    private static ReadOnlySpan<ushort> Optional => [Iei.AuthenticationFailureParameter << 8];

    /// <inheritdoc/>
    public int EncodedSize => NasSize.EmmHeader + 1 + NasSize.Tlv(Auts.HasValue, Crypto.Auts.Size);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AuthenticationFailure message, out DecodeError error)
    {
        var reader = new NasReader(source);
        reader.EmmHeader(EmmMessageType.AuthenticationFailure);
        var cause = (EmmCause)reader.Octet("EMM cause");
        Auts? auts = null;
        while (reader.NextElement(Optional, out NasElement element))
        {
            auts = Crypto.Auts.TryRead(element.Value, out Auts token) ? token : null;
        }

        bool isSynchFailure = cause == EmmCause.SynchFailure;
        if (isSynchFailure && auts is null)
        {
            // a conditional element is missing (§7.7.2)
            reader.Refuse(DecodeError.Missing("authentication failure parameter", reader.Offset));
        }

        return reader.Finish(new(cause, isSynchFailure ? auts : null), out message, out error);
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        var writer = new NasWriter(destination);
        writer.EmmHeader(EmmMessageType.AuthenticationFailure);
        writer.Octet((int)Cause);
        if (Auts is { } auts)
        {
            writer.Octet(Iei.AuthenticationFailureParameter);
            writer.Octet(Crypto.Auts.Size);
            auts.Write(writer.Rest);
            writer.Advance(Crypto.Auts.Size);
        }

        return writer.Size;
    }
}
