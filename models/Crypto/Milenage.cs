using System;

namespace Simulator.Crypto;

/// <summary>MILENAGE, the functions f1 to f5* on AES-128 (TS 35.206 §4.1).</summary>
/// <remarks>Made on the stack from the stored octets of K and OPc:
/// the schedule of K is the only work done here.</remarks>
public readonly struct Milenage : IAkaFunctions
{
    private readonly AesBlock _kernel;
    private readonly UInt128 _opc;
    private readonly MilenageConstants _constants;

    /// <summary>The functions of one subscriber, with the standard's constants.</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="opc">OPc, derived from the operator's OP and K.</param>
    public Milenage(UInt128 k, UInt128 opc)
        : this(k, opc, MilenageConstants.Standard)
    {
    }

    /// <summary>The functions of one subscriber, with an operator's constants.</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="opc">OPc, derived from the operator's OP and K.</param>
    /// <param name="constants">c1 to c5 and r1 to r5.</param>
    public Milenage(UInt128 k, UInt128 opc, MilenageConstants constants)
    {
        _kernel = new AesBlock(k);
        _opc = opc;
        _constants = constants;
    }

    /// <summary>OPc = OP ⊕ E[OP]_K (TS 35.206 §4.1).</summary>
    /// <param name="k">Subscriber key K.</param>
    /// <param name="op">Operator variant OP.</param>
    public static UInt128 DeriveOpc(UInt128 k, UInt128 op) => new AesBlock(k).Encrypt(op) ^ op;

    /// <inheritdoc/>
    public ulong F1(UInt128 rand, Sqn sqn, Amf amf) => (ulong)(Out1(rand, sqn, amf) >> 64);

    /// <inheritdoc/>
    public ulong F1Star(UInt128 rand, Sqn sqn, Amf amf) => (ulong)Out1(rand, sqn, amf);

    /// <inheritdoc/>
    public AkaKeys F2345(UInt128 rand)
    {
        UInt128 temp = Temp(rand);
        UInt128 out2 = Out(temp, _constants.R2, _constants.C2);
        UInt128 out3 = Out(temp, _constants.R3, _constants.C3);
        UInt128 out4 = Out(temp, _constants.R4, _constants.C4);
        return new(new Res((ulong)out2, sizeof(ulong)), out3, out4, (ulong)(out2 >> 80));
    }

    /// <inheritdoc/>
    public ulong F5Star(UInt128 rand) => (ulong)(Out(Temp(rand), _constants.R5, _constants.C5) >> 80);

    private UInt128 Temp(UInt128 rand) => _kernel.Encrypt(rand ^ _opc);

    /// <summary>OUT1 from IN1 = SQN ‖ AMF ‖ SQN ‖ AMF.</summary>
    private UInt128 Out1(UInt128 rand, Sqn sqn, Amf amf)
    {
        ulong half = (sqn.Value << 16) | amf.Value;
        UInt128 rotated = UInt128.RotateLeft(new UInt128(half, half) ^ _opc, _constants.R1);
        return _kernel.Encrypt(Temp(rand) ^ rotated ^ _constants.C1) ^ _opc;
    }

    /// <summary>OUT2 to OUT5.</summary>
    private UInt128 Out(UInt128 temp, int rotation, UInt128 constant) =>
        _kernel.Encrypt(UInt128.RotateLeft(temp ^ _opc, rotation) ^ constant) ^ _opc;
}
