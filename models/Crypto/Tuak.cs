using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>TUAK, the functions f1 to f5* on Keccak (TS 35.231 §6).</summary>
/// <remarks>
/// As <see cref="IAkaFunctions"/> it gives what EPS carries: MAC of 64 bits, CK and IK of 128 bits and a response of 4,
/// 8 or 16 octets. The functions that write octets give every length of the standard.
/// </remarks>
public readonly struct Tuak : IAkaFunctions
{
    // from the standard: INSTANCE, its first bit most significant here (§6)
    private const byte F1Instance = 0x00, F2345Instance = 0x40, F1StarInstance = 0x80, F5StarInstance = 0xC0;
    private const byte LongKey = 0x01, LongIk = 0x02, LongCk = 0x04;
    private const ulong AlgorithmName = 0x5455414B312E30; // "TUAK1.0"

    // from the standard: lanes of 64 bits of the input, and of the output (§6)
    private const int InstanceLane = 4, RandLane = 5, AmfSqnLane = 7, KeyLane = 8;
    private const int PaddingLane = 12, PaddingEndLane = 16;
    private const int CkLane = 4, IkLane = 8, AkLane = 12;

    private readonly Key256 _k;
    private readonly Key256 _topc;
    private readonly byte _keyBit;
    private readonly int _iterations;
    private readonly int _resSize;

    /// <summary>The functions of one subscriber with a key of 128 bits.</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="topc">TOPc, derived from the operator's TOP and K.</param>
    /// <param name="resSize">Response in octets: 4, 8 or 16.</param>
    /// <param name="iterations">How often Keccak is applied, 1 or more.</param>
    public Tuak(UInt128 k, Key256 topc, int resSize = 8, int iterations = 1)
        : this(new Key256(0, k), topc, 0, resSize, iterations)
    {
    }

    /// <summary>The functions of one subscriber with a key of 256 bits.</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="topc">TOPc, derived from the operator's TOP and K.</param>
    /// <param name="resSize">Response in octets: 4, 8 or 16.</param>
    /// <param name="iterations">How often Keccak is applied, 1 or more.</param>
    public Tuak(Key256 k, Key256 topc, int resSize = 8, int iterations = 1)
        : this(k, topc, LongKey, resSize, iterations)
    {
    }

    private Tuak(Key256 k, Key256 topc, byte keyBit, int resSize, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resSize, Res.SizeMax);
        LengthBits(resSize);
        (_k, _topc, _keyBit, _resSize, _iterations) = (k, topc, keyBit, resSize, iterations);
    }

    /// <summary>TOPc of a key of 128 bits (§6).</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="top">Operator variant TOP.</param>
    /// <param name="iterations">How often Keccak is applied.</param>
    public static Key256 DeriveTopc(UInt128 k, Key256 top, int iterations = 1) =>
        new Tuak(k, top, iterations: iterations).Topc();

    /// <summary>TOPc of a key of 256 bits (§6).</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="top">Operator variant TOP.</param>
    /// <param name="iterations">How often Keccak is applied.</param>
    public static Key256 DeriveTopc(Key256 k, Key256 top, int iterations = 1) =>
        new Tuak(k, top, iterations: iterations).Topc();

    /// <inheritdoc/>
    public ulong F1(UInt128 rand, Sqn sqn, Amf amf) => Mac(F1Instance, rand, sqn, amf);

    /// <inheritdoc/>
    public ulong F1Star(UInt128 rand, Sqn sqn, Amf amf) => Mac(F1StarInstance, rand, sqn, amf);

    /// <summary>f1 with a MAC-A of 8, 16 or 32 octets.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <param name="sqn">Sequence number.</param>
    /// <param name="amf">Management field.</param>
    /// <param name="macA">Receives the code; its length chooses that of the code.</param>
    public void F1(UInt128 rand, Sqn sqn, Amf amf, Span<byte> macA) => Mac(F1Instance, rand, sqn, amf, macA);

    /// <summary>f1* with a MAC-S of 8, 16 or 32 octets.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <param name="sqn">Sequence number SQN_MS.</param>
    /// <param name="amf">Management field.</param>
    /// <param name="macS">Receives the code; its length chooses that of the code.</param>
    public void F1Star(UInt128 rand, Sqn sqn, Amf amf, Span<byte> macS) => Mac(F1StarInstance, rand, sqn, amf, macS);

    /// <inheritdoc/>
    public AkaKeys F2345(UInt128 rand)
    {
        Span<ulong> lanes = stackalloc ulong[Keccak.LaneCount];
        Run(lanes, (byte)(F2345Instance | LengthBits(_resSize)), rand, 0);
        UInt128 res = Number(lanes, 0) & (UInt128.MaxValue >> (8 * (Res.SizeMax - _resSize)));
        return new(new Res(res, _resSize), Number(lanes, CkLane), Number(lanes, IkLane), lanes[AkLane] & UInt48.Max);
    }

    /// <summary>f2, f3, f4 and f5 with every length of the standard, which the receiving spans choose.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <param name="res">Response, 4, 8, 16 or 32 octets.</param>
    /// <param name="ck">Cipher key, 16 or 32 octets.</param>
    /// <param name="ik">Integrity key, 16 or 32 octets.</param>
    /// <returns>Anonymity key AK, 48 bits.</returns>
    public ulong F2345(UInt128 rand, Span<byte> res, Span<byte> ck, Span<byte> ik)
    {
        Span<ulong> lanes = stackalloc ulong[Keccak.LaneCount];
        int instance = F2345Instance | LengthBits(res.Length) | KeyBit(ck.Length, LongCk) | KeyBit(ik.Length, LongIk);
        Run(lanes, (byte)instance, rand, 0);
        Write(lanes, 0, res);
        Write(lanes, CkLane, ck);
        Write(lanes, IkLane, ik);
        return lanes[AkLane] & UInt48.Max;
    }

    /// <inheritdoc/>
    public ulong F5Star(UInt128 rand)
    {
        Span<ulong> lanes = stackalloc ulong[Keccak.LaneCount];
        Run(lanes, F5StarInstance, rand, 0);
        return lanes[AkLane] & UInt48.Max;
    }

    /// <summary>The bits of INSTANCE that tell a length of 4, 8, 16 or 32 octets.</summary>
    private static int LengthBits(int size) => size switch
    {
        4 => 0x00,
        8 => 0x08,
        16 => 0x10,
        32 => 0x20,
        _ => throw new ArgumentOutOfRangeException(nameof(size)),
    };

    private static int KeyBit(int size, byte longBit) => size switch
    {
        16 => 0,
        32 => longBit,
        _ => throw new ArgumentOutOfRangeException(nameof(size)),
    };

    private static UInt128 Number(Span<ulong> lanes, int at) => new(lanes[at + 1], lanes[at]);

    /// <summary>Writes a value from the lanes: the standard numbers bits from the other end than Keccak does.</summary>
    private static void Write(Span<ulong> lanes, int at, Span<byte> destination)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        new Key256(Number(lanes, at + 2), Number(lanes, at)).Write(octets);
        octets[^destination.Length..].CopyTo(destination);
    }

    private Key256 Topc()
    {
        Span<ulong> lanes = stackalloc ulong[Keccak.LaneCount];
        Run(lanes, 0, 0, 0);
        return new(Number(lanes, 2), Number(lanes, 0));
    }

    private ulong Mac(byte instance, UInt128 rand, Sqn sqn, Amf amf)
    {
        Span<byte> mac = stackalloc byte[sizeof(ulong)];
        Mac(instance, rand, sqn, amf, mac);
        return BinaryPrimitives.ReadUInt64BigEndian(mac);
    }

    private void Mac(byte instance, UInt128 rand, Sqn sqn, Amf amf, Span<byte> mac)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mac.Length, sizeof(ulong));
        Span<ulong> lanes = stackalloc ulong[Keccak.LaneCount];
        Run(lanes, (byte)(instance | LengthBits(mac.Length)), rand, (sqn.Value << 16) | amf.Value);
        Write(lanes, 0, mac);
    }

    /// <summary>Fills the input (§6) and applies Keccak.</summary>
    private void Run(Span<ulong> lanes, byte instance, UInt128 rand, ulong sqnAmf)
    {
        lanes.Clear();
        Put(lanes, 0, _topc.Low);
        Put(lanes, 2, _topc.High);
        lanes[InstanceLane] = (AlgorithmName << 8) | (byte)(instance | _keyBit);
        Put(lanes, RandLane, rand);
        lanes[AmfSqnLane] = sqnAmf;
        Put(lanes, KeyLane, _k.Low);
        Put(lanes, KeyLane + 2, _k.High);
        lanes[PaddingLane] = 0x1F;
        lanes[PaddingEndLane] = 0x80UL << 56;
        for (int i = 0; i < _iterations; i++)
        {
            Keccak.Permute(lanes);
        }
    }

    private static void Put(Span<ulong> lanes, int at, UInt128 value)
    {
        lanes[at] = (ulong)value;
        lanes[at + 1] = (ulong)(value >> 64);
    }
}
