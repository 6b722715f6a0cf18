using System.ComponentModel;
using System.Diagnostics;
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
    private const int WaitMilliseconds = 60_000;

    /// <summary>Runs a script in its folder.</summary>
    /// <param name="folder">Folder of script, data and pictures.</param>
    /// <param name="script">Name of the script.</param>
    /// <param name="program">The program; another name in tests.</param>
    public static Drawing Run(string folder, string script, string program = "gnuplot")
    {
        var start = new ProcessStartInfo(program, ["-d", script]) // -d: nobody's own settings
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using Process process = Process.Start(start)!;
            return Await(process);
        }
        catch (Win32Exception)
        {
            return new(DrawingStatus.ProgramMissing, "");
        }
    }

    private static Drawing Await(Process process)
    {
        var complaints = new StringBuilder();
        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data);
        process.BeginErrorReadLine();
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
