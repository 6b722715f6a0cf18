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

    /// <summary>Whether the numbers of a metric are kept, by its name; all of them by default.</summary>
    public Func<string, bool> Keeps { get; init; } = _ => true;

    /// <summary>True for a ladder of the first completed procedure.</summary>
    public bool HasLadder { get; init; }

    /// <summary>The ladder is of this procedure.</summary>
    public ProcedureId? LadderProcedure { get; init; }
}

/// <summary>
/// Records one run and writes its folder. It is made before the network, whose first packets may be sent while it is
/// built; it watches (fingerprints always, capture and ladder if asked for) and changes nothing.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    /// <summary>Name of the capture.</summary>
    public const string CaptureFile = "capture.pcapng";

    /// <summary>Name of the ladder as text.</summary>
    public const string LadderFile = "ladder.txt";

    /// <summary>Folder of the captures of single links.</summary>
    public const string HopFolder = "hops";

    /// <summary>Folder of the Wireshark profiles of single nodes.</summary>
    public const string ViewFolder = "views";

    /// <summary>Most nodes with a profile of their own.</summary>
    public const int ViewMax = 256;

    /// <summary>Most links with a capture of their own.</summary>
    public const int HopCaptureMax = 256;

    private readonly RunFolder _folder;
    private readonly Func<string, bool> _keeps;
    private readonly CsvTables _tables;
    private readonly StudyPoint _point;
    private readonly FingerprintTap _fingerprint = new();
    private readonly HopCaptures? _hops;
    private readonly SortedDictionary<string, WiresharkProfile> _views = new(StringComparer.Ordinal);

    /// <summary>Starts to record.</summary>
    /// <param name="folder">Folder of the run; disposed with the recorder.</param>
    /// <param name="tables">Tables of the study.</param>
    /// <param name="point">Point of the study.</param>
    /// <param name="options">What to record.</param>
    public RunRecorder(RunFolder folder, CsvTables tables, StudyPoint point, RecordingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (_folder, _tables, _point) = (folder, tables, point);
        options ??= new RecordingOptions();
        _keeps = options.Keeps;
        List<ITap> taps = [_fingerprint];
        if (options.Capture is { } capture)
        {
            taps.Add(Capture = new CaptureTap(folder.Create(CaptureFile), capture));
        }

        if (options.HasHopCaptures)
        {
            taps.Add(_hops = new HopCaptures(folder, options.Capture ?? new CaptureOptions()));
        }

        if (options.HasLadder || options.LadderProcedure is not null)
        {
            taps.Add(Ladder = new LadderTap(options.LadderProcedure));
        }

        Taps = taps;
    }

    /// <summary>What watches the network: to be added to it before its first packet.</summary>
    public IReadOnlyList<ITap> Taps { get; }

    /// <summary>The capture; null without one.</summary>
    public CaptureTap? Capture { get; }

    /// <summary>The ladder, to be told of completed procedures; null without one.</summary>
    public LadderTap? Ladder { get; }

    /// <summary>The procedures that stand for others, to be told of all that end.</summary>
    public ProcedureLog Procedures { get; } = new();

    /// <summary>The Wireshark profile of the capture, to add keys to.</summary>
    public WiresharkProfile Profile { get; } = new();

    /// <summary>Links that have no capture of their own because there are too many.</summary>
    public int SkippedHopCount => _hops?.SkippedCount ?? 0;

    /// <summary>
    /// The profile with which the capture opens as one node can read it: <c>views/NAME/</c>, with the keys that are
    /// added to it and no others. Null if there are too many.
    /// </summary>
    /// <param name="name">Name of the node, fit for a folder.</param>
    public WiresharkProfile? ViewOf(string name)
    {
        if (!_views.TryGetValue(name, out WiresharkProfile? view) && _views.Count < ViewMax)
        {
            _views.Add(name, view = new WiresharkProfile { IsNasInClear = Profile.IsNasInClear });
        }

        return view;
    }

    /// <summary>Adds secrets to every capture, for the packets that are sent from now on.</summary>
    /// <param name="kind">Format of the secrets.</param>
    /// <param name="text">As a key log file has them.</param>
    public void AddSecrets(CaptureSecrets kind, string text)
    {
        Capture?.AddSecrets(kind, text);
        _hops?.AddSecrets(kind, text);
    }

    /// <summary>Writes everything and gives the folder its name: from here on the run is there.</summary>
    /// <param name="simulation">The run.</param>
    /// <param name="network">Its network; null if it has none.</param>
    /// <param name="metrics">What it has measured.</param>
    /// <param name="performance">What it cost, if that is known.</param>
    public RunRow Complete(
        Simulation simulation, Topology? network, MetricRegistry metrics, PerformanceRow? performance = null)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        CloseCaptures();
        string results = RunTables.Write(_folder, _tables, _point, metrics, _keeps);
        var row = new RunRow(
            _point, _folder.Key.Replication, simulation.EventCount, simulation.Now.Seconds,
            _fingerprint.Fingerprint(results), RunStatus.Completed, "");
        _folder.Write(_tables.Runs, [row]);
        _folder.Write(CsvTables.Messages, network is null ? [] : MessageTable.Of(_folder.Key, network));
        if (performance is not null)
        {
            _folder.Write(CsvTables.Performance, [performance]);
        }

        _folder.Write(CsvTables.Procedures, Procedures.Rows(_folder.Key));
        WriteLadder();
        _folder.Complete();
        return row;
    }

    /// <summary>Removes the folder unless it is complete.</summary>
    public void Dispose()
    {
        Capture?.Dispose();
        _hops?.Dispose();
        _fingerprint.Dispose();
        _folder.Dispose();
    }

    private void CloseCaptures()
    {
        Capture?.Dispose();
        _hops?.Dispose();
        if (Capture is not null || _hops is not null)
        {
            Profile.Write(_folder, WiresharkProfile.Folder);
            foreach ((string name, WiresharkProfile view) in _views)
            {
                view.Write(_folder, $"{ViewFolder}/{name}");
            }
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
