using System.IO;
using System.Threading;

namespace Simulator.Cli;

/// <summary>What a command writes to, and when it shall end.</summary>
/// <param name="Output">Results and paths.</param>
/// <param name="Error">Progress, warnings and complaints.</param>
/// <param name="IsInteractive">True if somebody watches <paramref name="Error"/> on a terminal.</param>
/// <param name="Cancellation">The user's wish to stop.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive, CancellationToken Cancellation);
