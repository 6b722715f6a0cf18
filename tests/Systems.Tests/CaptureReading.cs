using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>A capture of a run as tshark reads it, with the profile that was written beside it.</summary>
internal sealed class CaptureReading
{
    private const string Good = "1", Unverified = "2"; // of tshark's checksum.status: 0 bad, 3 not present

    // What an ICMP error quotes is cut, so that its checksum cannot be verified.
    private static readonly string[] Checksums =
        ["ip.checksum.status", "udp.checksum.status", "tcp.checksum.status", "sctp.checksum.status"];

    private static readonly string[] Columns =
    [
        "frame.number", "_ws.col.Protocol", "_ws.col.Info", "_ws.expert.severity", "_ws.expert.message",
        "frame.comment", "esp.icv_bad", "icmp.type", "icmpv6.type", .. Checksums,
    ];

    private readonly string _file;
    private readonly string _profile;
    private IReadOnlyList<CapturedFrame>? _frames;

    /// <summary>A capture; it is read when something of it is asked for.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="profile">The profile folder.</param>
    public CaptureReading(string file, string profile)
    {
        (_file, _profile) = (file, profile);
    }

    /// <summary>The frames, in order; a capture whose structure is wrong fails the test.</summary>
    public IReadOnlyList<CapturedFrame> Frames => _frames ??=
        [.. Tshark.Fields(_file, _profile, "", Columns).Select(line => new CapturedFrame(line))];

    /// <summary>Reads the capture of a run.</summary>
    /// <param name="run">The folder of the run.</param>
    public static CaptureReading Of(string run) =>
        new(Path.Combine(run, RunRecorder.CaptureFile), Path.Combine(run, WiresharkProfile.Folder));

    /// <summary>
    /// What is wrong: every frame that is malformed, warned of, not known above IP, or has a checksum that is not
    /// verified, unless a comment says that a fault made it so.
    /// </summary>
    /// <param name="mayReset">True if TCP may give a connection up, which tshark warns of: nodes or links go down.
    /// </param>
    public IEnumerable<string> Complaints(bool mayReset = false) => Frames
        .Where(frame => frame.Fault is null && frame.IsWrong && !(mayReset && frame.IsReset))
        .Select(frame => frame.ToString());

    /// <summary>How many frames a display filter selects.</summary>
    /// <param name="filter">The filter.</param>
    public int Count(string filter) => Tshark.Fields(_file, _profile, filter, "frame.number").Length;

    /// <summary>How many frames each of some display filters selects; tshark reads the capture once.</summary>
    /// <param name="filters">The filters, at least one, without a comma.</param>
    public int[] Counts(IReadOnlyList<string> filters)
    {
        string table = Tshark.Run(
            ["-n", "-q", "-r", _file, "-z", $"io,stat,0,{string.Join(',', filters)}"], _profile);
        string[] cells = table.Split('\n').Last(line => line.Contains("<>")).Split('|', StringSplitOptions.TrimEntries);
        return [.. filters.Select((_, index) => int.Parse(cells[2 + (2 * index)], CultureInfo.InvariantCulture))];
    }

    /// <summary>A frame.</summary>
    internal sealed class CapturedFrame(string[] values)
    {
        private const string FaultComment = "fault: ";

        // tshark warns of every reset, also of one that tells a peer of a crash (RFC 9293 §3.5.2)
        private const string Reset = "Connection reset (RST)";

        /// <summary>What made it wrong; null if nothing did.</summary>
        public string? Fault => Value("frame.comment").StartsWith(FaultComment, StringComparison.Ordinal)
            ? Value("frame.comment")[FaultComment.Length..]
            : null;

        /// <summary>True if tshark finds something wrong.</summary>
        public bool IsWrong => (Severity >= Tshark.Warning && Value("_ws.expert.message") != Reset)
            || Value("_ws.col.Protocol") is "" or "IPv4" or "IPv6" or "Raw"
            || Value("esp.icv_bad").Contains(Good)
            || Checksums.Any(checksum => !IsVerified(Value(checksum)));

        /// <summary>
        /// True if nothing is wrong but that a connection is reset, or one of before a crash is acknowledged to the
        /// port that has begun another (RFC 9293 §3.5.1, §3.5.2).
        /// </summary>
        public bool IsReset => Value("_ws.expert.message") is "Connection reset (RST)"
                or "ACKed segment that wasn't captured (common at capture start)"
            && Checksums.All(checksum => IsVerified(Value(checksum)));

        private int Severity => Value("_ws.expert.severity")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(severity => int.Parse(severity, CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();

        private bool IsError => Value("icmp.type").Length + Value("icmpv6.type").Length > 0;

        public override string ToString() =>
            $"frame {Value("frame.number")}: {Value("_ws.col.Protocol")} {Value("_ws.col.Info")}: "
            + $"{Value("_ws.expert.message")}; checksums {string.Join(' ', Checksums.Select(Value))}";

        private string Value(string column) => values[Array.IndexOf(Columns, column)];

        private bool IsVerified(string statuses) => statuses.Length == 0
            || statuses.Split(',').All(status => status == Good || (status == Unverified && IsError));
    }
}
