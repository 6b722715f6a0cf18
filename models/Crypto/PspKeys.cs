using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>Keys of PSP: an SA key is computed from one of a device's master keys and the SPI.</summary>
public static class PspKeys
{
    /// <summary>Version 0: AES-GCM-128.</summary>
    public const int Aes128Version = 0;

    /// <summary>Version 1: AES-GCM-256.</summary>
    public const int Aes256Version = 1;

    /// <summary>An SA key (PSP architecture specification, key derivation): AES-256-CMAC in counter mode.</summary>
    /// <param name="master">The master key's schedule.</param>
    /// <param name="version">Version of PSP, which says the transform.</param>
    /// <param name="spi">Security parameters index; its top bit chose the master key.</param>
    /// <param name="destination">Receives the key; its length is the key's.</param>
    public static void Derive(ref readonly AesBlock master, int version, uint spi, Span<byte> destination)
    {
        // counter (32 bits) ‖ "Pv" ‖ version in ASCII ‖ 0 ‖ SPI ‖ length in bits
        Span<byte> input = stackalloc byte[12];
        "Pv"u8.CopyTo(input);
        input[2] = (byte)('0' + version);
        input[3] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(input[4..], spi);
        BinaryPrimitives.WriteInt32BigEndian(input[8..], 8 * destination.Length);
        CounterKdf.DeriveCmac(in master, [], 32, input, destination);
    }
}
