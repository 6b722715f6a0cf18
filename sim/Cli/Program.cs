namespace Simulator.Cli;

/// <summary>The command line.</summary>
public static class Program
{
    /// <summary>Runs one command; its exit code is the process's.</summary>
    public static int Main() => 0;
}
