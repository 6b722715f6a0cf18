using System.CommandLine;
using System.Linq;
using Simulator.Bench;
using Simulator.Runner;

namespace Simulator.Cli;

/// <summary>The command <c>bench NAME</c>.</summary>
internal static class BenchCommand
{
    private const int RoundMin = 5, RoundMax = 1000, RoundDefault = 7;

    public static Command Make(Terminal terminal)
    {
        string[] names = [.. Benchmark.All.Select(benchmark => benchmark.Name)];
        var name = new Argument<string>("NAME")
        {
            HelpName = string.Join('|', names),
            Description = string.Join("; ", Benchmark.All.Select(each => $"{each.Name}: {each.Summary}")),
        };
        name.AcceptOnlyFromAmong(names);
        var csv = new Option<bool>("--csv") { Description = "Writes a CSV table." };
        var only = new Option<string?>("--only")
        {
            HelpName = "WORKLOAD",
            Description = "Measures one workload, for a profiler.",
        };
        var rounds = new Option<int>("--rounds")
        {
            HelpName = "N",
            Description = $"Measured rounds, whose median is printed; at least {RoundMin}.",
            DefaultValueFactory = _ => RoundDefault,
        };
        OptionForm.RequireNumber(rounds, RoundMin, RoundMax);
        var command = new Command("bench", "Measures the simulator on this machine.") { name, csv, only, rounds };
        command.SetAction(parsed =>
        {
            Benchmark benchmark = Benchmark.All.First(each => each.Name == parsed.GetRequiredValue(name));
            var options = new BenchmarkOptions(
                terminal.Output, parsed.GetValue(csv), parsed.GetValue(rounds), parsed.GetValue(only));
            return benchmark.Run(options) ? ExitCodes.Done : ExitCodes.RunFailed;
        });
        return command;
    }
}
