using System.Collections.Generic;
using System.Globalization;
using CsvHelper;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Reads the cells of a row from left to right; what does not fit is an error with file and line.</summary>
internal sealed class RowReader(CsvReader csv, string name)
{
    private int _index;

    /// <summary>The first line must be these column names.</summary>
    public void RequireHeader(IReadOnlyList<string> columns)
    {
        if (!Advance() || !csv.ReadHeader() || string.Join(',', csv.HeaderRecord!) != string.Join(',', columns))
        {
            throw new ResultsException($"{name}: the columns are not {string.Join(',', columns)}");
        }
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next(int columnCount)
    {
        _index = 0;
        if (!Advance())
        {
            return false;
        }

        if (csv.Parser.Count != columnCount)
        {
            throw Wrong($"{csv.Parser.Count} cells instead of {columnCount}");
        }

        return true;
    }

    public string Text() => csv.GetField(_index++) ?? "";

    public double Number() =>
        Cell.TryParse(Text(), out double value) ? value : throw Wrong("a number is expected");

    public double? NumberOrNone()
    {
        string text = Text();
        return text.Length == 0 ? null
            : Cell.TryParse(text, out double value) ? value
            : throw Wrong("a number or nothing is expected");
    }

    public long Whole() =>
        long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Wrong("a whole number is expected");

    public int Index()
    {
        long value = Whole();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Wrong("a number from 0 is expected");
    }

    public Statistic Statistic() =>
        Statistics.TryParse(Text(), out Statistic statistic) ? statistic : throw Wrong("a statistic is expected");

    public MetricUnit Unit() =>
        MetricUnits.TryParse(Text(), out MetricUnit unit) ? unit : throw Wrong("a unit is expected");

    public string Choice(string first, string second)
    {
        string text = Text();
        return text == first || text == second ? text : throw Wrong($"'{first}' or '{second}' is expected");
    }

    public RunStatus Status() => Text() switch
    {
        "completed" => RunStatus.Completed,
        "failed" => RunStatus.Failed,
        _ => throw Wrong("'completed' or 'failed' is expected"),
    };

    public Fingerprint Fingerprint()
    {
        var fingerprint = new Fingerprint(Text(), Text(), Text(), Text());
        return fingerprint.IsWellFormed ? fingerprint : throw Wrong("16 hexadecimal digits are expected");
    }

    public StudyPoint Point(int keyCount)
    {
        int index = Index();
        string[] values = new string[keyCount];
        for (int key = 0; key < keyCount; key++)
        {
            values[key] = Text();
        }

        return new StudyPoint(index, values);
    }

    private ResultsException Wrong(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}:{csv.Parser.RawRow}: {what} (cell {_index})"));

    private bool Advance()
    {
        try
        {
            return csv.Read();
        }
        catch (CsvHelperException wrong)
        {
            throw new ResultsException($"{name}: {wrong.Message.Split('\n')[0]}", wrong);
        }
    }
}
