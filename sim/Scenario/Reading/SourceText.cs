using System;
using System.Text;
using System.Text.Unicode;

namespace Simulator.Scenarios;

/// <summary>Turns the octets of a file into text, or says where they are none.</summary>
internal static class SourceText
{
    /// <summary>ours: a hundred times the longest scenario; keeps a mistaken path from filling the memory.</summary>
    private const int SizeMax = 1 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text of a file; null after an error: too large, binary, or indented with tabs.</summary>
    public static string? Decode(string file, ReadOnlySpan<byte> octets, ErrorLog errors)
    {
        if (octets.Length > SizeMax)
        {
            errors.Add(new Place(file, 1, 1), ErrorCode.TooLarge, $"the file is larger than {SizeMax >> 20} MiB");
            return null;
        }

        octets = octets.StartsWith(ByteOrderMark) ? octets[ByteOrderMark.Length..] : octets;
        int bad = FirstBadOctet(octets);
        if (bad >= 0)
        {
            errors.Add(
                PlaceOf(file, Encoding.UTF8.GetString(octets[..bad])),
                ErrorCode.Binary,
                FormattableString.Invariant($"octet 0x{octets[bad]:X2} is not text"),
                "a scenario is UTF-8 text without control characters");
            return null;
        }

        string text = Encoding.UTF8.GetString(octets);
        return HasTabIndentation(file, text, errors) ? null : text;
    }

    private static int FirstBadOctet(ReadOnlySpan<byte> octets)
    {
        int control = octets.IndexOfAnyInRange((byte)0, (byte)8);
        int second = octets.IndexOfAny<byte>([0x0B, 0x0C, 0x0E, 0x0F, 0x1B, 0x7F]);
        int first = control < 0 ? second : second < 0 ? control : Math.Min(control, second);
        int valid = ValidLength(octets);
        return valid < octets.Length && (first < 0 || valid < first) ? valid : first;
    }

    private static int ValidLength(ReadOnlySpan<byte> octets)
    {
        if (Utf8.IsValid(octets))
        {
            return octets.Length;
        }

        int index = 0;
        while (index < octets.Length
            && Rune.DecodeFromUtf8(octets[index..], out _, out int size) == System.Buffers.OperationStatus.Done)
        {
            index += size;
        }

        return index;
    }

    private static Place PlaceOf(string file, string before)
    {
        int line = before.AsSpan().Count('\n') + 1;
        return new Place(file, line, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    private static bool HasTabIndentation(string file, string text, ErrorLog errors)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            line++;
            int start = content.IndexOfAnyExcept(' ', '\t');
            int tab = start < 0 ? -1 : content[..start].IndexOf('\t');
            if (tab >= 0)
            {
                errors.Add(
                    new Place(file, line, tab + 1), ErrorCode.Tab, "a tab cannot indent", "use two spaces for a level");
                return true;
            }
        }

        return false;
    }
}
