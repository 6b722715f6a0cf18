using System;
using System.Buffers.Binary;
using System.Text.Json;
using Simulator.Crypto;
using Simulator.Protocols.Json;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Federation;

/// <summary>Values of AKA as members of JSON objects: octets in base64url, identities as text.</summary>
internal static class FederationValues
{
    private const int NumberSize = 16;

    /// <summary>An IMSI in digits.</summary>
    public static Imsi ReadImsi(JsonMembers members, string name)
    {
        if (!Imsi.TryParse(members.Text(name), out Imsi imsi))
        {
            members.Refuse(name);
        }

        return imsi;
    }

    /// <summary>A network as country and network code with a hyphen.</summary>
    public static PlmnId ReadPlmn(JsonMembers members, string name)
    {
        string text = members.Text(name);
        bool isPlmn = text.Length is 6 or 7 && text[3] == '-'
            && !text.AsSpan(0, 3).ContainsAnyExceptInRange('0', '9')
            && !text.AsSpan(4).ContainsAnyExceptInRange('0', '9');
        if (!isPlmn)
        {
            members.Refuse(name);
        }

        return isPlmn ? PlmnId.FromDigits(text.AsSpan(0, 3), text.AsSpan(4)) : default;
    }

    /// <summary>128 bits.</summary>
    public static UInt128 ReadNumber(JsonMembers members, string name)
    {
        Span<byte> octets = stackalloc byte[NumberSize];
        int size = members.Base64(name, NumberSize, octets);
        return size == NumberSize ? BinaryPrimitives.ReadUInt128BigEndian(octets) : default;
    }

    /// <summary>RES or XRES, 4 to 16 octets.</summary>
    public static Res ReadRes(JsonMembers members, string name)
    {
        Span<byte> octets = stackalloc byte[Res.SizeMax];
        int size = members.Base64(name, Res.SizeMin, octets);
        return Res.TryRead(octets[..size], out Res res) ? res : default;
    }

    /// <summary>AUTS.</summary>
    public static Auts ReadAuts(JsonMembers members, string name)
    {
        Span<byte> octets = stackalloc byte[Auts.Size];
        int size = members.Base64(name, Auts.Size, octets);
        return Auts.TryRead(octets[..size], out Auts auts) ? auts : default;
    }

    /// <summary>256 bits.</summary>
    public static Key256 ReadKey(JsonMembers members, string name)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        int size = members.Base64(name, Key256.Size, octets);
        return size == Key256.Size ? Key256.Read(octets) : default;
    }

    /// <summary>Writes 128 bits.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string name, UInt128 number)
    {
        Span<byte> octets = stackalloc byte[NumberSize];
        BinaryPrimitives.WriteUInt128BigEndian(octets, number);
        writer.WriteBase64(name, octets);
    }

    /// <summary>Writes RES or XRES.</summary>
    public static void WriteRes(Utf8JsonWriter writer, string name, Res res)
    {
        Span<byte> octets = stackalloc byte[Res.SizeMax];
        res.Write(octets[..res.Size]);
        writer.WriteBase64(name, octets[..res.Size]);
    }

    /// <summary>Writes AUTS.</summary>
    public static void WriteAuts(Utf8JsonWriter writer, string name, Auts auts)
    {
        Span<byte> octets = stackalloc byte[Auts.Size];
        auts.Write(octets);
        writer.WriteBase64(name, octets);
    }

    /// <summary>Writes 256 bits.</summary>
    public static void WriteKey(Utf8JsonWriter writer, string name, in Key256 key)
    {
        Span<byte> octets = stackalloc byte[Key256.Size];
        key.Write(octets);
        writer.WriteBase64(name, octets);
    }
}
