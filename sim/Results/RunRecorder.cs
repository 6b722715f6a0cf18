using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>What is recorded of a run beside its numbers.</summary>
public sealed record RecordingOptions
{
    /// <summary>A packet capture, or null for none.</summary>
    public CaptureOptions? Capture { get; init; }

    /// <summary>True for one further capture of each link, every hop in it.</summary>
    public bool HasHopCaptures { get; init; }

    /// <summary>True for a ladder of the first completed procedure.</summary>
    public bool HasLadder { get; init; }

    /// <summary>The ladder is of this procedure.</summary>
    public ProcedureId? LadderProcedure { get; init; }
}

/// <summary>
/// Records one run and writes its folder: made before the run, given the metrics after it. It watches the network
/// (fingerprints always, capture and ladder if asked for) and changes nothing.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    /// <summary>Name of the capture.</summary>
    public const string CaptureFile = "capture.pcapng";

    /// <summary>Name of the ladder as text.</summary>
    public const string LadderFile = "ladder.txt";

    /// <summary>Folder of the captures of single links.</summary>
    public const string HopFolder = "hops";

    /// <summary>Most links with a capture of their own.</summary>
    public const int HopCaptureMax = 256;

    private readonly RunFolder _folder;
    private readonly CsvTables _tables;
    private readonly StudyPoint _point;
    private readonly Simulation _simulation;
    private readonly Topology? _topology;
    private readonly FingerprintTap _fingerprint = new();
    private readonly List<CaptureTap> _hops = [];

    /// <summary>Starts to record.</summary>
    /// <param name="folder">Folder of the run; disposed with the recorder.</param>
    /// <param name="tables">Tables of the study.</param>
    /// <param name="point">Point of the study.</param>
    /// <param name="simulation">The run.</param>
    /// <param name="topology">Its network, with all its links; null if it has none.</param>
    /// <param name="options">What to record.</param>
    public RunRecorder(
        RunFolder folder, CsvTables tables, StudyPoint point, Simulation simulation, Topology? topology,
        RecordingOptions? options = null)
    {
        (_folder, _tables, _point, _simulation, _topology) = (folder, tables, point, simulation, topology);
        if (topology is not null)
        {
            Watch(topology, options ?? new RecordingOptions());
        }
    }

    /// <summary>The capture, to add secrets to; null without one.</summary>
    public CaptureTap? Capture { get; private set; }

    /// <summary>The ladder, to be told of completed procedures; null without one.</summary>
    public LadderTap? Ladder { get; private set; }

    /// <summary>The Wireshark profile of the capture, to add keys to.</summary>
    public WiresharkProfile Profile { get; } = new();

    /// <summary>Links that have no capture of their own because there are too many.</summary>
    public int SkippedHopCount { get; private set; }

    /// <summary>Adds secrets to every capture, for the packets that are sent from now on.</summary>
    /// <param name="kind">Format of the secrets.</param>
    /// <param name="text">As a key log file has them.</param>
    public void AddSecrets(CaptureSecrets kind, string text)
    {
        Capture?.AddSecrets(kind, text);
        foreach (CaptureTap hop in _hops)
        {
            hop.AddSecrets(kind, text);
        }
    }

    /// <summary>Writes everything and gives the folder its name: from here on the run is there.</summary>
    /// <param name="metrics">What the run has measured.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="reason">Why it failed; otherwise empty.</param>
    /// <param name="performance">What it cost, if that is known.</param>
    public RunRow Complete(
        MetricRegistry metrics, RunStatus status = RunStatus.Completed, string reason = "",
        PerformanceRow? performance = null)
    {
        CloseCaptures();
        string results = RunTables.Write(_folder, _tables, _point, metrics);
        var row = new RunRow(
            _point, _folder.Key.Replication, _simulation.EventCount, _simulation.Now.Seconds,
            _fingerprint.Fingerprint(results), status, reason);
        _folder.Write(_tables.Runs, [row]);
        _folder.Write(CsvTables.Messages, _topology is null ? [] : MessageTable.Of(_folder.Key, _topology));
        if (performance is not null)
        {
            _folder.Write(CsvTables.Performance, [performance]);
        }

        WriteLadder();
        _folder.Complete();
        return row;
    }

    /// <summary>Removes the folder unless it is complete.</summary>
    public void Dispose()
    {
        Capture?.Dispose();
        foreach (CaptureTap hop in _hops)
        {
            hop.Dispose();
        }

        _fingerprint.Dispose();
        _folder.Dispose();
    }

    private void Watch(Topology topology, RecordingOptions options)
    {
        topology.AddTap(_fingerprint);
        if (options.Capture is { } capture)
        {
            Capture = new CaptureTap(_simulation, _folder.Create(CaptureFile), capture);
            topology.AddTap(Capture);
        }

        if (options.HasHopCaptures)
        {
            CaptureHops(topology, options.Capture ?? new CaptureOptions());
        }

        if (options.HasLadder || options.LadderProcedure is not null)
        {
            Ladder = new LadderTap(options.LadderProcedure);
            topology.AddTap(Ladder);
        }
    }

    private void CaptureHops(Topology topology, CaptureOptions options)
    {
        foreach (Link link in topology.Links)
        {
            if (_hops.Count == HopCaptureMax)
            {
                SkippedHopCount++;
                continue;
            }

            FileStream file = _folder.Create($"{HopFolder}/{Figure.FileName(link.Id)}.pcapng");
            var hop = new CaptureTap(_simulation, file, options with { Link = link });
            topology.AddTap(hop);
            _hops.Add(hop);
        }
    }

    private void CloseCaptures()
    {
        Capture?.Dispose();
        foreach (CaptureTap hop in _hops)
        {
            hop.Dispose();
        }

        if (Capture is not null || _hops.Count > 0)
        {
            Profile.Write(_folder);
        }
    }

    private void WriteLadder()
    {
        if (Ladder is null)
        {
            return;
        }

        IReadOnlyList<LadderRow> rows = Ladder.Rows();
        _folder.Write(CsvTables.Ladder, rows);
        using FileStream text = _folder.Create(LadderFile);
        text.Write(Encoding.UTF8.GetBytes(LadderText.Of(rows)));
    }
}
