using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.IO;
using Simulator.Results;
using Simulator.Runner;

namespace Simulator.Cli;

/// <summary>The commands, and what a wrong command line says.</summary>
public static class CommandLine
{
    private const string Summary =
        "Discrete-event network simulator for authentication and key management.\n\n"
        + "Exit codes: 0 done, 1 a run failed, 2 bad input (nothing was run), 3 an expectation of the scenario does "
        + "not hold, 130 interrupted (what was finished is kept).\n"
        + "'./simulate test' installs the tests' tools and runs all tests.";

    /// <summary>Parses and runs one command.</summary>
    /// <param name="arguments">Its words.</param>
    /// <param name="terminal">What it writes to.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ParseResult parsed = Parse(arguments, terminal);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return Complain(parsed, terminal.Error);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception failure) when (failure is ResultsException or BadInputException)
        {
            terminal.Error.WriteLine($"simulate: {failure.Message}");
            return ExitCodes.BadInput;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"simulate: {failure.Message}");
            return ExitCodes.RunFailed;
        }
    }

    /// <summary>Parses a command and runs nothing.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null };
        RootCommand root = Root(terminal, arguments);
        root.HelpName = "simulate";
        return root.Parse(RunCommand.Completed(arguments), parsing);
    }

    private static RootCommand Root(Terminal terminal, IReadOnlyList<string> arguments) => new(Summary)
    {
        new RunCommand(terminal, arguments).Command,
        CheckCommand.Make(terminal),
        ListCommand.Make(terminal),
        PlotCommand.Make(terminal),
        CompareCommand.Make(terminal),
        ReportCommand.Make(terminal),
        new LadderCommand(terminal).Command,
        SchemaCommand.Make(terminal),
        BenchCommand.Make(terminal),
    };

    private static int Complain(ParseResult parsed, TextWriter error)
    {
        foreach (ParseError complaint in parsed.Errors)
        {
            error.WriteLine($"simulate: {complaint.Message}");
        }

        string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        error.WriteLine($"  hint: simulate {command}--help");
        return ExitCodes.BadInput;
    }
}
