using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Simulator.Protocols.Diameter;

/// <summary>
/// The name of a node or of a realm, a domain name in ASCII (RFC 6733 §4.3.1). Compared without regard to case, as DNS
/// does (RFC 4343); sent with the letters as they came. The default value is empty: no name.
/// </summary>
public readonly struct DiameterIdentity : IEquatable<DiameterIdentity>
{
    private const int LabelSizeMax = 63; // RFC 1035 §2.3.4
    private const int KeptCount = 256;   // ours: more than the nodes and realms of a scenario

    private static readonly SearchValues<byte> NameOctets =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Names of a network come in every message: they are kept, as many as there are places, the last one of each. What
    // two threads keep at once is whole. Each is known to be a name.
    private static readonly byte[]?[] Kept = new byte[KeptCount][];

    private readonly byte[]? _name;

    /// <summary>A name that was found right; empty octets are no name.</summary>
    internal DiameterIdentity(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return;
        }

        ref byte[]? kept = ref Kept[PlaceOf(name)];
        byte[]? known = kept;
        _name = known is not null && name.SequenceEqual(known) ? known : kept = name.ToArray();
    }

    /// <summary>True for the default value, which stands for an absent AVP.</summary>
    public bool IsEmpty => _name is null;

    /// <summary>Octets of the name.</summary>
    public int Size => _name?.Length ?? 0;

    internal ReadOnlySpan<byte> Span => _name;

    /// <summary>Takes a domain name.</summary>
    /// <param name="name">E.g. <c>hss.epc.mnc001.mcc001.3gppnetwork.org</c> (TS 23.003 §19.2).</param>
    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DiameterIdentity Parse(string name)
    {
        byte[] octets = Encoding.UTF8.GetBytes(name);
        return octets.Length <= DiameterSize.IdentityMax && IsName(octets)
            ? new(octets)
            : throw new FormatException($"'{name}' is no domain name");
    }

    /// <summary>True if both are the same name.</summary>
    public static bool operator ==(DiameterIdentity left, DiameterIdentity right) => left.Equals(right);

    /// <summary>True if the names differ.</summary>
    public static bool operator !=(DiameterIdentity left, DiameterIdentity right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(DiameterIdentity other) => _name == other._name || Ascii.EqualsIgnoreCase(Span, other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DiameterIdentity other && Equals(other);

    /// <summary>FNV-1a of the name in lower case: the same in every process.</summary>
    public override int GetHashCode()
    {
        uint hash = 2166136261;
        foreach (byte octet in Span)
        {
            byte lower = octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
            hash = unchecked((hash ^ lower) * 16777619);
        }

        return unchecked((int)hash);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Encoding.ASCII.GetString(Span);

    /// <summary>Labels of letters, digits and inner hyphens with dots between them.</summary>
    internal static bool IsName(ReadOnlySpan<byte> name)
    {
        if (Kept[PlaceOf(name)] is { } known && name.SequenceEqual(known))
        {
            return true;
        }

        if (name.ContainsAnyExcept(NameOctets))
        {
            return false;
        }

        for (int dot = name.IndexOf((byte)'.'); dot >= 0; dot = name.IndexOf((byte)'.'))
        {
            if (!IsLabel(name[..dot]))
            {
                return false;
            }

            name = name[(dot + 1)..];
        }

        return IsLabel(name);
    }

    // by size and by first and last octets, where names differ
    private static int PlaceOf(ReadOnlySpan<byte> name)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 over the golden ratio
        ulong ends = name.Length < sizeof(ulong) ? 0
            : BinaryPrimitives.ReadUInt64LittleEndian(name)
                ^ BinaryPrimitives.ReadUInt64BigEndian(name[^sizeof(ulong)..]);
        return (int)(unchecked((ends + (ulong)name.Length) * Multiplier) >> 56);
    }

    private static bool IsLabel(ReadOnlySpan<byte> label) =>
        label.Length is >= 1 and <= LabelSizeMax && label[0] != (byte)'-' && label[^1] != (byte)'-';
}
