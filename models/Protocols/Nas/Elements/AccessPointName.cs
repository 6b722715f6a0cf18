using System;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Access point name: labels, each behind its length (TS 23.003 §9.1; TS 24.301 §9.9.4.1).</summary>
public readonly record struct AccessPointName
{
    internal const int SizeMin = 1, SizeMax = 100; // §9.9.4.1
    private const int LabelMax = 63;
    private readonly Octets _labels;

    private AccessPointName(Octets labels) => _labels = labels;

    internal Octets Labels => _labels;

    /// <summary>Reads a name written for people.</summary>
    /// <param name="text">Labels of letters, digits and hyphens with dots between them.</param>
    /// <param name="name">The name.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out AccessPointName name)
    {
        name = default;
        if (text.Length >= SizeMax || !Ascii.IsValid(text))
        {
            return false;
        }

        Span<byte> labels = stackalloc byte[SizeMax];
        Encoding.ASCII.GetBytes(text, labels[1..]);
        int start = 0;
        for (int place = 0; place <= text.Length; place++)
        {
            if (place == text.Length || text[place] == '.')
            {
                labels[start] = (byte)(place - start);
                start = place + 1;
            }
        }

        return TryRead(labels[..(text.Length + 1)], out name);
    }

    /// <summary>Reads a name that is known to be right.</summary>
    /// <param name="text">Labels of letters, digits and hyphens with dots between them.</param>
    /// <exception cref="FormatException">The text is no such name.</exception>
    public static AccessPointName Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out AccessPointName name) ? name : throw new FormatException($"'{text}' is no APN");

    /// <summary>The labels with dots between them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (ReadOnlySpan<byte> rest = _labels.Span; !rest.IsEmpty; rest = rest[(1 + rest[0])..])
        {
            text.Append(text.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(rest.Slice(1, rest[0])));
        }

        return text.ToString();
    }

    internal static bool TryRead(ReadOnlySpan<byte> source, out AccessPointName name)
    {
        name = default;
        ReadOnlySpan<byte> rest = source;
        while (!rest.IsEmpty)
        {
            int size = rest[0];
            if (size is 0 or > LabelMax || size >= rest.Length || !IsLabel(rest.Slice(1, size)))
            {
                return false;
            }

            rest = rest[(1 + size)..];
        }

        bool read = source.Length is >= SizeMin and <= SizeMax;
        name = read ? new(new Octets(source)) : default;
        return read;
    }

    // TS 23.003 §9.1: letters, digits, hyphen; neither first nor last a hyphen
    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        foreach (byte letter in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '-')
            {
                return false;
            }
        }

        return label[0] != '-' && label[^1] != '-';
    }
}
