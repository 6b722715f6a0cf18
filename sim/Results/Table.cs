using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Simulator.Results;

/// <summary>
/// One CSV table: its file, its columns, and how a row is written and read. UTF-8 without a mark, <c>\n</c>, a comma,
/// quotes where needed; the same rows give the same octets.
/// </summary>
/// <typeparam name="T">A row.</typeparam>
public sealed class Table<T>
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        HasHeaderRecord = true,
    };

    private readonly Func<T, IEnumerable<string>> _cells;
    private readonly Func<RowReader, T> _row;

    internal Table(
        string file, IReadOnlyList<string> columns, Func<T, IEnumerable<string>> cells, Func<RowReader, T> row)
    {
        File = file;
        Columns = columns;
        _cells = cells;
        _row = row;
    }

    /// <summary>Name of its file.</summary>
    public string File { get; }

    /// <summary>Names of its columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Writes the whole table.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="rows">The rows.</param>
    public void Write(Stream stream, IEnumerable<T> rows)
    {
        WriteHeader(stream);
        WriteRows(stream, rows);
    }

    /// <summary>Writes the line of column names.</summary>
    /// <param name="stream">Left open.</param>
    public void WriteHeader(Stream stream) => WriteLines(stream, [Columns]);

    /// <summary>Writes rows without the line of column names.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="rows">The rows.</param>
    public void WriteRows(Stream stream, IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        WriteLines(stream, Lines(rows));
    }

    /// <summary>Reads the table of a folder, row by row.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <exception cref="ResultsException">It is not a table of these columns.</exception>
    public IEnumerable<T> Read(string folder)
    {
        string path = Path.Combine(folder, File);
        using FileStream stream = OpenRead(path);
        foreach (T row in Read(stream, path))
        {
            yield return row;
        }
    }

    /// <summary>Reads a table, row by row.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ResultsException">It is not a table of these columns.</exception>
    public IEnumerable<T> Read(Stream stream, string name)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        using var csv = new CsvReader(reader, Format, leaveOpen: true);
        var row = new RowReader(csv, name);
        row.RequireHeader(Columns);
        while (row.Next(Columns.Count))
        {
            yield return _row(row);
        }
    }

    private static FileStream OpenRead(string path)
    {
        try
        {
            return System.IO.File.OpenRead(path);
        }
        catch (IOException missing)
        {
            throw new ResultsException($"{path} cannot be read: {missing.Message}", missing);
        }
    }

    private static void WriteLines(Stream stream, IEnumerable<IEnumerable<string>> lines)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        using var csv = new CsvWriter(writer, Format, leaveOpen: true);
        foreach (IEnumerable<string> line in lines)
        {
            foreach (string cell in line)
            {
                csv.WriteField(cell);
            }

            csv.NextRecord();
        }
    }

    private IEnumerable<IEnumerable<string>> Lines(IEnumerable<T> rows)
    {
        foreach (T row in rows)
        {
            yield return _cells(row);
        }
    }
}
