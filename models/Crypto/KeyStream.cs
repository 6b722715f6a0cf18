using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>A generator of key stream words.</summary>
internal interface IKeyStream
{
    /// <summary>The next 32 bits.</summary>
    uint Next();
}

/// <summary>Addition of a key stream to a message.</summary>
internal static class KeyStream
{
    /// <summary>Adds the stream to octets in place, first octet of a word most significant.</summary>
    public static void Add<T>(ref T stream, Span<byte> octets)
        where T : struct, IKeyStream
    {
        for (; octets.Length >= sizeof(uint); octets = octets[sizeof(uint)..])
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, BinaryPrimitives.ReadUInt32BigEndian(octets) ^ stream.Next());
        }

        if (!octets.IsEmpty)
        {
            uint last = stream.Next();
            for (int i = 0; i < octets.Length; i++)
            {
                octets[i] ^= (byte)(last >> (24 - (8 * i)));
            }
        }
    }
}
