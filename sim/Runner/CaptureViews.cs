using System;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>Gives a capture a Wireshark profile for each node that reads on the way, with the keys of that node alone.
/// </summary>
internal sealed class CaptureViews(RunRecorder recorder) : IEspReaders
{
    /// <inheritdoc/>
    public void Add(NodeId node) => recorder.ViewOf(NameOf(node));

    /// <inheritdoc/>
    public void Learn(NodeId node, in EspSecret secret) =>
        recorder.ViewOf(NameOf(node))?.Add(Associations.Of(secret));

    private static string NameOf(NodeId node) => FormattableString.Invariant($"{node.Group}-{node.Index}");
}
