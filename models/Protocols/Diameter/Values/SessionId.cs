using System;
using System.Buffers.Text;
using System.Text;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>
/// Identifier of a session, which only its maker takes apart (RFC 6733 §8.8); valid UTF-8, compared octet by octet. The
/// default is empty. One of the form that §8.8 recommends is kept as its host and its two numbers, so that it needs no
/// array of its own.
/// </summary>
public readonly struct SessionId : IEquatable<SessionId>
{
    private const byte Separator = (byte)';';
    private const int NumberSizeMax = 10; // digits of 32 bits

    private readonly Octets _text;           // of any other form
    private readonly DiameterIdentity _host; // empty in any other form
    private readonly uint _high;
    private readonly uint _low;

    private SessionId(DiameterIdentity host, uint high, uint low) => (_host, _high, _low) = (host, high, low);

    private SessionId(Octets text) => _text = text;

    /// <summary>True for the default value: no session.</summary>
    public bool IsEmpty => _host.IsEmpty && _text.IsEmpty;

    /// <summary>Number of octets.</summary>
    public int Size => _host.IsEmpty ? _text.Size : _host.Size + 2 + DigitCount(_high) + DigitCount(_low);

    /// <summary>True if both are the same session.</summary>
    public static bool operator ==(SessionId left, SessionId right) => left.Equals(right);

    /// <summary>True if the sessions differ.</summary>
    public static bool operator !=(SessionId left, SessionId right) => !left.Equals(right);

    /// <summary>Makes an identifier as §8.8 recommends: host, then two numbers, with semicolons between them.</summary>
    /// <param name="host">The node that starts the session.</param>
    /// <param name="high">High 32 bits of the node's own number of the session.</param>
    /// <param name="low">Low 32 bits.</param>
    public static SessionId Create(DiameterIdentity host, uint high, uint low) => new(host, high, low);

    /// <inheritdoc/>
    public bool Equals(SessionId other) => _high == other._high && _low == other._low && _text == other._text
        && _host.Span.SequenceEqual(other._host.Span); // letters count here, unlike in a name

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SessionId other && Equals(other);

    /// <summary>The same in every process.</summary>
    public override int GetHashCode() =>
        unchecked((((_text.GetHashCode() * 31) + _host.GetHashCode()) * 31) + (int)(_high ^ _low));

    /// <summary>The text.</summary>
    public override string ToString()
    {
        byte[] text = new byte[Size];
        Write(text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads an identifier; a text has one form only, so that equal ones are found equal.</summary>
    /// <param name="text">The octets, found to be valid; none for no session.</param>
    internal static SessionId Read(ReadOnlySpan<byte> text)
    {
        int last = text.LastIndexOf(Separator);
        int first = last < 0 ? -1 : text[..last].LastIndexOf(Separator);
        return first is > 0 and <= DiameterSize.IdentityMax
            && TryReadNumber(text[(first + 1)..last], out uint high)
            && TryReadNumber(text[(last + 1)..], out uint low)
            && DiameterIdentity.IsName(text[..first])
            ? new(new DiameterIdentity(text[..first]), high, low)
            : new(new Octets(text));
    }

    /// <summary>Writes the octets.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    internal void Write(Span<byte> destination)
    {
        if (_host.IsEmpty)
        {
            _text.CopyTo(destination);
            return;
        }

        _host.Span.CopyTo(destination);
        int size = _host.Size;
        size += Append(destination[size..], _high);
        Append(destination[size..], _low);
    }

    private static int Append(Span<byte> destination, uint number)
    {
        destination[0] = Separator;
        Utf8Formatter.TryFormat(number, destination[1..], out int digits);
        return 1 + digits;
    }

    // Digits as Append writes them: no zeros in front.
    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out uint number)
    {
        number = 0;
        if (digits.Length is 0 or > NumberSizeMax || (digits[0] == (byte)'0' && digits.Length > 1)
            || !DecimalDigits.TryParse(digits, out DecimalDigits read))
        {
            return false;
        }

        number = unchecked((uint)read.Value);
        return read.Value <= uint.MaxValue;
    }

    private static int DigitCount(uint number)
    {
        int count = 1;
        for (ulong bound = 10; bound <= number; bound *= 10)
        {
            count++;
        }

        return count;
    }
}
