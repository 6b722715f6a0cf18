using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Results;

public sealed class TapTests
{
    private Folder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new Folder();

    [TearDown]
    public void End() => _folder.Dispose();

    private static Fingerprint Hash(Action<SmallNetwork> talk, LinkOptions? s1 = null)
    {
        var network = new SmallNetwork(s1);
        using var tap = new FingerprintTap();
        network.Topology.AddTap(tap);
        talk(network);
        network.Simulation.Run();
        Assert.That(tap.FrameCount, Is.Positive);
        return tap.Fingerprint("");
    }

    private static void Talk(SmallNetwork network)
    {
        network.SendRadio();
        network.Send(1, 2, SmallNetwork.Initial);
        network.Send(2, 3, SmallNetwork.Query);
    }

    [Test]
    public void The_same_run_has_the_same_fingerprints()
    {
        Fingerprint first = Hash(Talk);
        Assert.That(Hash(Talk), Is.EqualTo(first));
    }

    [Test]
    public void Each_fingerprint_sees_what_it_is_for()
    {
        Fingerprint usual = Hash(Talk);
        Fingerprint slower = Hash(Talk, LinkOptions.Of(SimTime.FromMilliseconds(9)));
        Assert.That(slower.Time, Is.Not.EqualTo(usual.Time));
        Assert.That(slower.Order, Is.EqualTo(usual.Order));
        Assert.That(slower.Wire, Is.EqualTo(usual.Wire));

        Fingerprint swapped = Hash(Talk, LinkOptions.Of(SimTime.FromMilliseconds(11)));
        Assert.That(swapped.Order, Is.Not.EqualTo(usual.Order)); // now the radio is first

        Fingerprint otherOctets = Hash(network => TalkWith(network, SmallNetwork.Query, fill: 1));
        Assert.That(otherOctets.Wire, Is.Not.EqualTo(usual.Wire));
        Assert.That(otherOctets.Time, Is.EqualTo(usual.Time));
        Assert.That(otherOctets.Order, Is.EqualTo(usual.Order));

        Fingerprint otherName = Hash(network => TalkWith(network, SmallNetwork.Initial, fill: 0));
        Assert.That(otherName.Order, Is.Not.EqualTo(usual.Order));
        Assert.That(otherName.Wire, Is.EqualTo(usual.Wire));
    }

    private static void TalkWith(SmallNetwork network, MessageLabel last, byte fill)
    {
        network.SendRadio();
        network.Send(1, 2, SmallNetwork.Initial);
        network.Send(2, 3, last, fill: fill);
    }

    [Test]
    public void A_fingerprint_is_what_its_description_says()
    {
        var network = new SmallNetwork();
        using var tap = new FingerprintTap();
        network.Topology.AddTap(tap);
        network.SendRadio();
        network.Simulation.Run();

        // by hand: printf and sha256sum over "0000000254 0be400 enb/0\0 ATTACH REQUEST\0", the same without the
        // time, and 00000002 0754
        byte[] order = [.. "enb/0"u8, 0, .. "ATTACH REQUEST"u8, 0];
        byte[] time = [0, 0, 0, 2, 0x54, 0x0B, 0xE4, 0, .. order]; // 10 ms are 0x2540BE400 ps
        Assert.That(tap.Fingerprint("x"), Is.EqualTo(new Fingerprint(
            Sha256(time), Sha256(order), Sha256([0, 0, 0, 2, 0x07, 0x54]), "x")));
    }

    private static string Sha256(byte[] octets) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets))[..16];

    [Test]
    public void Hashing_a_frame_allocates_nothing()
    {
        var network = new SmallNetwork();
        using var tap = new FingerprintTap();
        Packet packet = network.Topology.Packets.Rent(new byte[1_400], SmallNetwork.Initial);
        tap.Delivered(network.S1.Up, packet, SimTime.Zero);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int count = 0; count < 1_000; count++)
        {
            tap.Delivered(network.S1.Up, packet, SimTime.Zero);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(tap.FrameCount, Is.EqualTo(1_001));
    }

    private string[][] Capture(
        SmallNetwork network, Action<SmallNetwork> talk, CaptureOptions? options = null, string name = "a.pcapng")
    {
        using (var tap = new CaptureTap(File.Create(_folder[name]), options))
        {
            network.Topology.AddTap(tap);
            talk(network);
            network.Simulation.Run();
            Count = (tap.PacketCount, tap.SkippedCount);
        }

        Directory.CreateDirectory(_folder["empty"]);
        return Tshark.Fields(
            _folder[name], _folder["empty"], "", "frame.interface_name", "frame.time_relative", "ip.dst",
            "frame.comment");
    }

    private (long Packets, long Skipped) Count { get; set; }

    [Test]
    public void Packets_are_captured_once_in_order_of_time()
    {
        // three packets queue for a slow line, 6 ms each; one is sent on a fast line after they were announced
        string[][] frames = Capture(new SmallNetwork(), network =>
        {
            network.Send(1, 2, SmallNetwork.Initial, size: 32);
            network.Send(1, 2, SmallNetwork.Initial, size: 32);
            network.Send(1, 3, SmallNetwork.Query, size: 32); // two hops
            network.SendRadio();
            network.Simulation.Schedule(SimTime.FromMilliseconds(7), new Call(() =>
                network.Send(2, 3, SmallNetwork.Query)));
        });
        Assert.That(Array.ConvertAll(frames, frame => string.Join(' ', frame[..3])), Is.EqualTo((string[])
        [
            "s1:enb/0-mme/0 0.000000000 10.0.0.2",
            "radio:ue/0-enb/0 0.000000000 ",
            "s1:enb/0-mme/0 0.006000000 10.0.0.2",
            "s6a:mme/0-hss/0 0.007000000 10.0.0.3",
            "s1:enb/0-mme/0 0.012000000 10.0.0.3",
        ]));
    }

    [Test]
    public void A_lost_packet_is_captured_and_a_withdrawn_one_is_not()
    {
        string[][] lost = Capture(
            new SmallNetwork(LinkOptions.Of(SimTime.FromMilliseconds(5)) with { Loss = 1.0 }),
            network => network.Send(1, 2, SmallNetwork.Initial));
        Assert.That(lost, Has.Length.EqualTo(1));

        string[][] cut = Capture(new SmallNetwork(), network =>
        {
            network.Send(1, 2, SmallNetwork.Initial, size: 32); // leaves at 0 ms
            network.Send(1, 2, SmallNetwork.Initial, size: 32); // at 6 ms
            network.Send(1, 2, SmallNetwork.Initial, size: 32); // would leave at 12 ms
            network.S1.ScheduleOutage(network.Simulation, SimTime.FromMilliseconds(8), SimTime.FromMilliseconds(10));
            network.Simulation.Schedule(
                SimTime.FromMilliseconds(20), new Call(() => network.Send(1, 2, SmallNetwork.Initial)));
        });
        Assert.That(
            Array.ConvertAll(cut, frame => frame[1]),
            Is.EqualTo((string[])["0.000000000", "0.006000000", "0.020000000"]));
    }

    [Test]
    public void What_has_not_left_when_the_run_ends_is_not_captured()
    {
        var network = new SmallNetwork();
        using (var tap = new CaptureTap(File.Create(_folder["a.pcapng"])))
        {
            network.Topology.AddTap(tap);
            for (int count = 0; count < 4; count++)
            {
                network.Send(1, 2, SmallNetwork.Initial, size: 32);
            }

            network.Simulation.Run(SimTime.FromMilliseconds(7));
        }

        Directory.CreateDirectory(_folder["empty"]);
        string[][] frames = Tshark.Fields(_folder["a.pcapng"], _folder["empty"], "", "frame.number");
        Assert.That(frames, Has.Length.EqualTo(2));
    }

    [Test]
    public void A_wrong_frame_says_why()
    {
        string[][] frames = Capture(new SmallNetwork(), network =>
        {
            network.Send(1, 2, SmallNetwork.Initial, fault: "corrupt-0");
            network.Send(1, 2, SmallNetwork.Initial);
        });
        Assert.That(frames[0][3], Is.EqualTo("fault: corrupt-0"));
        Assert.That(frames[1][3], Is.Empty);
    }

    [Test]
    public void A_capture_is_bounded_and_says_what_it_left_out()
    {
        string[][] frames = Capture(
            new SmallNetwork(),
            network =>
            {
                for (int count = 0; count < 10; count++)
                {
                    network.Send(1, 2, SmallNetwork.Initial);
                }
            },
            new CaptureOptions { PacketMax = 7 });
        Assert.That(frames, Has.Length.EqualTo(7));
        Assert.That(Count.Skipped, Is.EqualTo(3));
    }

    [Test]
    public void A_capture_may_be_of_one_procedure_or_of_every_hop()
    {
        static void Talk(SmallNetwork network)
        {
            network.Send(1, 2, SmallNetwork.Initial, procedure: 1);
            network.Send(1, 2, SmallNetwork.Initial, procedure: 2);
            network.Send(1, 3, SmallNetwork.Query, procedure: 2);
        }

        Assert.That(
            Capture(new SmallNetwork(), Talk, new CaptureOptions { Procedure = new("attach", 2) }),
            Has.Length.EqualTo(2));
        Assert.That(
            Capture(new SmallNetwork(), Talk, new CaptureOptions { Procedure = new("detach", 2) }), Is.Empty);
        Assert.That(
            Capture(new SmallNetwork(), Talk, new CaptureOptions { HasEveryHop = true }), Has.Length.EqualTo(4));
    }

    [Test]
    public void The_same_run_gives_the_same_capture()
    {
        Capture(new SmallNetwork(), Talk, name: "a.pcapng");
        Capture(new SmallNetwork(), Talk, name: "b.pcapng");
        Assert.That(File.ReadAllBytes(_folder["b.pcapng"]), Is.EqualTo(File.ReadAllBytes(_folder["a.pcapng"])));
    }

    private static LadderTap Ladder(Action<SmallNetwork, LadderTap> talk, ProcedureId? wanted = null)
    {
        var network = new SmallNetwork();
        var tap = new LadderTap(wanted);
        network.Topology.AddTap(tap);
        talk(network, tap);
        network.Simulation.Run();
        return tap;
    }

    private static void TalkTwice(SmallNetwork network, LadderTap tap)
    {
        network.SendRadio(procedure: 1);
        network.SendRadio(procedure: 2);
        network.Send(1, 2, SmallNetwork.Initial, procedure: 2);
        network.Send(1, 3, SmallNetwork.Query, procedure: 2); // through the MME
        network.Send(1, 2, new MessageLabel("SCTP", "SACK"), procedure: 2);
        network.Send(1, 2, MessageLabel.None, procedure: 2);
        network.Simulation.Schedule(SimTime.FromMilliseconds(30), new Call(() =>
        {
            tap.Complete(new("attach", 2));
            tap.Complete(new("attach", 1));
            network.Send(1, 2, SmallNetwork.Initial, procedure: 2);
        }));
    }

    [Test]
    public void A_ladder_is_of_the_first_completed_procedure()
    {
        LadderTap tap = Ladder(TalkTwice);
        Assert.That(tap.IsComplete, Is.True);
        Assert.That(LadderText.Of(tap.Rows()), Is.EqualTo(
            """
               0.000 ms  ue/0 -> enb/0    ATTACH REQUEST                      2 B
               0.000 ms  enb/0 -> mme/0   InitialUEMessage [ATTACH REQUEST]   48 B
               4.800 ms  enb/0 -> hss/0   Authentication-Information-Request  48 B

            """));
    }

    [Test]
    public void A_ladder_may_be_of_a_given_procedure_completed_or_not()
    {
        LadderTap tap = Ladder(TalkTwice, new ProcedureId("attach", 1));
        Assert.That(LadderText.Golden(tap.Rows()), Is.EqualTo("ue/0 -> enb/0  ATTACH REQUEST\n"));
        LadderTap failed = Ladder(
            (network, _) => network.SendRadio(procedure: 5), new ProcedureId("attach", 5));
        Assert.That(failed.IsComplete, Is.False);
        Assert.That(failed.Rows(), Has.Count.EqualTo(1));
        Assert.That(Ladder((network, _) => network.SendRadio(procedure: 5)).Rows(), Is.Empty);
    }

    [Test]
    public void A_ladder_is_bounded()
    {
        LadderTap tap = Ladder((network, ladder) =>
        {
            for (int procedure = 0; procedure < LadderTap.ProcedureMax + 5; procedure++)
            {
                network.SendRadio(procedure);
            }

            ladder.Abandon(new("attach", 0));
            ladder.Abandon(new("attach", 0));
            network.SendRadio(procedure: 9_999);
            for (int message = 0; message < LadderTap.MessageMax + 1; message++)
            {
                network.SendRadio(procedure: 1);
            }

            ladder.Complete(new("attach", 1));
        });
        Assert.That(tap.Rows(), Has.Count.EqualTo(LadderTap.MessageMax));
        Assert.That(tap.SkippedCount, Is.EqualTo(5 + 2));
    }

    [Test]
    public void A_withdrawn_message_is_not_in_the_ladder()
    {
        LadderTap tap = Ladder(
            (network, _) =>
            {
                network.Send(1, 2, SmallNetwork.Initial, size: 32);
                network.Send(1, 2, SmallNetwork.Initial, size: 32);
                network.S1.ScheduleOutage(network.Simulation, SimTime.FromMilliseconds(3), SimTime.FromMilliseconds(1));
            },
            new ProcedureId("attach", 0));
        Assert.That(tap.Rows(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Messages_are_counted_by_link_or_by_class()
    {
        var network = new SmallNetwork(LinkOptions.Of(SimTime.FromMilliseconds(5)) with { Loss = 0.5 });
        for (int count = 0; count < 100; count++)
        {
            network.Send(1, 2, SmallNetwork.Initial);
        }

        network.Send(2, 1, SmallNetwork.Query);
        for (int ue = 1; ue <= MessageTable.LinkMax; ue++)
        {
            Node node = network.Topology.AddNode("ue", ue);
            Link radio = network.Topology.AddLink(
                "radio", node, network.Enb, LinkOptions.Of(SimTime.Zero), type: LinkType.ExportedPdu);
            radio.First.Send(network.Topology.Packets.Rent([0x07, 0x54], SmallNetwork.Attach));
        }

        network.SendRadio();
        network.Simulation.Run();
        IReadOnlyList<MessageRow> rows = MessageTable.Of(new RunKey(2, 1), network.Topology);
        Assert.That(rows, Has.Count.EqualTo(3));
        Assert.That(
            rows[0], Is.EqualTo(new MessageRow(2, 1, "radio", "up", "NAS-EPS", "ATTACH REQUEST", 17, 34, 0, 0)));
        Assert.That(rows[1].Link, Is.EqualTo("s1:enb/0-mme/0"));
        Assert.That((rows[1].Count, rows[1].Octets), Is.EqualTo((100, 4_800)));
        Assert.That(rows[1].Lost, Is.InRange(30, 70));
        Assert.That(rows[2], Is.EqualTo(
            new MessageRow(2, 1, "s1:enb/0-mme/0", "down", "Diameter", "Authentication-Information-Request", 1, 48,
                rows[2].Lost, 0)));
    }

    [Test]
    public void Counters_that_links_share_are_counted_once()
    {
        var network = new SmallNetwork();
        network.S6a.Up.Messages = network.S1.Up.Messages;
        network.Send(1, 3, SmallNetwork.Query);
        network.Simulation.Run();
        IReadOnlyList<MessageRow> rows = MessageTable.Of(new RunKey(0, 0), network.Topology);
        Assert.That(rows, Has.Count.EqualTo(1));
        Assert.That(rows[0].Count, Is.EqualTo(2));
        Assert.That(rows[0].Link, Is.EqualTo("s1"));
    }

    private static readonly CsvTables Tables = new([]);

    private static readonly RecordingOptions Everything =
        new() { Capture = new CaptureOptions(), HasHopCaptures = true, HasLadder = true };

    private static void Record(StudyFolder study, int replication, RecordingOptions options)
    {
        using var recorder = new RunRecorder(study.Begin(new(0, replication)), Tables, StudyPoint.Only, options);
        var network = new SmallNetwork(seed: replication);
        foreach (ITap tap in recorder.Taps)
        {
            network.Topology.AddTap(tap);
        }

        var metrics = new MetricRegistry(network.Simulation, new(SimTime.Zero, SimTime.FromSeconds(1)));
        metrics.Counter("attach.outcome.done", "ue", "Attaches.").Add();
        recorder.AddSecrets(CaptureSecrets.WireGuardKeyLog, "x");
        network.SendRadio();
        network.Send(1, 3, SmallNetwork.Query);
        network.Simulation.Run();
        recorder.Ladder?.Complete(new("attach", 0));
        RunRow row = recorder.Complete(
            network.Simulation, network.Topology, metrics, new(0, replication, 1.0, 2.0, null));
        Assert.That(row.Fingerprint.IsWellFormed, Is.True);
        Assert.That(row.Events, Is.EqualTo(network.Simulation.EventCount));
    }

    [Test]
    public void A_recorded_run_has_its_files_and_the_same_ones_again()
    {
        foreach (string name in (string[])["a", "b"])
        {
            using StudyFolder study = StudyFolder.Open(_folder[name], Studies.Hash);
            Record(study, 0, Everything);
            Assert.That(study.FinishedRuns(), Has.Count.EqualTo(1));
        }

        IReadOnlyList<(string Path, string)> files = Folder.Image(_folder["a/runs/0-0"]);
        Assert.That(string.Join(' ', System.Linq.Enumerable.Select(files, file => file.Path)), Is.EqualTo(
            "SHA256SUMS capture.pcapng dictionary.csv hops/radio-ue-0-enb-0.pcapng hops/s1-enb-0-mme-0.pcapng "
            + "hops/s6a-mme-0-hss-0.pcapng ladder.csv ladder.txt messages.csv metrics.csv performance.csv "
            + "procedures.csv runs.csv wireshark/esp_sa wireshark/expert_severity wireshark/ikev2_decryption_table "
            + "wireshark/preferences"));
        Assert.That(Folder.Image(_folder["b/runs/0-0"]), Is.EqualTo(files));
        string[][] frames = Tshark.Fields(
            _folder["a/runs/0-0/hops/s6a-mme-0-hss-0.pcapng"], _folder["a/runs/0-0/wireshark"], "", "ip.dst", "ip.ttl");
        Assert.That(frames[0], Is.EqualTo((string[])["10.0.0.3", "63"]));
    }

    [Test]
    public void Recording_changes_nothing()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        Record(study, 0, Everything);
        Record(study, 1, new RecordingOptions());
        RunRow[] rows = [.. study.Read(Tables.Runs, study.FinishedRuns())];
        Assert.That(
            rows[1].Fingerprint, Is.EqualTo(rows[0].Fingerprint with { Results = rows[1].Fingerprint.Results }));
        Assert.That(rows[1].Events, Is.EqualTo(rows[0].Events));
        Assert.That(File.Exists(_folder["study/runs/0-1/capture.pcapng"]), Is.False);
    }

    [Test]
    public void A_recorder_that_is_given_up_leaves_nothing()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        using (var recorder = new RunRecorder(study.Begin(new(0, 0)), Tables, StudyPoint.Only, Everything))
        {
            var network = new SmallNetwork();
            network.Topology.AddTap(recorder.Taps[1]);
            network.SendRadio();
        }

        Assert.That(study.FinishedRuns(), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(_folder["study/runs"]), Is.Empty);
    }

    [Test]
    public void A_run_without_a_network_has_no_messages()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        using var recorder = new RunRecorder(study.Begin(new(0, 0)), Tables, StudyPoint.Only);
        var simulation = new Simulation();
        var metrics = new MetricRegistry(simulation, new(SimTime.Zero, SimTime.FromSeconds(1)));
        RunRow row = recorder.Complete(simulation, network: null, metrics);
        Assert.That(study.Read(CsvTables.Messages, study.FinishedRuns()), Is.Empty);
        Assert.That(row.Fingerprint.Time, Is.EqualTo("e3b0c44298fc1c14")); // SHA-256 of nothing
    }

    [Test]
    public void Captures_of_links_are_bounded()
    {
        using StudyFolder study = StudyFolder.Open(_folder["study"], Studies.Hash);
        using var recorder = new RunRecorder(
            study.Begin(new(0, 0)), Tables, StudyPoint.Only, new RecordingOptions { HasHopCaptures = true });
        var network = new SmallNetwork();
        network.Topology.AddTap(recorder.Taps[1]);
        for (int ue = 1; ue <= RunRecorder.HopCaptureMax + 2; ue++)
        {
            Node node = network.Topology.AddNode("ue", ue);
            Link radio = network.Topology.AddLink(
                "radio", node, network.Enb, LinkOptions.Of(SimTime.Zero), type: LinkType.ExportedPdu);
            radio.First.Send(network.Topology.Packets.Rent([0x07, 0x54], SmallNetwork.Attach));
        }

        Assert.That(recorder.SkippedHopCount, Is.EqualTo(2));
        recorder.Complete(
            network.Simulation,
            network.Topology,
            new MetricRegistry(network.Simulation, new(SimTime.Zero, SimTime.Max)));
        Assert.That(
            Directory.GetFiles(_folder["study/runs/0-0/hops"]), Has.Length.EqualTo(RunRecorder.HopCaptureMax));
    }

    [Test]
    public void Messages_that_a_transport_bundles_are_told_apart()
    {
        var network = new SmallNetwork(LinkOptions.Of(SimTime.FromMilliseconds(5)));
        var ladder = new LadderTap(new ProcedureId("attach", 5));
        network.Topology.AddTap(ladder);
        SctpStack.Of(network.Mme).Open(36412);
        network.Simulation.Start(Attach(network, SctpStack.Of(network.Enb).OpenEphemeral()));
        network.Simulation.Run(SimTime.FromSeconds(1));
        Assert.That(LadderText.Golden(ladder.Rows()), Is.EqualTo(
            """
            enb/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
            enb/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]

            """));
    }

    // Four messages fill the first window; those that wait then share packets. Those of procedure 5 are the second and
    // the last of such a packet.
    private static async Process Attach(SmallNetwork network, SctpEndpoint endpoint)
    {
        SctpConnectResult result = await endpoint.Connect(IpAddress.FromV4(10, 0, 0, 2), 36412);
        for (int number = 0; number < 8; number++)
        {
            MeasurementTag tag = CriticalPath.Begin("attach", number is 5 or 7 ? 5 : 4, network.Simulation.Now);
            byte[] message = new byte[number < 4 ? 1_200 : 100];
            MessageLabel label = number is 5 or 7 ? SmallNetwork.Initial : SmallNetwork.Query;
            result.Association!.Send(0, SctpPpid.S1ap, message, label, tag);
        }
    }

    private sealed class Call(Action action) : Handler
    {
        protected override void Fire() => action();
    }
}
