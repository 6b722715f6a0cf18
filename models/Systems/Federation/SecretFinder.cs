using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using Simulator.Crypto;
using Simulator.Entities;

namespace Simulator.Systems;

/// <summary>What a party or a link can see.</summary>
internal enum ExposedItem
{
    /// <summary>The subscriber's identity, in digits or coded in binary.</summary>
    Imsi,

    /// <summary>The long-term key.</summary>
    K,

    /// <summary>The operator's variant of the algorithms for that key.</summary>
    Opc,

    /// <summary>A challenge.</summary>
    Rand,

    /// <summary>Its token.</summary>
    Autn,

    /// <summary>RES, and XRES, which is the same.</summary>
    Res,

    /// <summary>A cipher key.</summary>
    Ck,

    /// <summary>An integrity key.</summary>
    Ik,

    /// <summary>The key between CK, IK and those of a serving network.</summary>
    Kasme,

    /// <summary>The key of a base station.</summary>
    Kenb,

    /// <summary>A password.</summary>
    Password,

    /// <summary>An ID token.</summary>
    IdToken,

    /// <summary>An authorization code.</summary>
    Code,
}

/// <summary>
/// Finds keys and identifiers in octets: those of the subscribers in advance, those of each challenge from when it
/// first passes, each as octets and in base64url. What is cut in two by packets is not found.
/// </summary>
internal sealed class SecretFinder
{
    private const int PrefixSize = 7, NumberSize = 16, VendorId = 10_415, AvpHeaderSize = 12;
    private const uint RandAvp = 1_447, XresAvp = 1_448, AutnAvp = 1_449, KasmeAvp = 1_450; // TS 29.272 §7.3.53 on

    private static readonly SearchValues<byte> TokenOctets =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    private readonly List<Subscriber> _subscribers = [];
    private readonly List<ExposedItem> _items = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<Form>> _forms = []; // by their first octets
    private readonly List<int> _found = [];

    /// <summary>What a secret is.</summary>
    public ExposedItem ItemOf(int secret) => _items[secret];

    /// <summary>Identity, long-term keys and password of a subscriber.</summary>
    public void Add(in Subscriber subscriber)
    {
        _subscribers.Add(subscriber);
        string digits = subscriber.Imsi.ToString();
        int imsi = IdOf(ExposedItem.Imsi, digits);
        AddForm(Encoding.ASCII.GetBytes(digits), imsi);
        AddForm(Coded(digits), imsi);
        Add(ExposedItem.K, Octets(subscriber.K));
        Add(ExposedItem.Opc, Octets(subscriber.Opc));
        string password = Uri.EscapeDataString(Cloud.PasswordOf(subscriber.Imsi));
        AddForm(Encoding.ASCII.GetBytes(password), IdOf(ExposedItem.Password, password));
    }

    /// <summary>The secrets in some octets, valid until the next call.</summary>
    public IReadOnlyList<int> FindIn(ReadOnlySpan<byte> octets)
    {
        _found.Clear();
        LearnFromDiameter(octets);
        LearnFromJson(octets);
        Match(octets);
        FindTokens(octets);
        FindCodes(octets);
        return _found;
    }

    // E-UTRAN-Vector: RAND, XRES, AUTN, KASME in this order (TS 29.272 §7.3.18)
    private void LearnFromDiameter(ReadOnlySpan<byte> octets)
    {
        while (TryFindAvp(ref octets, RandAvp, out ReadOnlySpan<byte> rand)
            && TryFindAvp(ref octets, XresAvp, out ReadOnlySpan<byte> xres)
            && TryFindAvp(ref octets, AutnAvp, out ReadOnlySpan<byte> autn)
            && TryFindAvp(ref octets, KasmeAvp, out ReadOnlySpan<byte> kasme))
        {
            Learn(rand, xres, autn, kasme);
        }
    }

    // {"rand":"…","autn":"…","xres":"…","kasme":"…"}
    private void LearnFromJson(ReadOnlySpan<byte> octets)
    {
        while (TryFindMember(ref octets, "\"rand\":\""u8, out byte[] rand)
            && TryFindMember(ref octets, "\"autn\":\""u8, out byte[] autn)
            && TryFindMember(ref octets, "\"xres\":\""u8, out byte[] xres)
            && TryFindMember(ref octets, "\"kasme\":\""u8, out byte[] kasme))
        {
            Learn(rand, xres, autn, kasme);
        }
    }

    private void Learn(
        ReadOnlySpan<byte> rand, ReadOnlySpan<byte> xres, ReadOnlySpan<byte> autn, ReadOnlySpan<byte> kasme)
    {
        if (rand.Length != NumberSize || kasme.Length != Key256.Size || !Res.TryRead(xres, out Res response)
            || !Add(ExposedItem.Rand, rand))
        {
            return; // no vector, or one that is known
        }

        Add(ExposedItem.Autn, autn);
        Add(ExposedItem.Res, xres);
        Add(ExposedItem.Kasme, kasme);
        Span<byte> octets = stackalloc byte[Key256.Size];
        EpsKeys.Kenb(Key256.Read(kasme), 0).Write(octets);
        Add(ExposedItem.Kenb, octets);
        LearnKeys(BinaryPrimitives.ReadUInt128BigEndian(rand), response);
    }

    // CK and IK never leave home: they are computed for the subscriber whose response it is
    private void LearnKeys(UInt128 rand, Res response)
    {
        foreach (Subscriber subscriber in _subscribers)
        {
            AkaKeys keys = new Milenage(subscriber.K, subscriber.Opc).F2345(rand);
            if (keys.Res == response)
            {
                Add(ExposedItem.Ck, Octets(keys.Ck));
                Add(ExposedItem.Ik, Octets(keys.Ik));
            }
        }
    }

    private void Match(ReadOnlySpan<byte> octets)
    {
        for (int at = 0; at + PrefixSize <= octets.Length; at++)
        {
            if (_forms.TryGetValue(PrefixOf(octets[at..]), out List<Form>? forms))
            {
                foreach (Form form in forms)
                {
                    if (octets[at..].StartsWith(form.Octets))
                    {
                        _found.Add(form.Secret);
                    }
                }
            }
        }
    }

    // header.payload.signature in base64url; who can read a token can read what it says
    private void FindTokens(ReadOnlySpan<byte> octets)
    {
        for (int at = octets.IndexOf("eyJ"u8); at >= 0; at = octets.IndexOf("eyJ"u8))
        {
            int size = octets[at..].IndexOfAnyExcept(TokenOctets);
            ReadOnlySpan<byte> token = octets.Slice(at, size < 0 ? octets.Length - at : size);
            octets = octets[(at + token.Length)..];
            if (token.Count((byte)'.') == 2)
            {
                _found.Add(IdOf(ExposedItem.IdToken, Encoding.ASCII.GetString(token)));
                ReadOnlySpan<byte> rest = token[(token.IndexOf((byte)'.') + 1)..];
                Match(Decode(rest[..rest.IndexOf((byte)'.')]));
            }
        }
    }

    // ?code=… or &code=… of a target, code=… at the start of a body
    private void FindCodes(ReadOnlySpan<byte> octets)
    {
        for (int at = octets.IndexOf("code="u8); at >= 0; at = octets.IndexOf("code="u8))
        {
            bool isName = at > 0 && octets[at - 1] is (byte)'?' or (byte)'&' or (byte)'\n';
            octets = octets[(at + "code="u8.Length)..];
            int size = octets.IndexOfAnyExcept(TokenOctets);
            if (isName && size > 0)
            {
                _found.Add(IdOf(ExposedItem.Code, Encoding.ASCII.GetString(octets[..size])));
            }
        }
    }

    private bool Add(ExposedItem item, ReadOnlySpan<byte> octets)
    {
        int before = _items.Count;
        int secret = IdOf(item, Convert.ToHexString(octets));
        if (secret < before)
        {
            return false;
        }

        AddForm(octets, secret);
        AddForm(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(octets)), secret);
        return true;
    }

    private void AddForm(ReadOnlySpan<byte> octets, int secret)
    {
        ulong prefix = PrefixOf(octets);
        if (!_forms.TryGetValue(prefix, out List<Form>? forms))
        {
            _forms.Add(prefix, forms = []);
        }

        forms.Add(new Form(octets.ToArray(), secret));
    }

    private int IdOf(ExposedItem item, string value)
    {
        string name = $"{(int)item} {value}";
        if (!_ids.TryGetValue(name, out int secret))
        {
            secret = _items.Count;
            _ids.Add(name, secret);
            _items.Add(item);
        }

        return secret;
    }

    private static ulong PrefixOf(ReadOnlySpan<byte> octets)
    {
        ulong prefix = 0;
        for (int index = 0; index < PrefixSize; index++)
        {
            prefix = (prefix << 8) | octets[index];
        }

        return prefix;
    }

    private static bool TryFindAvp(ref ReadOnlySpan<byte> octets, uint code, out ReadOnlySpan<byte> value)
    {
        Span<byte> wanted = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(wanted, code);
        value = default;
        for (int at = octets.IndexOf(wanted); at >= 0; at = octets.IndexOf(wanted))
        {
            octets = octets[at..];
            int size = octets.Length < AvpHeaderSize
                ? 0
                : (int)(BinaryPrimitives.ReadUInt32BigEndian(octets[4..]) & 0xFF_FFFF); // after the flags
            if (size > AvpHeaderSize && size <= octets.Length
                && BinaryPrimitives.ReadUInt32BigEndian(octets[8..]) == VendorId)
            {
                value = octets[AvpHeaderSize..size];
                octets = octets[size..];
                return true;
            }

            octets = octets[1..];
        }

        return false;
    }

    private static bool TryFindMember(ref ReadOnlySpan<byte> octets, ReadOnlySpan<byte> start, out byte[] value)
    {
        int at = octets.IndexOf(start);
        int end = at < 0 ? -1 : octets[(at + start.Length)..].IndexOf((byte)'"');
        value = end < 0 ? [] : Decode(octets.Slice(at + start.Length, end));
        octets = end < 0 ? octets : octets[(at + start.Length + end)..];
        return value.Length > 0;
    }

    private static byte[] Decode(ReadOnlySpan<byte> text) =>
        Base64Url.IsValid(text) ? Base64Url.DecodeFromUtf8(text) : [];

    // the digits after the first, two an octet, the first of them in the low half (TS 24.301 §9.9.3.12)
    private static byte[] Coded(string digits)
    {
        byte[] octets = new byte[(digits.Length - 1) / 2];
        for (int index = 0; index < octets.Length; index++)
        {
            octets[index] = (byte)((digits[(2 * index) + 2] - '0') << 4 | (digits[(2 * index) + 1] - '0'));
        }

        return octets;
    }

    private static byte[] Octets(UInt128 number)
    {
        byte[] octets = new byte[NumberSize];
        BinaryPrimitives.WriteUInt128BigEndian(octets, number);
        return octets;
    }

    private readonly record struct Form(byte[] Octets, int Secret);
}
