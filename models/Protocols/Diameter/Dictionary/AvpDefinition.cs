using System;

namespace Simulator.Protocols.Diameter;

/// <summary>Data formats of AVPs (RFC 6733 §4.2, §4.3).</summary>
public enum AvpType
{
    /// <summary>Octets of any kind.</summary>
    OctetString,

    /// <summary>Signed, 4 octets.</summary>
    Integer32,

    /// <summary>Signed, 8 octets.</summary>
    Integer64,

    /// <summary>Unsigned, 4 octets.</summary>
    Unsigned32,

    /// <summary>Unsigned, 8 octets.</summary>
    Unsigned64,

    /// <summary>One of a list of values, 4 octets; values that are not in the list survive a round trip.</summary>
    Enumerated,

    /// <summary>Seconds since 1900, 4 octets.</summary>
    Time,

    /// <summary>Text.</summary>
    Utf8String,

    /// <summary>The name of a node or a realm.</summary>
    DiameterIdentity,

    /// <summary>The address of a node with transport, as text.</summary>
    DiameterUri,

    /// <summary>Address family and address.</summary>
    Address,

    /// <summary>AVPs that follow a grammar.</summary>
    Grouped,

    /// <summary>AVPs that may be wrong, as in Failed-AVP: kept, never looked into.</summary>
    OpaqueGroup,
}

/// <summary>Whether an AVP is sent with the M flag.</summary>
public enum MandatoryBit
{
    /// <summary>Never: whoever does not know the AVP ignores it.</summary>
    MustNot,

    /// <summary>Always: whoever does not know the AVP refuses the message.</summary>
    Must,
}

/// <summary>One line of an AVP dictionary (RFC 6733 §4.5, TS 29.272 table 7.3.1/1).</summary>
public sealed class AvpDefinition
{
    private const int KeptSizeMax = 1_024; // ours: a group of a subscription has some two hundred octets

    private readonly bool _recurs;
    private RightGroup? _right; // the last one; threads that replace it each put a whole one there

    private AvpDefinition(
        uint vendor,
        uint code,
        string name,
        AvpType type,
        MandatoryBit mandatory,
        int sizeMin,
        int sizeMax,
        AvpGrammar? grammar,
        bool recurs = false)
    {
        Vendor = vendor;
        Code = code;
        Name = name;
        Type = type;
        Mandatory = mandatory;
        SizeMin = sizeMin;
        SizeMax = sizeMax;
        Grammar = grammar;
        Key = KeyOf(vendor, code);
        HeaderSize = vendor == VendorId.Ietf ? DiameterSize.AvpHeader : DiameterSize.VendorAvpHeader;
        uint flags = (vendor == VendorId.Ietf ? 0u : RawAvp.VendorFlag)
            | (mandatory == MandatoryBit.Must ? RawAvp.MandatoryFlag : 0u);
        Header = ((ulong)code << RawAvp.CodeShift) | ((ulong)flags << RawAvp.FlagsShift);
        _recurs = recurs;
    }

    /// <summary>Who owns the code; <see cref="VendorId.Ietf"/> for none.</summary>
    public uint Vendor { get; }

    /// <summary>The AVP code within the vendor's own.</summary>
    public uint Code { get; }

    /// <summary>The standard's name.</summary>
    public string Name { get; }

    /// <summary>The data format.</summary>
    public AvpType Type { get; }

    /// <summary>The M flag as it is sent. A receiver that knows the AVP ignores the flag (TS 29.272 §7.3.1).</summary>
    public MandatoryBit Mandatory { get; }

    /// <summary>The least data in octets.</summary>
    public int SizeMin { get; }

    /// <summary>The most data in octets.</summary>
    public int SizeMax { get; }

    /// <summary>What a group may hold; null for other types.</summary>
    public AvpGrammar? Grammar { get; }

    /// <summary>Groups around the innermost AVP of this one: 0 if it is no group.</summary>
    public int Depth => Grammar is null ? 0 : 1 + Grammar.Depth;

    internal ulong Key { get; }

    internal int HeaderSize { get; }

    /// <summary>The first eight octets of the AVP as it is sent, as one number, with length zero.</summary>
    internal ulong Header { get; }

    /// <summary>An AVP whose format alone bounds its size.</summary>
    /// <param name="vendor">Owner of the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="name">The standard's name.</param>
    /// <param name="type">The format.</param>
    /// <param name="mandatory">Whether it is sent with the M flag.</param>
    public static AvpDefinition Of(uint vendor, uint code, string name, AvpType type, MandatoryBit mandatory)
    {
        (int sizeMin, int sizeMax) = type switch
        {
            AvpType.Integer32 or AvpType.Unsigned32 => (sizeof(uint), sizeof(uint)),
            AvpType.Enumerated or AvpType.Time => (sizeof(uint), sizeof(uint)),
            AvpType.Integer64 or AvpType.Unsigned64 => (sizeof(ulong), sizeof(ulong)),
            AvpType.DiameterIdentity => (1, DiameterSize.IdentityMax),
            AvpType.Address => (sizeof(ushort), int.MaxValue),
            AvpType.OpaqueGroup => (DiameterSize.AvpHeader, int.MaxValue),
            AvpType.Grouped => throw new ArgumentOutOfRangeException(nameof(type), name, "a group has a grammar"),
            _ => (0, int.MaxValue),
        };
        return new(vendor, code, name, type, mandatory, sizeMin, sizeMax, null);
    }

    /// <summary>An OctetString or text of bounded size.</summary>
    /// <param name="vendor">Owner of the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="name">The standard's name.</param>
    /// <param name="type">The format.</param>
    /// <param name="mandatory">Whether it is sent with the M flag.</param>
    /// <param name="sizeMin">The least data in octets.</param>
    /// <param name="sizeMax">The most data in octets.</param>
    public static AvpDefinition Sized(
        uint vendor, uint code, string name, AvpType type, MandatoryBit mandatory, int sizeMin, int sizeMax) =>
        new(vendor, code, name, type, mandatory, sizeMin, sizeMax, null);

    /// <summary>A grouped AVP.</summary>
    /// <param name="vendor">Owner of the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="name">The standard's name.</param>
    /// <param name="mandatory">Whether it is sent with the M flag.</param>
    /// <param name="grammar">What it may hold; made before the group, so that no group can hold itself.</param>
    /// <param name="recurs">True if most messages bring it with the octets of the message before: those are
    /// remembered when they were found right, and not walked through again.</param>
    public static AvpDefinition Group(
        uint vendor, uint code, string name, MandatoryBit mandatory, AvpGrammar grammar, bool recurs = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grammar.Depth, DiameterSize.DepthMax - 1, name);
        return new(vendor, code, name, AvpType.Grouped, mandatory, 0, int.MaxValue, grammar, recurs);
    }

    /// <summary>Name, owner and code.</summary>
    public override string ToString() => Vendor == VendorId.Ietf ? $"{Name}({Code})" : $"{Name}({Vendor}:{Code})";

    /// <summary>True if this group was found right with the same octets and the same dictionary.</summary>
    internal bool IsKnownRight(ReadOnlySpan<byte> data, AvpDictionary dictionary) =>
        _right is { } right && right.Dictionary == dictionary && data.SequenceEqual(right.Data);

    /// <summary>Remembers octets of this group that were found right, if it recurs.</summary>
    internal void KeepRight(ReadOnlySpan<byte> data, AvpDictionary dictionary)
    {
        if (_recurs && data.Length <= KeptSizeMax)
        {
            _right = new RightGroup(data.ToArray(), dictionary);
        }
    }

    internal static ulong KeyOf(uint vendor, uint code) => ((ulong)vendor << 32) | code;

    private sealed record RightGroup(byte[] Data, AvpDictionary Dictionary);
}
