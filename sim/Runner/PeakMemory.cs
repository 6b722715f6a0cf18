using System;
using System.Diagnostics;
using System.IO;

namespace Simulator.Runner;

/// <summary>The most memory that the process had since the last reset, where the system can forget.</summary>
internal static class PeakMemory
{
    private const string ClearReferences = "/proc/self/clear_refs"; // proc(5): writing 5 resets the peak

    /// <summary>Octets.</summary>
    public static double Octets
    {
        get
        {
            using Process process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Forgets the peak; on systems that cannot, it stays that of the process.</summary>
    public static void Reset()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            File.WriteAllText(ClearReferences, "5");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // the peak of the whole process is reported then
        }
    }
}
