using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>How a drawing went.</summary>
public enum DrawingStatus
{
    /// <summary>The pictures are there.</summary>
    Drawn,

    /// <summary>There is no gnuplot on this machine.</summary>
    ProgramMissing,

    /// <summary>gnuplot complained.</summary>
    Failed,
}

/// <summary>How a drawing went, and what gnuplot said.</summary>
/// <param name="Status">How.</param>
/// <param name="Message">Its words if it failed; otherwise empty.</param>
public readonly record struct Drawing(DrawingStatus Status, string Message);

/// <summary>Runs gnuplot: the one place of the results that starts a program.</summary>
internal static class Gnuplot
{
    /// <summary>The program.</summary>
    public const string Program = "gnuplot";

    private const int WaitMilliseconds = 60_000;
    private const int MajorMin = 5, MinorMin = 4; // 'set datafile columnheaders', labels with colours of their own

    /// <summary>Why figures cannot be drawn here, in words; null if they can.</summary>
    /// <param name="program">The program; another name in tests.</param>
    public static string? FindObstacle(string program = Program)
    {
        const string Written = "the figures' data and scripts were written, their pictures were not";
        (Drawing drawing, string output) = Start(".", program, ["--version"]);
        if (drawing.Status == DrawingStatus.ProgramMissing)
        {
            return $"gnuplot is missing: {Written} (apt-get install gnuplot-nox fonts-dejavu-core)";
        }

        string version = output.Trim();
        return IsRecent(version)
            ? null
            : $"gnuplot is too old ('{version}', {MajorMin}.{MinorMin} is needed): {Written}";
    }

    /// <summary>Runs a script in its folder.</summary>
    /// <param name="folder">Folder of script, data and pictures.</param>
    /// <param name="script">Name of the script.</param>
    /// <param name="hasPdf">True for a PDF as well.</param>
    /// <param name="program">The program; another name in tests.</param>
    public static Drawing Run(string folder, string script, bool hasPdf = false, string program = Program)
    {
        IReadOnlyList<string> pdf = hasPdf ? ["-e", $"{GnuplotScript.PdfVariable}=1"] : [];
        return Start(folder, program, ["-d", .. pdf, script]).Drawing; // -d: nobody's own settings
    }

    // As in "gnuplot 5.4 patchlevel 4".
    private static bool IsRecent(string version)
    {
        string[] words = version.Split(' ');
        string[] numbers = words.Length > 1 ? words[1].Split('.') : [];
        return numbers.Length > 1
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && (major > MajorMin || (major == MajorMin && minor >= MinorMin));
    }

    private static (Drawing Drawing, string Output) Start(
        string folder, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC0"; // dates of one length in every place
        try
        {
            using Process process = Process.Start(start)!;
            var output = new StringBuilder();
            return (Await(process, output), output.ToString());
        }
        catch (Win32Exception)
        {
            return (new(DrawingStatus.ProgramMissing, ""), "");
        }
    }

    private static Drawing Await(Process process, StringBuilder output)
    {
        var complaints = new StringBuilder();
        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        process.StandardInput.Close();
        if (!process.WaitForExit(WaitMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            return new(DrawingStatus.Failed, "gnuplot did not end within a minute");
        }

        process.WaitForExit(); // and for the rest of its words
        string message = complaints.ToString().Trim();
        return process.ExitCode == 0 ? new(DrawingStatus.Drawn, message) : new(DrawingStatus.Failed, message);
    }
}
