using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Simulator.Crypto;

namespace Simulator.Bench;

/// <summary>
/// A piece of cryptography, ours and by the runtime's own primitives. Each loop does it a number of times and returns
/// the exclusive or of the results: the compiler cannot drop them, and both sides can be compared.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Ours">Ours.</param>
/// <param name="RuntimeKept">The runtime's, with one context of AES for all; HMAC needs none.</param>
/// <param name="RuntimeFresh">The runtime's, with a context made each time for a key of its own; null for HMAC.</param>
internal sealed record CryptoWork(
    string Name, Func<int, UInt128> Ours, Func<int, UInt128> RuntimeKept, Func<int, UInt128>? RuntimeFresh = null)
{
    // TS 35.208 test set 1
    private static readonly UInt128 K = new(0x465b5ce8b199b49f, 0xaa5f0a2ee238a6bc);
    private static readonly UInt128 Opc = new(0xcd63cb71954a9f4e, 0x48a5994e37a02baf);
    private static readonly UInt128 Rand = new(0x23553cbe9637a89d, 0x218ae64dae47bf35);
    private static readonly byte[] Plmn = [0x00, 0xF1, 0x10];
    private const ulong SqnValue = 0xff9bb4d0b607;
    private const ushort AmfValue = 0xb9b9;

    private static readonly byte[] Message = [.. Enumerable.Range(0, 100).Select(index => (byte)index)];

    /// <summary>Every piece.</summary>
    internal static IReadOnlyList<CryptoWork> All { get; } =
    [
        new("Milenage vector", Loop(Milenage), LoopKept(MilenageRuntime), LoopFresh(MilenageRuntime)),
        new("EIA2, 100 octets", Loop(Eia2), LoopKept(Eia2Runtime), LoopFresh(Eia2Runtime)),
        new("EEA2, 100 octets", Loop(Eea2), LoopKept(Eea2Runtime), LoopFresh(Eea2Runtime)),
        new("KASME", Loop(Kasme), Loop(KasmeRuntime)),
    ];

    private static UInt128 Milenage(int index)
    {
        var functions = new Milenage(K, Opc); // the key schedule is made for each challenge, as an HSS does
        return Fold(Aka.CreateVector(ref functions, Rand + (uint)index, new Sqn(SqnValue), new Amf(AmfValue)));
    }

    private static UInt128 MilenageRuntime(Aes aes, int index) =>
        Fold(RuntimeCrypto.Milenage(aes, Opc, Rand + (uint)index, SqnValue, AmfValue));

    private static UInt128 Fold(in AuthenticationVector vector) => vector.Ck ^ vector.Ik ^ vector.Autn.Value;

    private static UInt128 Eia2(int index) =>
        Eia.Compute(IntegrityAlgorithm.Eia2, K, (uint)index, 0, Direction.Downlink, Message);

    private static UInt128 Eia2Runtime(Aes aes, int index) =>
        RuntimeCrypto.Eia2(aes, (uint)index, 0, (int)Direction.Downlink, Message);

    private static UInt128 Eea2(int index)
    {
        Span<byte> octets = stackalloc byte[Message.Length];
        Message.CopyTo(octets);
        Eea.Apply(CipheringAlgorithm.Eea2, K, (uint)index, 0, Direction.Downlink, octets);
        return BinaryPrimitives.ReadUInt128BigEndian(octets[^16..]);
    }

    private static UInt128 Eea2Runtime(Aes aes, int index)
    {
        Span<byte> octets = stackalloc byte[Message.Length];
        Message.CopyTo(octets);
        RuntimeCrypto.Eea2(aes, (uint)index, 0, (int)Direction.Downlink, octets);
        return BinaryPrimitives.ReadUInt128BigEndian(octets[^16..]);
    }

    private static UInt128 Kasme(int index) => EpsKeys.Kasme(Rand + (uint)index, Opc, Plmn, SqnValue).Low;

    private static UInt128 KasmeRuntime(int index) => RuntimeCrypto.Kasme(Rand + (uint)index, Opc, Plmn, SqnValue).Low;

    private static Func<int, UInt128> Loop(Func<int, UInt128> work) => count =>
    {
        UInt128 sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum ^= work(index);
        }

        return sum;
    };

    private static Func<int, UInt128> LoopKept(Func<Aes, int, UInt128> work) => count =>
    {
        using Aes aes = RuntimeCrypto.Context(K);
        UInt128 sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum ^= work(aes, index);
        }

        return sum;
    };

    private static Func<int, UInt128> LoopFresh(Func<Aes, int, UInt128> work) => count =>
    {
        UInt128 sum = 0;
        for (int index = 0; index < count; index++)
        {
            using Aes aes = RuntimeCrypto.Context(K);
            sum ^= work(aes, index);
        }

        return sum;
    };
}
