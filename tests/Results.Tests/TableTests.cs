using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

public sealed class TableTests
{
    private static readonly CsvTables Tables = new(
        [new SweepKey("mode", "", "Mode."), new SweepKey("rate", "1/s", "Rate.")]);
    private static readonly StudyPoint Point = new(3, ["sa, \"cache\"", "0.1"]);
    private static readonly Fingerprint Prints =
        new("00112233445566aa", "00112233445566bb", "00112233445566cc", "00112233445566dd");

    private static string Text<T>(Table<T> table, params T[] rows)
    {
        using var stream = new MemoryStream();
        table.Write(stream, rows);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<T> Read<T>(Table<T> table, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return [.. table.Read(stream, "test.csv")];
    }

    // Writing what was read gives the same octets: rows hold lists, which do not compare by value.
    private static void RoundTrip<T>(Table<T> table, params T[] rows)
    {
        string text = Text(table, rows);
        List<T> read = Read(table, text);
        Assert.That(read, Has.Count.EqualTo(rows.Length), text);
        Assert.That(Text(table, [.. read]), Is.EqualTo(text));
    }

    [Test]
    public void Runs_have_the_columns_of_the_contract()
    {
        string text = Text(Tables.Runs, new RunRow(Point, 7, 123, 25.5, Prints, RunStatus.Failed, "line\nbreak"));
        Assert.That(text, Is.EqualTo(
            "point,mode,rate,replication,events,sim_time,fp_time,fp_order,fp_wire,fp_results,status,reason\n"
            + "3,\"sa, \"\"cache\"\"\",0.1,7,123,25.5,00112233445566aa,00112233445566bb,00112233445566cc,"
            + "00112233445566dd,failed,\"line\nbreak\"\n"));
        RunRow row = Read(Tables.Runs, text)[0];
        Assert.That(row.Point.Values, Is.EqualTo(Point.Values));
        Assert.That(row.Fingerprint, Is.EqualTo(Prints));
        Assert.That(row.Reason, Is.EqualTo("line\nbreak"));
        Assert.That(row.Status, Is.EqualTo(RunStatus.Failed));
    }

    [Test]
    public void Every_table_reads_back_what_it_wrote()
    {
        RoundTrip(Tables.Runs, new RunRow(Point, 0, 0, 0, Fingerprint.None, RunStatus.Completed, ""));
        RoundTrip(CsvTables.Performance, new(1, 2, 0.5, 1e6, null), new(1, 3, 0.25, 2e6, 1L << 30));
        RoundTrip(
            Tables.Metrics,
            new MetricRow(Point, 0, new("attach.latency", "ue", Statistic.P999, 0.123, MetricUnit.Second)),
            new MetricRow(Point, 0, new("goodput", "", Statistic.Rate, 1e10, MetricUnit.BitPerSecond)));
        RoundTrip(
            Tables.Summary,
            new SummaryRow(Point, "x", "", Statistic.Mean, new(1, 2.5, null, null, 0.95), MetricUnit.Joule),
            new SummaryRow(Point, "x", "hss/0", Statistic.Sd, new(10, 2.5, 2.25, 2.75, 0.95), MetricUnit.Octet));
        RoundTrip(CsvTables.Messages, new MessageRow(0, 1, "s1:enb/0-mme/0", "up", "S1AP", "Reset [x]", 1, 2, 3, 4));
        RoundTrip(CsvTables.Dictionary, new DictionaryRow("attach.latency", "From \"a\" to b, inclusive.", "s"));
        RoundTrip(Tables.Series, new SeriesRow(Point, 0, "hss.queue", "hss/0", 0.1, 3, MetricUnit.One));
        RoundTrip(Tables.Distributions, new DistributionRow(Point, 0, "x", "", 0.99, 3.5, MetricUnit.Second));
        RoundTrip(
            CsvTables.Ladder, new LadderRow(0.010003, "enb/0", "mme/0", "S1AP", "InitialUEMessage", 116, "attach", 4));
    }

    [TestCase(0.1, "0.1")]
    [TestCase(1.0 / 3.0, "0.3333333333333333")]
    [TestCase(1e-9, "1E-09")]
    [TestCase(5e-324, "5E-324")]
    [TestCase(1.7976931348623157e308, "1.7976931348623157E+308")]
    [TestCase(100_000.0, "100000")]
    [TestCase(-0.25, "-0.25")]
    [TestCase(double.NaN, "")]
    public void Numbers_are_invariant_and_as_short_as_they_read_back(double value, string text)
    {
        Assert.That(Cell.Of(value), Is.EqualTo(text));
        Assert.That(Cell.TryParse(text, out double read), Is.EqualTo(text.Length > 0));
        Assert.That(text.Length == 0 || read.Equals(value), Is.True);
    }

    [Test]
    public void A_table_has_line_feeds_alone_and_no_mark()
    {
        using var stream = new MemoryStream();
        CsvTables.Dictionary.Write(stream, [new("größe", "µ", "1")]);
        byte[] octets = stream.ToArray();
        Assert.That(octets, Does.Not.Contain((byte)'\r'));
        Assert.That(octets[0], Is.EqualTo((byte)'n'));
        Assert.That(octets[^1], Is.EqualTo((byte)'\n'));
    }

    [TestCase("", "columns")]
    [TestCase("point,replication\n", "columns")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory,more\n", "columns")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1,2,3\n", "cells")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1,2,3,4,5,6\n", "cells")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1,2,3,4,x\n", "a number or nothing")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1,2,3,,\n", "a number is expected")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1,2,NaN,4,\n", "a number is expected")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n-1,2,3,4,\n", "from 0")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n1.5,2,3,4,\n", "whole number")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n99999999999,2,3,4,\n", "from 0")]
    [TestCase("point,replication,wall_time,events_per_second,peak_memory\n\"1,2,3,4,5\n", "")]
    public void What_is_no_such_table_is_refused_with_its_place(string text, string complaint) =>
        Assert.That(
            () => Read(CsvTables.Performance, text),
            Throws.TypeOf<ResultsException>().With.Message.Contains(complaint).And.Message.Contains("test.csv"));

    [TestCase("7,,,0,0,0,,,,,done,", "'completed' or 'failed'")]
    [TestCase("7,,,0,0,0,123,,,,completed,", "hexadecimal")]
    [TestCase("7,,,0,0,0,00112233445566AA,,,,completed,", "hexadecimal")]
    public void Words_and_hashes_are_checked(string line, string complaint) =>
        Assert.That(
            () => Read(Tables.Runs, string.Join(',', Tables.Runs.Columns) + "\n" + line + "\n"),
            Throws.TypeOf<ResultsException>().With.Message.Contains(complaint).And.Message.Contains("test.csv:2"));

    [TestCase("p98", "s")]
    [TestCase("p99", "ms")]
    public void Statistics_and_units_are_checked(string statistic, string unit) =>
        Assert.That(
            () => Read(
                Tables.Metrics, string.Join(',', Tables.Metrics.Columns) + $"\n0,a,1,0,m,e,{statistic},1,{unit}\n"),
            Throws.TypeOf<ResultsException>());

    [Test]
    public void A_missing_table_is_an_error_of_the_folder()
    {
        using var folder = new Folder();
        Assert.That(
            () => new List<RunRow>(Tables.Runs.Read(folder.FullPath)),
            Throws.TypeOf<ResultsException>().With.Message.Contains("runs.csv"));
    }

    [Test]
    public void Keys_are_sorted_and_a_point_has_a_value_for_each()
    {
        SweepKey a = new("a", "", "A."), b = new("b", "", "B.");
        Assert.That(() => new CsvTables([b, a]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CsvTables([a, a]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => Text(Tables.Runs, new RunRow(StudyPoint.Only, 0, 0, 0, Prints, RunStatus.Completed, "")),
            Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("0-0", true)]
    [TestCase("12-3", true)]
    [TestCase("01-3", false)]
    [TestCase("1-+3", false)]
    [TestCase("1--3", false)]
    [TestCase("1", false)]
    [TestCase("1-2-3", false)]
    [TestCase(".tmp-1-2", false)]
    [TestCase("99999999999-1", false)]
    [TestCase("", false)]
    public void A_run_has_one_name(string name, bool isName)
    {
        Assert.That(RunKey.TryParse(name, out RunKey key), Is.EqualTo(isName));
        Assert.That(isName ? key.ToString() : name, Is.EqualTo(name));
    }
}
