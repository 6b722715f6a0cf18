using System;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>S1 SETUP and what is no S1AP that an MME takes (TS 36.413 §8.7.3, §10).</summary>
internal sealed class S1SetupExchangeTests
{
    [Test]
    public void The_answer_is_that_of_the_recorded_exchange()
    {
        var exchange = new MmeExchange(
            new MmeOptions { GroupId = 0x8001, Code = 1, Name = new NodeName("sim-mme-1") });
        exchange.Run(Script);
        exchange.AssertRefused();

        async Process Script()
        {
            // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupResponse
            await exchange.Enb.Connect();
            exchange.Enb.SendOctets(RecordedAttach.S1ap("S1SetupRequest"));
            S1Received answer = await exchange.Enb.ReceiveAny();
            Assert.That(answer.Octets, Is.EqualTo(RecordedAttach.S1ap("S1SetupResponse")));
            Assert.That(answer.Stream, Is.Zero, "what concerns no UE has stream 0 (TS 36.412 §7)");
            Assert.That(answer.Label, Is.EqualTo("S1SetupResponse"));
        }
    }

    [Test]
    public void The_MME_names_its_GUMMEI_and_capacity()
    {
        var exchange = new MmeExchange(new MmeOptions { GroupId = 0x8002, Code = 7, RelativeCapacity = 40 });
        exchange.Run(Script);

        async Process Script()
        {
            await exchange.Enb.Connect();
            exchange.Enb.Send(exchange.Enb.SetupRequest());
            S1SetupResponse response = await exchange.Enb.Receive<S1SetupResponse>();
            Assert.That(response.RelativeMmeCapacity, Is.EqualTo(40));
            Assert.That(response.ServedGummeis[0].MmeGroupIds[0], Is.EqualTo(0x8002));
            Assert.That(response.ServedGummeis[0].MmeCodes[0], Is.EqualTo(7));
            Assert.That(response.ServedGummeis[0].Plmns[0], Is.EqualTo(MmeExchange.Plmn));
            Assert.That(response.MmeName, Is.Null);
        }
    }

    [TestCase(1, "002", CauseMisc.UnknownPlmn)]
    [TestCase(2, "001", CauseMisc.Unspecified)]
    public void An_eNB_of_another_network_or_area_is_refused(int tac, string mcc, CauseMisc cause)
    {
        var exchange = new MmeExchange();
        exchange.Run(Script);
        exchange.AssertRefused(MmeRefusal.SetupRefused, MmeRefusal.NotSetUp);

        async Process Script()
        {
            // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupFailure (§8.7.3.4)
            await exchange.Enb.Connect();
            exchange.Enb.Send(exchange.Enb.SetupRequest((ushort)tac, PlmnId.FromDigits(mcc, "01")));
            S1SetupFailure failure = await exchange.Enb.Receive<S1SetupFailure>();
            Assert.That(failure.Cause, Is.EqualTo((Cause)cause));
            Assert.That(failure.TimeToWait, Is.EqualTo(TimeToWait.V10S));

            // eNB -> MME  InitialUEMessage: it is not set up
            exchange.Enb.AddUe().SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await exchange.Enb.Receive<ErrorIndication>();
        }
    }

    [Test]
    public void An_eNB_with_one_area_of_ours_among_others_is_served()
    {
        var exchange = new MmeExchange(new MmeOptions { TrackingAreas = [3, 4] });
        exchange.Run(Script);
        exchange.AssertRefused();

        async Process Script()
        {
            await exchange.Enb.Connect();
            var ours = new SequenceOf<PlmnId>(PlmnId.FromDigits("002", "02"), MmeExchange.Plmn);
            exchange.Enb.Send(exchange.Enb.SetupRequest() with
            {
                SupportedTas = new(new SupportedTa(9, ours), new SupportedTa(4, ours)),
            });
            await exchange.Enb.Receive<S1SetupResponse>();
        }
    }

    [Test]
    public void Nothing_is_processed_before_the_setup()
    {
        var exchange = new MmeExchange();
        exchange.Run(Script);
        exchange.AssertRefused(MmeRefusal.NotSetUp);
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

        async Process Script()
        {
            // eNB -> MME  InitialUEMessage;  MME -> eNB  ErrorIndication
            await exchange.Enb.Connect();
            exchange.Enb.AddUe().SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            ErrorIndication error = await exchange.Enb.Receive<ErrorIndication>();
            Assert.That(error.Cause, Is.EqualTo((Cause)CauseProtocol.MessageNotCompatibleWithReceiverState));
        }
    }

    [Test]
    public void A_setup_request_in_error_is_answered_by_a_failure_with_diagnostics()
    {
        var exchange = new MmeExchange();
        exchange.Run(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableS1ap);

        async Process Script()
        {
            await exchange.Enb.Connect();

            // Supported TAs (64) is left out
            exchange.Enb.SendOctets(
                Convert.FromHexString("0011001600000200" + "3b00080000f110000019b0" + "0089400140"));
            S1Received answer = await exchange.Enb.ReceiveAny();
            Assert.That(answer.Label, Is.AnyOf("S1SetupFailure", "ErrorIndication"));
        }
    }

    [Test]
    public void A_second_setup_erases_the_connections_of_before()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ConnectionLost);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<Simulator.Protocols.Nas.AuthenticationRequest>();

            // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupResponse (§8.7.3.1)
            enb.Send(enb.SetupRequest());
            await enb.Receive<S1SetupResponse>();
            await enb.ReceiveNothing(MmeExchange.Seconds(10));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
        }
    }

    [Test]
    public void An_eNB_that_comes_back_is_told_to_reset()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ConnectionLost);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<Simulator.Protocols.Nas.AuthenticationRequest>();

            // the association ends without the MME's knowledge of why: the UE's attach is over
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

            // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupResponse, Reset;  eNB -> MME  ResetAcknowledge (§8.7.1)
            await enb.Reconnect();
            Reset reset = await enb.Receive<Reset>();
            Assert.That(reset.ResetType.IsAll);
            enb.Send(new ResetAcknowledge());
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void An_eNB_on_a_second_association_loses_the_first()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            SctpAssociation first = enb.Association;
            await enb.Reconnect();
            await enb.Receive<Reset>();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            Assert.That(first.State, Is.EqualTo(SctpState.Closed));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero, "the UE is idle");
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void Another_payload_protocol_is_dropped()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.WrongPayloadProtocol);

        async Process Script(ScriptedEnb enb)
        {
            enb.SendOctets(RecordedAttach.S1ap("S1SetupRequest"), ppid: 46);
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    // procedure 200, with each criticality: only reject and notify are answered (§10.3.4.1)
    [TestCase("00c80003000000", true, TestName = "An_unknown_procedure_with_criticality_reject_is_answered")]
    [TestCase("00c88003000000", true, TestName = "An_unknown_procedure_with_criticality_notify_is_answered")]
    [TestCase("00c84003000000", false, TestName = "An_unknown_procedure_with_criticality_ignore_is_not_answered")]
    public void An_unknown_procedure(string octets, bool isAnswered)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnknownProcedure);

        async Process Script(ScriptedEnb enb)
        {
            enb.SendOctets(Convert.FromHexString(octets));
            if (isAnswered)
            {
                ErrorIndication error = await enb.Receive<ErrorIndication>();
                Assert.That(error.CriticalityDiagnostics!.Value.Procedure, Is.EqualTo((ProcedureCode)200));
            }

            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void Octets_that_are_no_S1AP_are_answered_by_a_transfer_syntax_error()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableS1ap);

        async Process Script(ScriptedEnb enb)
        {
            enb.SendOctets([0xFF, 0xFF, 0xFF]);
            ErrorIndication error = await enb.Receive<ErrorIndication>();
            Assert.That(error.Cause, Is.EqualTo((Cause)CauseProtocol.TransferSyntaxError));
        }
    }

    [Test]
    public void A_message_that_only_an_MME_sends_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnexpectedS1ap, MmeRefusal.UnexpectedS1ap);

        async Process Script(ScriptedEnb enb)
        {
            // eNB -> MME  DownlinkNASTransport, S1SetupResponse;  MME -> eNB  ErrorIndication (§10.4)
            enb.SendOctets(RecordedAttach.S1ap("DownlinkNASTransport(Authentication request)"));
            ErrorIndication error = await enb.Receive<ErrorIndication>();
            Assert.That(error.Cause, Is.EqualTo((Cause)CauseProtocol.MessageNotCompatibleWithReceiverState));
            enb.SendOctets(RecordedAttach.S1ap("S1SetupResponse"));
            await enb.Receive<ErrorIndication>();
        }
    }

    [Test]
    public void An_IE_that_is_not_known_is_reported_if_its_sender_wants_to_hear_of_it()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            var unknown = new RawIe(250, Criticality.Notify, Octets.FromHex("00"));
            enb.Send(new InitialUeMessage(
                ue.Id,
                new NasPdu(new Octets(ScriptedUe.Encode(ScriptedUe.AttachRequest()))),
                enb.Tai,
                enb.Cell,
                RrcEstablishmentCause.MoSignalling)
            {
                UnknownIes = new(new UnknownIe(5, unknown)),
            });
            ErrorIndication notice = await enb.Receive<ErrorIndication>();
            Assert.That(notice.Cause, Is.EqualTo((Cause)CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify));
            Assert.That(notice.CriticalityDiagnostics!.Value.Ies[0].Id, Is.EqualTo(250));
            await ue.ReceivePlain<Simulator.Protocols.Nas.AuthenticationRequest>(); // all the same
        }
    }

    [Test]
    public void An_IE_that_is_not_known_and_must_be_refuses_the_message()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableS1ap);
        exchange.AssertAttached();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            enb.Send(new InitialUeMessage(
                ue.Id,
                new NasPdu(new Octets(ScriptedUe.Encode(ScriptedUe.AttachRequest()))),
                enb.Tai,
                enb.Cell,
                RrcEstablishmentCause.MoSignalling)
            {
                UnknownIes = new(new UnknownIe(5, new RawIe(250, Criticality.Reject, Octets.FromHex("00")))),
            });
            ErrorIndication error = await enb.Receive<ErrorIndication>();
            Assert.That(error.Cause, Is.EqualTo((Cause)CauseProtocol.AbstractSyntaxErrorReject));
            Assert.That(error.EnbUeS1apId, Is.EqualTo(ue.Id));
        }
    }
}
