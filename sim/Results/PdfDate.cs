using System;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// Replaces the clock in a PDF of gnuplot by the epoch of everything simulated, 2025-01-01T00:00:00Z, so that the same
/// figure gives the same octets. The length stays, and with it every offset of the file's cross-reference table.
/// </summary>
internal static class PdfDate
{
    private const string Epoch = "20250101000000";

    private static readonly byte[][] Marks = [.. Array.ConvertAll(
        (string[])["/CreationDate (D:", "/ModDate (D:"], Encoding.ASCII.GetBytes)];

    /// <summary>Sets the dates.</summary>
    /// <param name="document">The file, which is changed.</param>
    /// <returns>False if it tells no date where one is expected.</returns>
    public static bool TrySet(Span<byte> document)
    {
        bool isFound = false;
        foreach (byte[] mark in Marks)
        {
            isFound |= TrySet(document, mark);
        }

        return isFound;
    }

    private static bool TrySet(Span<byte> document, byte[] mark)
    {
        int start = document.IndexOf(mark) + mark.Length;
        if (start < mark.Length || document.Length < start + Epoch.Length)
        {
            return false;
        }

        Span<byte> digits = document.Slice(start, Epoch.Length);
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        Encoding.ASCII.GetBytes(Epoch, digits);
        return true;
    }
}
