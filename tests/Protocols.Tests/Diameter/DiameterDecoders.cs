using System;
using System.Collections.Generic;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

/// <summary>Every decoder by the name of its command, with vectors that it reads.</summary>
internal static class DiameterDecoders
{
    /// <summary>Reads octets; gives the octets of the message again, or null and the fault.</summary>
    internal delegate byte[]? Decoder(ReadOnlySpan<byte> source, out DiameterFault fault);

    /// <summary>Command, decoder, vectors.</summary>
    internal static readonly (string Name, Decoder Decode, string[] Vectors)[] All =
    [
        ("CER", Decode<CapabilitiesExchangeRequest>, ["CER", "CER (all AVPs)"]),
        ("CEA", Decode<CapabilitiesExchangeAnswer>, ["CEA", "CEA (error)"]),
        ("DWR", Decode<DeviceWatchdogRequest>, ["DWR"]),
        ("DWA", Decode<DeviceWatchdogAnswer>, ["DWA", "DWA (error)"]),
        ("DPR", Decode<DisconnectPeerRequest>, ["DPR"]),
        ("DPA", Decode<DisconnectPeerAnswer>, ["DPA", "DPA (error)"]),
        ("AIR", Decode<AuthenticationInformationRequest>, ["AIR", "AIR (Re-Synchronization-Info)"]),
        ("AIA", Decode<AuthenticationInformationAnswer>, ["AIA", "AIA (two vectors)"]),
        ("ULR", Decode<UpdateLocationRequest>, ["ULR"]),
        ("ULA", Decode<UpdateLocationAnswer>, ["ULA", "ULA (two APNs, barred)"]),
        ("PUR", Decode<PurgeUeRequest>, ["PUR", "PUR (PUR-Flags)"]),
        ("PUA", Decode<PurgeUeAnswer>, ["PUA", "PUA (USER_UNKNOWN)"]),
        ("CLR", Decode<CancelLocationRequest>, ["CLR", "CLR (CLR-Flags)"]),
        ("CLA", Decode<CancelLocationAnswer>, ["CLA", "CLA (error)"]),
        ("answer-message", Decode<ErrorAnswer>, ["answer-message (3001)", "answer-message (3009)"]),
    ];

    /// <summary>The decoder of a command.</summary>
    internal static Decoder Of(string name) => Array.Find(All, entry => entry.Name == name).Decode;

    /// <summary>Every vector with the decoder that reads it.</summary>
    internal static IEnumerable<(string Vector, string Name)> Pairs()
    {
        foreach ((string name, _, string[] vectors) in All)
        {
            foreach (string vector in vectors)
            {
                yield return (vector, name);
            }
        }
    }

    private static byte[]? Decode<T>(ReadOnlySpan<byte> source, out DiameterFault fault)
        where T : struct, IDiameterMessage<T> =>
        T.TryDecode(source, out T message, out fault) ? DiameterVectors.Encode(message) : null;
}
