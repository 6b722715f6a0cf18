using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Json;

/// <summary>
/// The members of one JSON object (RFC 8259 §4), asked for by name. Reading is total: the first thing that is wrong is
/// kept in <see cref="Error"/>, and what is asked for after that gives empty values. Members that nobody asks for are
/// passed over. Disposing of it lets the next object use its tables.
/// </summary>
public sealed class JsonMembers : IDisposable
{
    // ours: deeper or wider objects are refused
    private const int DepthMax = 8, CountMax = 64;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DepthMax };

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8; // RFC 8259 §2

    // those that nobody uses
    [ThreadStatic]
    private static Stack<JsonMembers>? _spare;

    private readonly List<Member> _members = new(capacity: 8);
    private readonly List<Member> _items = []; // of the list that was looked at last
    private readonly List<JsonMembers> _inner = [];
    private ReadOnlyMemory<byte> _octets;
    private byte[]? _buffer; // of the outermost object: where all octets are
    private JsonMembers? _outer;
    private int _start;
    private DecodeError _error;
    private bool _isSpare;

    private JsonMembers()
    {
    }

    /// <summary>What is wrong, in this object or one that holds it or is held by it; none if nothing is so far.
    /// </summary>
    public DecodeError Error => _outer?.Error ?? _error;

    /// <summary>Reads the names and places of an object's members.</summary>
    /// <param name="source">One object and nothing else, in UTF-8.</param>
    public static JsonMembers Read(ReadOnlySpan<byte> source)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(source.Length);
        source.CopyTo(buffer);
        JsonMembers members = Read(buffer.AsMemory(0, source.Length), null, 0);
        members._buffer = buffer;
        return members;
    }

    /// <summary>Nothing more is asked for, of this object and those inside it.</summary>
    public void Dispose()
    {
        if (_isSpare)
        {
            return;
        }

        foreach (JsonMembers inner in _inner)
        {
            inner.Dispose();
        }

        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _inner.Clear();
        _items.Clear();
        _members.Clear();
        (_octets, _buffer, _outer, _error, _isSpare) = (default, null, null, DecodeError.None, true);
        (_spare ??= []).Push(this);
    }

    /// <summary>A text that must be there.</summary>
    /// <param name="name">Name of the member.</param>
    public string Text(string name) => OptionalText(name) ?? MissingText(name);

    /// <summary>A text, or null.</summary>
    /// <param name="name">Name of the member.</param>
    public string? OptionalText(string name) =>
        TryFind(name, JsonTokenType.String, out Member member) ? Unescape(member, name) : null;

    /// <summary>A whole number that must be there.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="min">The smallest that is allowed.</param>
    /// <param name="max">The largest that is allowed.</param>
    public long Number(string name, long min, long max) => OptionalNumber(name, min, max) ?? Missing(name);

    /// <summary>A whole number, or null.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="min">The smallest that is allowed.</param>
    /// <param name="max">The largest that is allowed.</param>
    public long? OptionalNumber(string name, long min, long max)
    {
        if (!TryFind(name, JsonTokenType.Number, out Member member))
        {
            return null;
        }

        bool isWhole = Utf8Parser.TryParse(Octets(member), out long value, out int read) && read == member.Size;
        if (isWhole && value >= min && value <= max)
        {
            return value;
        }

        Fail(DecodeError.Unexpected(name, member.Start));
        return 0;
    }

    /// <summary>True or false; what is said by default if it is not there.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="byDefault">What holds without the member.</param>
    public bool Flag(string name, bool byDefault)
    {
        if (Find(name) is not { } member)
        {
            return byDefault;
        }

        if (member.Type is not (JsonTokenType.True or JsonTokenType.False))
        {
            Fail(DecodeError.Unexpected(name, member.Start));
        }

        return member.Type == JsonTokenType.True;
    }

    /// <summary>Octets in base64url (RFC 4648 §5 without padding) that must be there.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="sizeMin">The fewest octets that are allowed.</param>
    /// <param name="sizeMax">The most.</param>
    public Octets Base64(string name, int sizeMin, int sizeMax) =>
        OptionalBase64(name, sizeMin, sizeMax) ?? new Octets(new byte[Missing(name)]);

    /// <summary>Octets in base64url that must be there, into a buffer.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="sizeMin">The fewest octets that are allowed.</param>
    /// <param name="destination">Receives them; the most that are allowed fill it.</param>
    /// <returns>Number of octets; 0 after an error.</returns>
    public int Base64(string name, int sizeMin, Span<byte> destination)
    {
        if (!TryFind(name, JsonTokenType.String, out Member member))
        {
            return Missing(name);
        }

        if (TryBase64(member, name, stackalloc byte[Base64UrlText.StackMax], out ReadOnlySpan<byte> octets)
            && octets.Length >= sizeMin && octets.Length <= destination.Length)
        {
            octets.CopyTo(destination);
            return octets.Length;
        }

        Fail(DecodeError.Unexpected(name, member.Start));
        return 0;
    }

    /// <summary>Octets in base64url, or null.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="sizeMin">The fewest octets that are allowed.</param>
    /// <param name="sizeMax">The most.</param>
    public Octets? OptionalBase64(string name, int sizeMin, int sizeMax)
    {
        if (!TryFind(name, JsonTokenType.String, out Member member))
        {
            return null;
        }

        if (TryBase64(member, name, stackalloc byte[Base64UrlText.StackMax], out ReadOnlySpan<byte> octets)
            && octets.Length >= sizeMin && octets.Length <= sizeMax)
        {
            return new Octets(octets);
        }

        Fail(DecodeError.Unexpected(name, member.Start));
        return default(Octets);
    }

    /// <summary>An object inside this one, or null.</summary>
    /// <param name="name">Name of the member.</param>
    public JsonMembers? OptionalInner(string name) => TryFind(name, JsonTokenType.StartObject, out Member member)
        ? ReadInner(member)
        : null;

    /// <summary>Objects of a list that must be there.</summary>
    /// <param name="name">Name of the member.</param>
    public IReadOnlyList<JsonMembers> InnerList(string name)
    {
        List<Member> items = Items(name, JsonTokenType.StartObject);
        var objects = new List<JsonMembers>(items.Count);
        foreach (Member item in items)
        {
            objects.Add(ReadInner(item));
        }

        return objects;
    }

    /// <summary>Texts of a list that must be there.</summary>
    /// <param name="name">Name of the member.</param>
    public IReadOnlyList<string> Texts(string name)
    {
        List<string> texts = [];
        foreach (Member item in Items(name, JsonTokenType.String))
        {
            texts.Add(Unescape(item, name));
        }

        return texts;
    }

    /// <summary>True if the member is there, whatever it is.</summary>
    /// <param name="name">Name of the member.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>True if the member is a list.</summary>
    /// <param name="name">Name of the member.</param>
    public bool IsList(string name) => Find(name)?.Type == JsonTokenType.StartArray;

    /// <summary>Refuses the value of a member.</summary>
    /// <param name="name">Name of the member.</param>
    public void Refuse(string name) => Fail(DecodeError.Unexpected(name, Find(name)?.Start ?? 0));

    /// <summary>Keeps an error unless there is one.</summary>
    /// <param name="error">What is wrong, with the offset in this object; none is passed over.</param>
    public void Fail(DecodeError error)
    {
        if (_outer is not null)
        {
            _outer.Fail(error.Within(_start));
        }
        else if (_error.IsNone)
        {
            _error = error;
        }
    }

    private JsonMembers ReadInner(in Member member)
    {
        JsonMembers inner = Read(_octets.Slice(member.Start, member.Size), this, member.Start);
        _inner.Add(inner);
        return inner;
    }

    private static JsonMembers Read(ReadOnlyMemory<byte> source, JsonMembers? outer, int start)
    {
        JsonMembers members = _spare is { Count: > 0 } spare ? spare.Pop() : new JsonMembers();
        (members._octets, members._outer, members._start, members._isSpare) = (source, outer, start, false);
        ReadOnlySpan<byte> octets = source.Span;
        if (!Utf8.IsValid(octets))
        {
            members.Fail(DecodeError.Unexpected("UTF-8", at: 0));
            return members;
        }

        if (octets.TrimStart(WhiteSpace) is [not (byte)'{', ..])
        {
            members.Fail(DecodeError.Unexpected("object", at: 0)); // a page, where an exception would cost much
            return members;
        }

        var reader = new Utf8JsonReader(octets, Strict);
        try
        {
            members.Scan(ref reader);
        }
        catch (JsonException)
        {
            members._members.Clear();
            members.Fail(DecodeError.Unexpected("JSON", (int)Math.Min(reader.BytesConsumed, octets.Length)));
        }

        return members;
    }

    private void Scan(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            Fail(DecodeError.Unexpected("object", at: 0));
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int at = (int)reader.TokenStartIndex;
            bool isText = TryTakeName(ref reader, out Name name);
            reader.Read();
            Member member = Take(ref reader) with { Name = name };
            Fail(!isText ? DecodeError.Unexpected("name", at)
                : IsThere(name) ? DecodeError.Duplicate(TextOf(name), at)
                : _members.Count == CountMax ? DecodeError.Unexpected("members", at)
                : DecodeError.None);
            _members.Add(member);
        }

        reader.Read(); // what follows the object is an error of the reader
    }

    private static Member Take(ref Utf8JsonReader reader)
    {
        JsonTokenType type = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Member(default, type, start, (int)reader.BytesConsumed - start);
    }

    // A name without escapes stays where it is.
    private static bool TryTakeName(ref Utf8JsonReader reader, out Name name)
    {
        name = new Name(null, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        string? text = TextOf(ref reader);
        name = new Name(text ?? "", 0, 0);
        return text is not null;
    }

    // A half of a pair of surrogates alone is no text.
    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private List<Member> Items(string name, JsonTokenType type)
    {
        List<Member> items = _items;
        items.Clear();
        if (!TryFind(name, JsonTokenType.StartArray, out Member list))
        {
            if (Error.IsNone)
            {
                Missing(name);
            }

            return items;
        }

        var reader = new Utf8JsonReader(Octets(list), Strict);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Member item = Take(ref reader);
            Member placed = item with { Start = item.Start + list.Start };
            Fail(item.Type != type || items.Count == CountMax
                ? DecodeError.Unexpected(name, placed.Start)
                : DecodeError.None);
            items.Add(placed);
        }

        if (!Error.IsNone)
        {
            items.Clear();
        }

        return items;
    }

    private string Unescape(in Member member, string name)
    {
        ReadOnlySpan<byte> octets = Octets(member);
        if (!octets.Contains((byte)'\\'))
        {
            octets = octets[1..^1];
            return Ascii.IsValid(octets) ? RecurringText.Of(octets) : Encoding.UTF8.GetString(octets);
        }

        var reader = new Utf8JsonReader(octets);
        reader.Read();
        string? text = TextOf(ref reader);
        if (text is null)
        {
            Fail(DecodeError.Unexpected(name, member.Start));
        }

        return text ?? "";
    }

    // The octets stand in the buffer, unless they are many.
    private bool TryBase64(in Member member, string name, Span<byte> buffer, out ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> text = Octets(member)[1..^1];
        if (text.Length > Base64UrlText.StackMax || text.Contains((byte)'\\'))
        {
            bool isText = Base64UrlText.TryDecode(Unescape(member, name), out Octets unescaped);
            octets = unescaped.Span;
            return isText;
        }

        bool isRead = Base64UrlText.TryDecode(text, buffer, out int size);
        octets = buffer[..size];
        return isRead;
    }

    private Member? Find(string name)
    {
        foreach (Member member in _members)
        {
            if (Is(member.Name, name))
            {
                return member;
            }
        }

        return null;
    }

    private bool Is(in Name name, string text) =>
        name.Text is { } unescaped ? unescaped == text
        : Ascii.IsValid(text) ? Ascii.Equals(Octets(name), text)
        : TextOf(name) == text;

    private bool IsThere(in Name name)
    {
        foreach (Member member in _members)
        {
            bool isSame = name.Text is null && member.Name.Text is null
                ? Octets(name).SequenceEqual(Octets(member.Name))
                : TextOf(name) == TextOf(member.Name);
            if (isSame)
            {
                return true;
            }
        }

        return false;
    }

    private string TextOf(in Name name) => name.Text ?? Encoding.UTF8.GetString(Octets(name));

    private bool TryFind(string name, JsonTokenType type, out Member member)
    {
        Member? found = Error.IsNone ? Find(name) : null;
        member = found ?? default;
        if (found is not null && member.Type != type)
        {
            Fail(DecodeError.Unexpected(name, member.Start));
            return false;
        }

        return found is not null;
    }

    private ReadOnlySpan<byte> Octets(in Member member) => _octets.Span.Slice(member.Start, member.Size);

    private ReadOnlySpan<byte> Octets(in Name name) => _octets.Span.Slice(name.Start, name.Size);

    private int Missing(string name)
    {
        Fail(DecodeError.Missing(name, _octets.Length));
        return 0;
    }

    private string MissingText(string name)
    {
        Missing(name);
        return "";
    }

    // where it stands between its quotation marks, or its text if there are escapes in it
    private readonly record struct Name(string? Text, int Start, int Size);

    private readonly record struct Member(Name Name, JsonTokenType Type, int Start, int Size);
}
