using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;
using Simulator.Results;
using Simulator.Runner;
using Tests.Entities.Ike;
using Tests.Testing;

namespace Tests.Runner;

/// <summary>tshark decrypts every exchange with the profile that is written beside a capture, without a complaint.
/// </summary>
public sealed class IkeTsharkTests
{
    private static readonly string[] Exchanges = ["34", "35", "36", "37"];

    private static readonly CipherSuite[] Ciphers =
        [CipherSuite.AesCbc128, CipherSuite.AesCbc256, CipherSuite.AesGcm128, CipherSuite.AesGcm256];

    private static IEnumerable<TestCaseData> Cases =>
        from cipher in Ciphers
        from isEncapsulated in (bool[])[false, true]
        select new TestCaseData(cipher, isEncapsulated);

    [TestCaseSource(nameof(Cases))]
    public void Every_exchange_is_decrypted(CipherSuite cipher, bool isEncapsulated)
    {
        var exchange = new IkeExchange(new()
        {
            Suites = [new(cipher, DhGroup.P256), new(cipher, DhGroup.Curve25519)],
            IsEncapsulationForced = isEncapsulated,
            CookieThreshold = 0,
        });
        using var folder = new CaptureFolder();
        using (CaptureTap tap = folder.Capture())
        {
            exchange.Topology.AddTap(tap);
            Converse(exchange);
        }

        folder.Write(exchange.Left);
        Check(folder, exchange);
    }

    private static void Converse(IkeExchange exchange)
    {
        IkeEndpoint left = exchange.Left.Endpoint;
        exchange.Left.Establish();
        exchange.Run();
        left.CreateChild(exchange.Left.Established[0]);
        left.Rekey(exchange.Left.Installed[0]);
        left.Inform(exchange.Left.Established[0], []);
        left.Inform(
            exchange.Left.Established[0],
            [IkePayload.Of(PayloadType.Notify, new NotifyPayload(IkeNumber.PrivateStatus, Octets.FromHex("0102")))]);
        exchange.Run();
        left.Rekey(exchange.Left.Established[0]);
        exchange.Run();
        exchange.Right.Endpoint.Rekey(exchange.Right.Installed[0]);
        exchange.Run();
        left.Delete(exchange.Left.Established[0]);
        exchange.Run();
        exchange.Left.Connection = exchange.Left.Connection! with { SharedKey = Octets.FromHex("00") };
        exchange.Left.Establish(); // refused under protection
        exchange.Run();
    }

    private static void Check(CaptureFolder folder, IkeExchange exchange)
    {
        IReadOnlyList<TsharkFrame> frames = Tshark.Frames(
            folder.File,
            folder.Profile,
            fields: ["isakmp.exchangetype", "isakmp.enc.decrypted", "isakmp.enc.data", "isakmp.notify.msgtype"]);
        int said = exchange.Said.Text.Split('\n').Length;
        List<TsharkFrame> protectedFrames = [.. frames.Where(frame => frame.Fields[2].Length > 0)];
        Assert.Multiple(() =>
        {
            Assert.That(frames, Has.Count.EqualTo(said));
            Assert.That(frames.Select(frame => frame.Protocol), Is.All.EqualTo("ISAKMP"));
            Assert.That(
                frames.Where(frame => frame.Severity >= Tshark.Warning).Select(frame => frame.Complaint), Is.Empty);
            Assert.That(frames.Select(frame => frame.Fields[0]).Distinct(), Is.EquivalentTo(Exchanges));
            Assert.That(protectedFrames, Has.Count.EqualTo(frames.Count(frame => frame.Fields[0] != "34")));
            Assert.That(
                protectedFrames.Where(frame => frame.Fields[1].Length == 0 && !IsEmpty(frame))
                    .Select(frame => frame.Info),
                Is.Empty,
                "decrypted");
            Assert.That(
                frames.SelectMany(frame => frame.Fields[3].Split(',')),
                Is.SupersetOf(["16390", "16393", "24", "40960"]), "COOKIE, REKEY_SA, AUTHENTICATION_FAILED, private");
        });
    }

    /// <summary>A liveness check has nothing inside that could be shown.</summary>
    private static bool IsEmpty(TsharkFrame frame) => frame.Fields[0] == "37";

    private sealed class CaptureFolder : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("ike-").FullName;

        public string File => Path.Combine(_folder, "capture.pcapng");

        public string Profile => Path.Combine(
            _folder, "study", "runs", new RunKey(0, 0).ToString(), WiresharkProfile.Folder);

        public CaptureTap Capture() => new(System.IO.File.Create(File));

        public void Write(IkeEnd end)
        {
            var profile = new WiresharkProfile();
            end.IkeKeys.ForEach(sa => profile.Add(IkeAssociations.Of(sa)));
            foreach (ChildSa child in end.ChildKeys)
            {
                (EspAssociation inbound, EspAssociation outbound) = IkeAssociations.Of(child);
                profile.Add(inbound);
                profile.Add(outbound);
            }

            using StudyFolder study = StudyFolder.Open(Path.Combine(_folder, "study"), "00000000");
            using RunFolder run = study.Begin(new RunKey(0, 0));
            profile.Write(run, WiresharkProfile.Folder);
            run.Complete();
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
