using System;
using System.Buffers.Binary;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class KeccakTests
{
    private const int Rate = 136; // SHA3-256

    // FIPS 202 with the NIST examples of SHA3-256 for no octets and for "abc"
    [TestCase("", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")]
    [TestCase("616263", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532")]
    public void Published_digests_come_out_of_the_permutation(string message, string digest)
    {
        byte[] block = new byte[Rate];
        byte[] octets = Convert.FromHexString(message);
        octets.CopyTo(block, 0);
        block[octets.Length] ^= 0x06;
        block[Rate - 1] ^= 0x80;
        ulong[] lanes = new ulong[Keccak.LaneCount];
        for (int lane = 0; lane < Rate / 8; lane++)
        {
            lanes[lane] = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(8 * lane));
        }

        Keccak.Permute(lanes);

        byte[] output = new byte[32];
        for (int lane = 0; lane < 4; lane++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output.AsSpan(8 * lane), lanes[lane]);
        }

        Assert.That(Convert.ToHexStringLower(output), Is.EqualTo(digest));
    }

    // the Keccak team's intermediate values: the zero state after one permutation
    [Test]
    public void The_zero_state_permutes_as_published()
    {
        ulong[] lanes = new ulong[Keccak.LaneCount];
        Keccak.Permute(lanes);
        Assert.That(lanes[0], Is.EqualTo(0xF1258F7940E1DDE7));
        Assert.That(lanes[1], Is.EqualTo(0x84D5CCF933C0478A));
        Assert.That(lanes[24], Is.EqualTo(0xEAF1FF7B5CECA249));
    }
}
