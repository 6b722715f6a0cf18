using System;
using System.Linq;
using Simulator.Bench;

namespace Simulator.Cli;

/// <summary>The command line.</summary>
public static class Program
{
    /// <summary>Runs one command; its exit code is the process's.</summary>
    /// <param name="arguments">The words of the command.</param>
    public static int Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments is ["bench", string name, ..] && Benchmark.All.FirstOrDefault(b => b.Name == name) is { } benchmark)
        {
            bool isCsv = arguments.Contains("--csv");
            string? only = Array.IndexOf(arguments, "--only") is > 0 and int at ? arguments[at + 1] : null;
            return benchmark.Run(new BenchmarkOptions(Console.Out, isCsv, Only: only)) ? 0 : 1;
        }

        Console.Error.WriteLine("usage: simulate bench kernel [--csv] | test");
        return 2;
    }
}
