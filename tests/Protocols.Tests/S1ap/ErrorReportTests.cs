using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;
using Tests.Testing;

namespace Tests.Protocols.S1ap;

/// <summary>TS 36.413 §10: what the receiver of a PDU in error answers.</summary>
public sealed class ErrorReportTests
{
    private const string InitialUe =
        "000c40400000050008000480010001001a00161507417108091010000000001002f07000040201d011"
        + "004300060000f1100001006440080000f1100019b0100086400130";

    private const string UplinkNas = "000d40370000050000000200010008000480010001001a000c0b075308a54211d5e3ba50bf"
        + "006440080000f1100019b010004340060000f1100001";

    private const string Setup = "0011002e000004003b00080000f110000019b0003c400b040073696d2d656e622d31"
        + "004000070000004000f1100089400140";

    private const string SetupAnswer =
        "20110026000003003d400b040073696d2d6d6d652d310069000b000000f11000008001000100574001ff";

    private const string Context =
        "0009007c 000006 000000020000 000800020000 00420008 0000 8002540be400 00180030 00 0034002b 0f 4001 06"
        + "100f4240 4001f400 00ff 200100 4f80 0a0b0001 20010db8000000000000000000000001 00000101 006b0005 0c00040000"
        + "00490020 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Test]
    public void Octets_that_are_no_pdu_are_a_transfer_syntax_error()
    {
        ErrorReport report = Report("ff00");
        Assert.That(report.Answer, Is.EqualTo(ErrorAnswer.ErrorIndication));
        Assert.That(report.Cause, Is.EqualTo((Cause)CauseProtocol.TransferSyntaxError));
        Assert.That(report.Diagnostics, Is.Null);
    }

    [Test]
    public void A_pdu_cut_off_is_a_transfer_syntax_error_of_its_procedure()
    {
        ErrorReport report = Report(InitialUe[..40]);
        Check(report, ErrorAnswer.ErrorIndication, CauseProtocol.TransferSyntaxError);
        Assert.That(report.Diagnostics!.Value.Procedure, Is.EqualTo(ProcedureCode.InitialUeMessage));
        Assert.That(report.Diagnostics!.Value.TriggeringMessage, Is.EqualTo(PduType.InitiatingMessage));
        Assert.That(report.Diagnostics!.Value.ProcedureCriticality, Is.EqualTo(Criticality.Ignore));
    }

    // §10.3.4.1: a procedure that is not known
    [TestCase("00c800", ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject)]
    [TestCase("00c880", ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify)]
    [TestCase("00c840", ErrorAnswer.None, CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify)]
    // §10.3.4.1A: a type that the procedure has not: Downlink NAS Transport has no outcome
    [TestCase("200b00", ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject)]
    [TestCase("400b40", ErrorAnswer.None, CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify)]
    public void An_unknown_procedure_is_answered_by_its_criticality(
        string header, ErrorAnswer answer, CauseProtocol cause)
    {
        ErrorReport report = Report(header + "09000001" + "000000020007");
        Check(report, answer, cause);
        Assert.That(report.Diagnostics!.Value.Procedure, Is.EqualTo((ProcedureCode)Convert.FromHexString(header)[1]));
        Assert.That(report.Diagnostics!.Value.Ies.IsEmpty, Is.True);
        Assert.That(report.MmeUeS1apId, Is.EqualTo(new MmeUeS1apId(7)));
    }

    // §10.3.4.2: an IE that is not known
    [Test]
    public void An_unknown_ie_that_must_be_understood_is_named()
    {
        ErrorReport report = Report(Changed(UplinkNas, ies => ies.Insert(2, Unknown(Criticality.Reject))));
        Check(
            report, ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Reject, 400, TypeOfError.NotUnderstood));
        Assert.That(report.MmeUeS1apId, Is.EqualTo(new MmeUeS1apId(1)));
        Assert.That(report.EnbUeS1apId, Is.EqualTo(new EnbUeS1apId(0x010001)));
    }

    [Test]
    public void Unknown_ies_to_be_told_of_are_named_beside_it()
    {
        ErrorReport report = Report(Changed(UplinkNas, ies => ies.AddRange(
            [Unknown(Criticality.Ignore), Unknown(Criticality.Notify), Unknown(Criticality.Reject)])));
        Check(
            report, ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Notify, 400, TypeOfError.NotUnderstood),
            new IeCriticalityDiagnostics(Criticality.Reject, 400, TypeOfError.NotUnderstood));
    }

    [Test]
    public void S1_setup_has_a_failure_of_its_own() => Check(
        Report(Changed(Setup, ies => ies.Add(Unknown(Criticality.Reject)))),
        ErrorAnswer.UnsuccessfulOutcome, CauseProtocol.AbstractSyntaxErrorReject,
        new IeCriticalityDiagnostics(Criticality.Reject, 400, TypeOfError.NotUnderstood));

    [Test]
    public void Initial_context_setup_has_a_failure_of_its_own_if_the_association_is_known()
    {
        Check(
            Report(Changed(Context, ies => ies.RemoveAt(2))),
            ErrorAnswer.UnsuccessfulOutcome, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Reject, 66, TypeOfError.Missing));
        Check(
            Report(Changed(Context, ies => ies.RemoveAt(1))),
            ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Reject, 8, TypeOfError.Missing));
    }

    [Test]
    public void An_answer_in_error_is_handled_locally() => Check(
        Report(Changed(SetupAnswer, ies => ies.Add(Unknown(Criticality.Reject)))),
        ErrorAnswer.LocalHandling, CauseProtocol.AbstractSyntaxErrorReject,
        new IeCriticalityDiagnostics(Criticality.Reject, 400, TypeOfError.NotUnderstood));

    // §10.5
    [Test]
    public void An_error_indication_in_error_is_never_answered()
    {
        const string Indication = "000f4008 000001 0002400130";
        Assert.That(Report(Indication + "00").Answer, Is.EqualTo(ErrorAnswer.LocalHandling));
        Assert.That(
            Report(Changed(Indication, ies => ies.Add(Unknown(Criticality.Reject)))).Answer,
            Is.EqualTo(ErrorAnswer.LocalHandling));
    }

    // §10.3.5
    [Test]
    public void A_missing_ie_is_named_by_the_criticality_of_the_table()
    {
        Check(
            Report(Changed(InitialUe, ies => ies.RemoveRange(0, 3))),
            ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Reject, 8, TypeOfError.Missing),
            new IeCriticalityDiagnostics(Criticality.Reject, 26, TypeOfError.Missing),
            new IeCriticalityDiagnostics(Criticality.Reject, 67, TypeOfError.Missing));
        Check(
            Report(Changed(InitialUe, ies => ies.RemoveAt(3))),
            ErrorAnswer.None, CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify);
    }

    // §10.3.6
    [Test]
    public void Ies_repeated_or_out_of_order_are_a_falsely_constructed_message()
    {
        const CauseProtocol Cause = CauseProtocol.AbstractSyntaxErrorFalselyConstructedMessage;
        Check(Report(Changed(UplinkNas, ies => ies.Add(ies[0]))), ErrorAnswer.ErrorIndication, Cause);
        Check(Report(Changed(UplinkNas, ies => ies.Reverse())), ErrorAnswer.ErrorIndication, Cause);
        Check(Report(Changed(Setup, ies => ies.Reverse())), ErrorAnswer.UnsuccessfulOutcome, Cause);
        Check(Report(Changed(SetupAnswer, ies => ies.Reverse())), ErrorAnswer.LocalHandling, Cause);
    }

    // §10.2
    [Test]
    public void Contents_that_break_their_type_are_a_transfer_syntax_error()
    {
        byte[] octets = Changed(InitialUe, ies => ies[4] = ies[4] with { Value = Octets.FromHex("70") });
        Check(Report(octets), ErrorAnswer.ErrorIndication, CauseProtocol.TransferSyntaxError);
        octets = Changed(Setup, ies => ies[0] = ies[0] with { Criticality = Criticality.Ignore });
        Check(Report(octets), ErrorAnswer.ErrorIndication, CauseProtocol.TransferSyntaxError);
    }

    [Test]
    public void Contents_of_a_later_version_are_an_ie_that_is_not_understood()
    {
        byte[] octets = Changed(InitialUe, ies => ies[2] = ies[2] with { Value = Octets.FromHex("8000f1100001") });
        Check(
            Report(octets), ErrorAnswer.ErrorIndication, CauseProtocol.AbstractSyntaxErrorReject,
            new IeCriticalityDiagnostics(Criticality.Reject, 67, TypeOfError.NotUnderstood));
        octets = Changed(InitialUe, ies => ies[3] = ies[3] with { Value = Octets.FromHex("8000f1100019b010") });
        Check(Report(octets), ErrorAnswer.None, CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify);
    }

    [Test]
    public void A_message_that_was_read_can_still_have_something_to_tell()
    {
        byte[] octets = Changed(
            UplinkNas, ies => ies.InsertRange(1, [Unknown(Criticality.Notify), Unknown(Criticality.Ignore)]));
        Assert.That(UplinkNasTransport.TryDecode(octets, out UplinkNasTransport message, out _), Is.True);
        Assert.That(S1apHeader.TryRead(octets, out S1apHeader header, out _), Is.True);
        CriticalityDiagnostics? diagnostics = ErrorReport.Notify(header, message.UnknownIes);
        Assert.That(diagnostics, Is.EqualTo(new CriticalityDiagnostics(
            ProcedureCode.UplinkNasTransport, PduType.InitiatingMessage, Criticality.Ignore,
            new(new IeCriticalityDiagnostics(Criticality.Notify, 400, TypeOfError.NotUnderstood)))));
        Assert.That(ErrorReport.Notify(header, default), Is.Null);
    }

    [Test]
    public void More_than_256_faults_are_cut_at_what_diagnostics_hold()
    {
        byte[] octets = Changed(UplinkNas, ies =>
        {
            for (int index = 0; index < 300; index++)
            {
                ies.Add(Unknown(Criticality.Reject));
            }
        });
        Assert.That(Report(octets).Diagnostics!.Value.Ies.Count, Is.EqualTo(CriticalityDiagnostics.IesMax));
        Assert.That(S1apMessages.Encode(Report(octets).ToErrorIndication()), Has.Length.GreaterThan(256));
    }

    [Test]
    public void The_association_of_a_release_command_is_read_from_its_pair()
    {
        ErrorReport report = Report(Changed(
            "00170012000002006300060001800100010002400124", ies => ies.Add(Unknown(Criticality.Reject))));
        Assert.That(report.MmeUeS1apId, Is.EqualTo(new MmeUeS1apId(1)));
        Assert.That(report.EnbUeS1apId, Is.EqualTo(new EnbUeS1apId(0x010001)));
        Assert.That(report.Answer, Is.EqualTo(ErrorAnswer.ErrorIndication));
    }

    [Test]
    public void The_error_indication_says_it_and_tshark_reads_it()
    {
        ErrorReport report = Report(Changed(UplinkNas, ies => ies.Insert(2, Unknown(Criticality.Reject))));
        TsharkFrame frame = BarePdus.ReadClean(
            "s1ap", [S1apMessages.Encode(report.ToErrorIndication())], fields: ["s1ap.protocol", "s1ap.iE_ID"])[0];
        Assert.That(frame.Info, Does.StartWith("ErrorIndication"));
        Assert.That(frame.Fields[0], Is.EqualTo("1"));
        Assert.That(frame.Fields[1], Is.EqualTo("400"));
    }

    [Test]
    public void Any_octets_have_an_answer()
    {
        byte[] original = S1apVectors.Octets(Context);
        for (int bit = 0; bit < original.Length * 8; bit++)
        {
            byte[] octets = [.. original];
            octets[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            ErrorReport report = Report(octets);
            Assert.That(S1apMessages.Encode(report.ToErrorIndication()), Is.Not.Empty);
            Assert.That(Report(octets[..(bit / 8)]).Answer, Is.EqualTo(ErrorAnswer.ErrorIndication));
        }
    }

    private static void Check(
        ErrorReport report, ErrorAnswer answer, CauseProtocol cause, params IeCriticalityDiagnostics[] ies)
    {
        Assert.That(report.Answer, Is.EqualTo(answer));
        Assert.That(report.Cause, Is.EqualTo((Cause)cause));
        Assert.That(report.Diagnostics!.Value.Ies.Span.ToArray(), Is.EqualTo(ies));
    }

    private static ErrorReport Report(string hex) => Report(S1apVectors.Octets(hex));

    private static ErrorReport Report(byte[] octets)
    {
        S1apMessages.Again(octets, out DecodeError error);
        return ErrorReport.Of(octets, error);
    }

    private static byte[] Changed(string hex, Action<List<RawIe>> change)
    {
        Assert.That(S1apPdu.TryDecode(S1apVectors.Octets(hex), out S1apPdu pdu, out _), Is.True);
        var ies = new List<RawIe>(pdu.Ies.Span.ToArray());
        change(ies);
        return S1apMessages.Encode(pdu with { Ies = new([.. ies]) });
    }

    private static RawIe Unknown(Criticality criticality) => new(400, criticality, Octets.FromHex("1234"));
}
