using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>What a NAS message shows before a decoder is chosen (TS 24.007 §11.2.3; TS 24.301 §9.2).</summary>
/// <param name="Protocol">EMM or ESM.</param>
/// <param name="Security">How it is protected; an ESM message never is by itself (TS 24.301 §9.2).</param>
/// <param name="MessageType">Message type, or 0 if the message is protected and does not show it.</param>
public readonly record struct NasHeader(NasProtocol Protocol, SecurityHeaderType Security, byte MessageType)
{
    // EMM   octet   0        1           ESM   octet   0        1     2
    //               SHT|PD   type                      EBI|PD   PTI   type
    private const int EmmTypeOffset = 1, EsmTypeOffset = 2;

    /// <summary>Type of a plain EMM message, or null.</summary>
    public EmmMessageType? Emm =>
        Protocol == NasProtocol.MobilityManagement && Security == SecurityHeaderType.Plain
            ? (EmmMessageType)MessageType
            : null;

    /// <summary>Type of an ESM message, or null.</summary>
    public EsmMessageType? Esm => Protocol == NasProtocol.SessionManagement ? (EsmMessageType)MessageType : null;

    /// <summary>Reads the first octets; what follows is left to the decoder that they choose.</summary>
    /// <param name="source">The message.</param>
    /// <param name="header">The header.</param>
    /// <param name="error">What is wrong and where.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out NasHeader header, out DecodeError error)
    {
        header = default;
        int protocol = source.IsEmpty ? 0 : source[0] & 0x0F, upper = source.IsEmpty ? 0 : source[0] >> 4;
        bool isEsm = protocol == (int)NasProtocol.SessionManagement;
        bool isProtected = !isEsm && upper != 0;
        int need = isProtected ? 1 : (isEsm ? EsmTypeOffset : EmmTypeOffset) + 1;
        error = source.IsEmpty ? DecodeError.Truncated(need, 0, "protocol discriminator")
            : !isEsm && protocol != (int)NasProtocol.MobilityManagement
                ? DecodeError.Unexpected("protocol discriminator", at: 0)
            : source.Length < need ? DecodeError.Truncated(need, source.Length, "message type")
            : DecodeError.None;
        if (error.IsNone)
        {
            var security = (SecurityHeaderType)(isEsm ? 0 : upper);
            header = new((NasProtocol)protocol, security, isProtected ? (byte)0 : source[need - 1]);
        }

        return error.IsNone;
    }

    /// <summary>The message's name as the standard prints it, for ladders and counters.</summary>
    public override string ToString() => Emm is { } emm ? NasMessageName.Of(emm)
        : Esm is { } esm ? NasMessageName.Of(esm)
        : "SECURITY PROTECTED NAS MESSAGE";
}
