using System.IO;
using System.Threading;
using Simulator.Cli;

namespace Tests.Cli;

/// <summary>What a command has said, and how it ended.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record Said(int Code, string Output, string Error);

/// <summary>Gives commands as a user does who has sent the output elsewhere.</summary>
internal static class Command
{
    internal static Said Run(params string[] words) => Run(CancellationToken.None, words);

    internal static Said Run(CancellationToken cancellation, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(words, new Terminal(output, error, IsInteractive: false, cancellation));
        return new(code, output.ToString(), error.ToString());
    }
}
