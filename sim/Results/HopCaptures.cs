using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>
/// A capture of each link that packets cross, every hop in it; made when the first packet comes. The number of links is
/// bounded, since each keeps a file open.
/// </summary>
internal sealed class HopCaptures(RunFolder folder, CaptureOptions options) : ITap, IDisposable
{
    private readonly Dictionary<Link, CaptureTap> _byLink = [];
    private readonly HashSet<Link> _skipped = [];
    private readonly List<CaptureTap> _captures = [];
    private readonly List<(CaptureSecrets Kind, string Text)> _secrets = [];

    /// <summary>Links beyond the bound.</summary>
    public int SkippedCount => _skipped.Count;

    /// <summary>Adds secrets to every capture, those to come included.</summary>
    public void AddSecrets(CaptureSecrets kind, string text)
    {
        _secrets.Add((kind, text));
        foreach (CaptureTap capture in _captures)
        {
            capture.AddSecrets(kind, text);
        }
    }

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst) =>
        CaptureOf(direction.Link)?.Sent(direction, packet, time, isFirst);

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet) =>
        _byLink.GetValueOrDefault(direction.Link)?.Withdrawn(direction, packet);

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time) =>
        _byLink.GetValueOrDefault(direction.Link)?.Delivered(direction, packet, time);

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        if (direction is not null)
        {
            _byLink.GetValueOrDefault(direction.Link)?.Dropped(direction, node, packet, reason, time);
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (CaptureTap capture in _captures)
        {
            capture.Dispose();
        }
    }

    private CaptureTap? CaptureOf(Link link)
    {
        if (_byLink.TryGetValue(link, out CaptureTap? capture))
        {
            return capture;
        }

        if (_captures.Count == RunRecorder.HopCaptureMax)
        {
            _skipped.Add(link);
            return null;
        }

        string name = $"{RunRecorder.HopFolder}/{Figure.FileName(link.Id)}.pcapng";
        capture = new CaptureTap(folder.Create(name), options with { HasEveryHop = true });
        _secrets.ForEach(secret => capture.AddSecrets(secret.Kind, secret.Text));
        _byLink.Add(link, capture);
        _captures.Add(capture);
        return capture;
    }
}
