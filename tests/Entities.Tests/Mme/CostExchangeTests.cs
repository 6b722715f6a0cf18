using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Entities;

/// <summary>What an attach costs the MME's processor, and that what is measured goes with the messages.</summary>
internal sealed class CostExchangeTests
{
    [Test]
    public void An_attach_costs_a_step_a_message_and_the_cryptography_in_it()
    {
        var exchange = new MmeExchange(new MmeOptions { Ciphering = [CipheringAlgorithm.Eea2] });
        exchange.RunSetUp(Script);

        // S1SetupRequest, ATTACH REQUEST, 2 answers of the HSS, 4 messages of UE and eNB
        Assert.That(CountOf(exchange, Mme.Step), Is.EqualTo(8));
        Assert.That(CountOf(exchange, Operations.KdfHmacSha256), Is.EqualTo(3), "two NAS keys, KeNB");
        Assert.That(CountOf(exchange, Operations.MacAesCmac), Is.EqualTo(4), "two each way");
        Assert.That(CountOf(exchange, Operations.CipherAesCtr), Is.EqualTo(3), "all but SECURITY MODE COMMAND");

        // SECURITY MODE COMMAND and COMPLETE, ATTACH ACCEPT and COMPLETE
        Assert.That(OctetsOf(exchange, Operations.MacAesCmac), Is.EqualTo(13 + 8 + 53 + 13));

        static async Process Script(ScriptedEnb enb) => await enb.AddUe().Attach();
    }

    [Test]
    public void A_retransmission_costs_a_step_and_its_MAC()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        // S1SetupRequest, ATTACH REQUEST, 1 answer, AUTHENTICATION RESPONSE, 2 retransmissions
        Assert.That(CountOf(exchange, Mme.Step), Is.EqualTo(6));
        Assert.That(CountOf(exchange, Operations.MacAesCmac), Is.EqualTo(3));

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();
            await enb.ReceiveAny();
            await enb.ReceiveAny();
        }
    }

    [Test]
    public void A_first_message_with_a_MAC_costs_its_check()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(CountOf(exchange, Operations.KdfHmacSha256), Is.EqualTo(4), "KeNB twice, NAS keys once");
        Assert.That(CountOf(exchange, Operations.MacAesCmac), Is.EqualTo(4 + 3));

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(
                again.GutiRequest(), Simulator.Protocols.Nas.SecurityHeaderType.Integrity));
            await again.Complete();
        }
    }

    [Test]
    public void The_measured_times_of_a_message_go_on_with_its_consequence()
    {
        var exchange = new MmeExchange(step: MmeExchange.Milliseconds(2));
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            MeasurementTag tag = CriticalPath.Begin("attach", 1, enb.Simulation.Now);
            enb.NextTag = tag;
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));

            // MME -> UE  AUTHENTICATION REQUEST: 5 ms each way, a step for each of request and answer, 10 ms the HSS
            S1Received challenge = await enb.ReceiveAny();
            LatencyParts parts = CriticalPath.Finish(challenge.Tag, enb.Simulation.Now);
            Assert.That(parts.Latency, Is.EqualTo(MmeExchange.Milliseconds(24)));
            Assert.That(parts.Propagation, Is.EqualTo(MmeExchange.Milliseconds(10)));
            Assert.That(parts.Processing, Is.EqualTo(MmeExchange.Milliseconds(4)));
            Assert.That(parts.Timer, Is.EqualTo(MmeExchange.Milliseconds(10)), "the scripted HSS adds nothing");
            Assert.That(OperationsOf(challenge.Tag), Has.Count.EqualTo(2).And.All.EqualTo("mme.step"));
        }
    }

    [Test]
    public void Messages_that_wait_for_the_processor_keep_what_they_say()
    {
        var exchange = new MmeExchange(step: MmeExchange.Milliseconds(2));
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableNas, MmeRefusal.UnexpectedNas, MmeRefusal.UnreadableNas);

        static async Process Script(ScriptedEnb enb)
        {
            // UE -> MME  ATTACH REQUEST, one that is cut off, what is no first message, and no message at all
            byte[] request = ScriptedUe.Encode(ScriptedUe.AttachRequest());
            enb.AddUe().SendInitial(request);
            enb.AddUe().SendInitial(request.AsSpan(0, 2));
            enb.AddUe().SendInitial([0x07, 0x43]);
            enb.AddUe().SendInitial([]);
            string[] expected =
            [
                "DownlinkNASTransport [ATTACH REJECT]", "UEContextReleaseCommand", "UEContextReleaseCommand",
                "UEContextReleaseCommand", "DownlinkNASTransport [AUTHENTICATION REQUEST]",
            ];
            foreach (string label in expected)
            {
                Assert.That((await enb.ReceiveAny()).Label, Is.EqualTo(label));
            }
        }
    }

    private static long CountOf(MmeExchange exchange, Operation operation) =>
        exchange.Processor.Accounts[exchange.Processor.Find(operation.Name)].Count;

    private static long OctetsOf(MmeExchange exchange, Operation operation) =>
        exchange.Processor.Accounts[exchange.Processor.Find(operation.Name)].Octets;

    private static List<string> OperationsOf(MeasurementTag tag)
    {
        var names = new List<string>();
        foreach ((string operation, SimTime _) in CriticalPath.Operations(tag))
        {
            names.Add(operation);
        }

        return names;
    }
}
