using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Simulator.Cli;

/// <summary>The program: connects the command line to the process.</summary>
public static class Program
{
    /// <summary>Runs one command; its exit code is the process's.</summary>
    /// <param name="arguments">The words of the command.</param>
    public static int Main(string[] arguments)
    {
        using var interrupt = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = OnSignal(PosixSignal.SIGINT, interrupt);
        using PosixSignalRegistration onTermination = OnSignal(PosixSignal.SIGTERM, interrupt);
        var terminal = new Terminal(Console.Out, Console.Error, !Console.IsErrorRedirected, interrupt.Token);
        return CommandLine.Run(arguments, terminal);
    }

    // The first signal asks for an orderly end, the second one ends the process.
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupt) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });
}
