using System;
using System.Globalization;

namespace Simulator.Crypto;

/// <summary>Authentication token AUTN = SQN ⊕ AK ‖ AMF ‖ MAC-A, 128 bits (TS 33.102 §6.3.2).</summary>
/// <param name="Value">The 16 octets, first octet most significant.</param>
public readonly record struct Autn(UInt128 Value)
{
    /// <summary>Length in octets.</summary>
    public const int Size = 16;

    /// <summary>Puts a token together.</summary>
    /// <param name="sqn">The sequence number.</param>
    /// <param name="ak">Anonymity key, 48 bits; 0 if the SQN is not concealed.</param>
    /// <param name="amf">The management field.</param>
    /// <param name="macA">MAC-A.</param>
    public Autn(Sqn sqn, ulong ak, Amf amf, ulong macA)
        : this(new UInt128(((sqn.Value ^ ak) << 16) | amf.Value, macA))
    {
    }

    /// <summary>SQN ⊕ AK, 48 bits.</summary>
    public ulong SqnXorAk => (ulong)(Value >> 80);

    /// <summary>The management field.</summary>
    public Amf Amf => new((ushort)(Value >> 64));

    /// <summary>MAC-A, 64 bits.</summary>
    public ulong MacA => (ulong)Value;

    /// <summary>The sequence number.</summary>
    /// <param name="ak">Anonymity key, 48 bits.</param>
    public Sqn Sqn(ulong ak) => new(SqnXorAk ^ ak);

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
