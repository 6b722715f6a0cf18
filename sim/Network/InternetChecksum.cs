using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Simulator.Network;

/// <summary>
/// The ones' complement checksum of IPv4, ICMP, UDP and TCP (RFC 1071). Sums are kept in 64 bits and in the byte order
/// of the machine's words, as RFC 1071 §2 (B) allows, and are folded and turned at the end.
/// </summary>
public static class InternetChecksum
{
    private const ulong LowWord = 0xFFFF_FFFF;

    /// <summary>Adds octets to a sum.</summary>
    /// <param name="octets">Less than 2^32 octets; one odd octet at the end counts as the first of a word.</param>
    /// <param name="sum">Sum of what came before, of an even number of octets.</param>
    public static ulong Add(ReadOnlySpan<byte> octets, ulong sum = 0)
    {
        unchecked
        {
            if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian && octets.Length >= 32)
            {
                sum = AddVectors(ref octets, sum);
            }

            while (octets.Length >= 8)
            {
                ulong word = BinaryPrimitives.ReadUInt64LittleEndian(octets);
                sum += (word & LowWord) + (word >> 32);
                octets = octets[8..];
            }

            return AddTail(octets, sum);
        }
    }

    /// <summary>
    /// The sum over the pseudo header of UDP and TCP (RFC 768, RFC 9293 §3.1; RFC 8200 §8.1 for IPv6).
    /// </summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address of the same family.</param>
    /// <param name="protocol">Upper-layer protocol.</param>
    /// <param name="sizeOctets">Upper-layer size: header and payload.</param>
    public static ulong PseudoHeader(IpAddress source, IpAddress destination, byte protocol, int sizeOctets)
    {
        unchecked
        {
            ulong sum = Add(source) + Add(destination);
            uint size = BinaryPrimitives.ReverseEndianness((uint)sizeOctets);
            return sum + size + ((ulong)protocol << 8);
        }
    }

    /// <summary>The checksum field, as a number to be written big endian.</summary>
    /// <param name="sum">The sum over everything, the field itself as zero.</param>
    public static ushort Finish(ulong sum) => unchecked((ushort)~Fold(sum));

    /// <summary>True if a sum that includes the checksum field is right.</summary>
    public static bool IsRight(ulong sum) => Fold(sum) == 0xFFFF;

    /// <summary>The checksum after one 16-bit word has changed (RFC 1624 eqn. 3).</summary>
    /// <param name="checksum">The field before.</param>
    /// <param name="before">The word before.</param>
    /// <param name="after">The word after.</param>
    public static ushort Update(ushort checksum, ushort before, ushort after)
    {
        unchecked
        {
            uint sum = (uint)(ushort)~checksum + (ushort)~before + after;
            sum = (sum & 0xFFFF) + (sum >> 16);
            sum = (sum & 0xFFFF) + (sum >> 16);
            return (ushort)~sum;
        }
    }

    private static ulong Add(IpAddress address)
    {
        unchecked
        {
            if (address.IsV4)
            {
                return BinaryPrimitives.ReverseEndianness(address.V4);
            }

            ulong high = BinaryPrimitives.ReverseEndianness(address.High);
            ulong low = BinaryPrimitives.ReverseEndianness(address.Low);
            return (high & LowWord) + (high >> 32) + (low & LowWord) + (low >> 32);
        }
    }

    private static ulong AddVectors(ref ReadOnlySpan<byte> octets, ulong sum)
    {
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(octets);
        Vector256<ulong> mask = Vector256.Create(LowWord), total = Vector256<ulong>.Zero;
        foreach (Vector256<ulong> vector in vectors)
        {
            total += (vector & mask) + (vector >>> 32);
        }

        octets = octets[(vectors.Length * 32)..];
        return unchecked(sum + Vector256.Sum(total));
    }

    private static ulong AddTail(ReadOnlySpan<byte> octets, ulong sum)
    {
        unchecked
        {
            if ((octets.Length & 4) != 0)
            {
                sum += BinaryPrimitives.ReadUInt32LittleEndian(octets);
                octets = octets[4..];
            }

            if ((octets.Length & 2) != 0)
            {
                sum += BinaryPrimitives.ReadUInt16LittleEndian(octets);
                octets = octets[2..];
            }

            return octets.IsEmpty ? sum : sum + octets[0];
        }
    }

    private static ushort Fold(ulong sum)
    {
        unchecked
        {
            sum = (sum & LowWord) + (sum >> 32);
            sum = (sum & LowWord) + (sum >> 32);
            uint folded = (uint)((sum & 0xFFFF) + (sum >> 16));
            folded = (folded & 0xFFFF) + (folded >> 16);
            return BinaryPrimitives.ReverseEndianness((ushort)folded);
        }
    }
}
