using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Bench;

namespace Tests.Bench;

/// <summary>The benchmark of the codecs measures what it says: the same results on both sides,
/// no row missing.</summary>
[TestFixture]
public sealed class CodecBenchmarkTests
{
    [Test]
    public void Every_message_of_a_protocol_has_a_row()
    {
        string[] rows = Run("nas");
        ICodec[] codecs =
            [.. Codecs.All.Where(codec => codec.Protocol == "nas" && char.IsAsciiLetterUpper(codec.Name[0]))];
        Assert.That(rows, Has.Length.EqualTo(1 + codecs.Length));
        foreach (ICodec codec in codecs)
        {
            Assert.That(
                rows.Count(row => row.StartsWith(codec.Name + ",nas,", StringComparison.Ordinal)),
                Is.EqualTo(1),
                codec.Name);
        }
    }

    [Test]
    public void Cryptography_stands_beside_the_runtimes()
    {
        string[] rows = Run("KASME");
        Assert.That(rows, Has.Length.EqualTo(2));
        string[] cells = rows[1].Split(',');
        Assert.That((cells[0], cells[1], cells[3]), Is.EqualTo(("KASME", "operation", "0")), "nothing allocated");
        Assert.That(
            double.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture), Is.Positive, "the ratio");
    }

    [Test]
    public void One_message_can_be_measured_alone()
    {
        string[] rows = Run("AttachAccept");
        Assert.That(rows, Has.Length.EqualTo(2), "a head and a row");
        string[] cells = rows[1].Split(',');
        Assert.That(cells[4], Is.EqualTo("0"), "encoding allocates nothing");
        Assert.That(
            double.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void The_runtime_computes_what_we_compute() => Assert.That(CodecBenchmark.FindWrong(), Is.Null);

    private static string[] Run(string? only)
    {
        var text = new StringWriter();
        Assert.That(CodecBenchmark.Run(new(text, IsCsv: true, RoundCount: 1, Only: only)), Is.True);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
