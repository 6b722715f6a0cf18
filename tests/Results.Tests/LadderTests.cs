using System.Collections.Generic;
using System.IO;
using System.Xml.Linq;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

public sealed class LadderTests
{
    private static readonly LadderRow[] Attach =
    [
        new(0.0, "ue/0", "enb/0", "NAS-EPS", "ATTACH REQUEST", 21, "attach", 1),
        new(0.0100034, "enb/0", "mme/0", "S1AP", "InitialUEMessage [ATTACH REQUEST]", 116, "attach", 2),
        new(0.0161, "mme/0", "hss/0", "Diameter", "Authentication-Information-Request", 268, "attach", 3),
        new(1.5, "hss/0", "mme/0", "Diameter", "Authentication-Information-Answer", 308, "attach", 4),
        new(12.345678, "mme/0", "ue/10", "NAS-EPS", "AUTHENTICATION REJECT", 2, "attach", 5),
    ];

    [Test]
    public void Text_has_time_parties_message_and_size() => Assert.That(LadderText.Of(Attach), Is.EqualTo(
        """
            0.000 ms  ue/0 -> enb/0    ATTACH REQUEST                      21 B
           10.003 ms  enb/0 -> mme/0   InitialUEMessage [ATTACH REQUEST]   116 B
           16.100 ms  mme/0 -> hss/0   Authentication-Information-Request  268 B
         1500.000 ms  hss/0 -> mme/0   Authentication-Information-Answer   308 B
        12345.678 ms  mme/0 -> ue/10   AUTHENTICATION REJECT               2 B

        """));

    [Test]
    public void One_line_looks_as_in_the_contract() => Assert.That(
        LadderText.Of([Attach[1]]),
        Is.EqualTo("  10.003 ms  enb/0 -> mme/0   InitialUEMessage [ATTACH REQUEST]  116 B\n"));

    [Test]
    public void The_golden_form_has_neither_time_nor_size() => Assert.That(LadderText.Golden(Attach), Is.EqualTo(
        """
        ue/0 -> enb/0  ATTACH REQUEST
        enb/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
        mme/0 -> hss/0  Authentication-Information-Request
        hss/0 -> mme/0  Authentication-Information-Answer
        mme/0 -> ue/10  AUTHENTICATION REJECT

        """));

    [Test]
    public void Mermaid_names_parties_in_order_of_appearance() => Assert.That(LadderMermaid.Of(Attach[..3]), Is.EqualTo(
        """
        sequenceDiagram
            participant p0 as ue/0
            participant p1 as enb/0
            participant p2 as mme/0
            participant p3 as hss/0
            p0->>p1: ATTACH REQUEST
            p1->>p2: InitialUEMessage [ATTACH REQUEST]
            p2->>p3: Authentication-Information-Request

        """));

    [Test]
    public void Members_of_a_group_stand_together() => Assert.That(
        string.Join(' ', Ladders.Participants([Attach[0], Attach[4], Attach[0] with { From = "ue/3", To = "enb/1" }])),
        Is.EqualTo("ue/0 ue/10 ue/3 enb/0 enb/1 mme/0"));

    [Test]
    public void Mermaid_is_not_misled_by_a_message() => Assert.That(
        LadderMermaid.Of([Attach[0] with { Message = "a; b # <c>" }]),
        Does.Contain("p0->>p1: a#59; b #35; #lt;c#gt;\n"));

    [Test]
    public void The_drawing_is_well_formed_and_has_every_message()
    {
        LadderRow[] rows = [.. Attach, Attach[0] with { Message = "<script> & \"quotes\"", From = "a<b" }];
        XDocument svg = XDocument.Parse(LadderSvg.Of(rows));
        XNamespace name = "http://www.w3.org/2000/svg";
        var texts = new List<string>();
        foreach (XElement text in svg.Descendants(name + "text"))
        {
            texts.Add(text.Value);
        }

        foreach (LadderRow row in rows)
        {
            Assert.That(texts, Does.Contain(row.Message).And.Contain(row.From).And.Contain(row.To));
        }

        Assert.That(svg.Descendants(name + "path"), Has.Exactly(rows.Length).Items);
    }

    [Test]
    public void An_empty_ladder_is_drawn_too()
    {
        Assert.That(LadderText.Of([]), Is.Empty);
        Assert.That(LadderText.Golden([]), Is.Empty);
        Assert.That(LadderMermaid.Of([]), Is.EqualTo("sequenceDiagram\n"));
        Assert.That(() => XDocument.Parse(LadderSvg.Of([])), Throws.Nothing);
    }

    [Test]
    public void Every_form_is_drawn_from_the_stored_table()
    {
        using var stream = new MemoryStream();
        CsvTables.Ladder.Write(stream, Attach);
        stream.Position = 0;
        LadderRow[] stored = [.. CsvTables.Ladder.Read(stream, "ladder.csv")];
        Assert.That(stored, Is.EqualTo(Attach));
        Assert.That(LadderSvg.Of(stored), Is.EqualTo(LadderSvg.Of(Attach)));
    }
}
