using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

/// <summary>Published vectors, read from the files beside the test assembly.</summary>
internal static class Vectors
{
    /// <summary>The entries of one array of a file.</summary>
    public static IEnumerable<TestCaseData> Cases(string file, string array, string? name = null)
    {
        int index = 0;
        foreach (JsonElement entry in Load(file).GetProperty(array).EnumerateArray())
        {
            string label = name is not null && entry.TryGetProperty(name, out JsonElement value)
                ? value.ToString()
                : index.ToString(CultureInfo.InvariantCulture);
            yield return new TestCaseData(entry).SetArgDisplayNames($"{array}: {label}");
            index++;
        }

        if (index == 0)
        {
            throw new InvalidOperationException($"{file} has nothing under {array}");
        }
    }

    public static JsonElement Load(string file)
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "vectors", file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement entry, string key) =>
        entry.GetProperty(key).GetString() ?? throw new InvalidOperationException(key);

    public static byte[] Octets(this JsonElement entry, string key) => Convert.FromHexString(entry.Text(key));

    public static UInt128 Number(this JsonElement entry, string key) => Hex(entry.Text(key));

    public static ulong Number64(this JsonElement entry, string key) => (ulong)entry.Number(key);

    public static Key256 Key(this JsonElement entry, string key) => Key256.Read(entry.Octets(key));

    public static UInt128 Hex(string digits) =>
        UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
