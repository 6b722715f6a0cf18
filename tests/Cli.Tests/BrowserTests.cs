using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Cli;

/// <summary>
/// Reports of shipped scenarios as a reader sees them, in Chromium. With REPORT_SCREENSHOTS set to a folder, pictures
/// of each are left there.
/// </summary>
[TestFixture("quickstart")]
[TestFixture("lte/authentication-failures")]
[TestFixture("theory/mm1")]
public sealed class BrowserTests(string scenario)
{
    private const int Desktop = 1280, Phone = 390, Height = 844;

    private string _root = null!;
    private string _report = null!;
    private Browser _browser = null!;

    [OneTimeSetUp]
    public void RunAndOpen()
    {
        _root = Directory.CreateTempSubdirectory("browser-").FullName;
        Said said = Command.Run("run", Checkout.ScenarioFile(scenario), "--small", "--out", _root);
        Assert.That(said.Code, Is.Zero, said.Output + said.Error);
        _report = Path.Combine(_root, ReportPage.File);
        _browser = new Browser();
    }

    [OneTimeTearDown]
    public void CloseAndRemove()
    {
        _browser?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [SetUp]
    public void Show()
    {
        _browser.Resize(Desktop, Height);
        _browser.Prefer("light");
        _browser.Open(_report);
    }

    [TearDown]
    public void Nothing_is_complained_of_and_nothing_is_loaded()
    {
        Assert.That(_browser.Complaints, Is.Empty);
        Assert.That(_browser.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), Is.EqualTo(
            (string[])[new Uri(_report).AbsoluteUri]));
    }

    [Test]
    public void Every_figure_is_there_and_has_a_size()
    {
        int drawn = Directory.GetFiles(Path.Combine(_root, "figures"), "*.svg").Length;
        Assert.That(Number("document.querySelectorAll('figure').length"), Is.EqualTo(drawn).And.Positive);
        Assert.That(Number("""
            Array.from(document.querySelectorAll('.card > svg, .card > img')).filter(each => {
              const box = each.getBoundingClientRect();
              return box.width > 100 && box.height > 40;
            }).length
            """), Is.EqualTo(Number("document.querySelectorAll('.card').length")).And.GreaterThan(drawn + 1));
    }

    [Test]
    public void Every_link_leads_somewhere()
    {
        Assert.That(Number("""
            Array.from(document.querySelectorAll('a[href^="#"]'))
              .filter(link => document.getElementById(link.hash.slice(1)) === null).length
            """), Is.Zero);
        JsonArray files = _browser.Evaluate(
            "Array.from(document.querySelectorAll('a:not([href^=\"#\"])')).map(link => link.getAttribute('href'))")!
            .AsArray();
        Assert.That(files, Has.Count.GreaterThan(5));
        foreach (string file in files.Select(file => (string)file!))
        {
            Assert.That(Path.Exists(Path.Combine(_root, file)), Is.True, file);
        }
    }

    [Test]
    public void A_head_sorts_its_table_up_and_down()
    {
        Assert.That(Number("""
            (() => {
              let wrong = 0;
              const keyOf = row => row.cells[0].dataset.value === undefined
                ? row.cells[0].textContent : Number(row.cells[0].dataset.value);
              for (const table of document.querySelectorAll('table')) {
                const button = table.querySelector('th button');
                for (const direction of ['ascending', 'descending']) {
                  button.click();
                  const keys = Array.from(table.tBodies[0].rows).map(keyOf);
                  const isRight = keys.every((key, index) => index === 0 || (typeof key === 'number'
                    ? (direction === 'ascending' ? keys[index - 1] <= key : keys[index - 1] >= key)
                    : (direction === 'ascending' ? 1 : -1)
                      * keys[index - 1].localeCompare(key, 'en', { numeric: true }) <= 0));
                  wrong += isRight && button.parentElement.getAttribute('aria-sort') === direction ? 0 : 1;
                }
              }
              return wrong;
            })()
            """), Is.Zero);
    }

    [Test]
    public void The_first_key_leads_past_the_contents_and_is_seen()
    {
        _browser.PressTab();
        Assert.That((string?)_browser.Evaluate("document.activeElement.className"), Is.EqualTo("skip"));
        Assert.That(Number("document.activeElement.getBoundingClientRect().left"), Is.GreaterThanOrEqualTo(0));
    }

    [TestCase(Phone)]
    [TestCase(Desktop)]
    public void Nothing_is_wider_than_the_window(int width)
    {
        _browser.Resize(width, Height);
        _browser.Evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })");
        Assert.That(Number("window.innerWidth"), Is.EqualTo(width));
        Assert.That(Number("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        Save(width == Phone ? "phone" : "light");
    }

    [Test]
    public void In_the_dark_the_page_is_dark_and_figures_lie_on_white()
    {
        _browser.Prefer("dark");
        Assert.That(Number(Brightness("body")), Is.LessThan(60));
        Assert.That(Number(Brightness(".card")), Is.EqualTo(255));
        Save("dark");
    }

    [Test]
    public void On_paper_everything_is_open()
    {
        _browser.Prefer("dark");
        _browser.Evaluate("""
            window.opened = -1;
            window.addEventListener('beforeprint', () => {
              window.opened = document.querySelectorAll('details:not([open])').length;
            });
            """);
        byte[] paper = _browser.Print();
        Assert.That(paper.AsSpan(0, 5).SequenceEqual("%PDF-"u8), Is.True);
        Assert.That(paper, Has.Length.GreaterThan(20_000));
        Assert.That(Number("window.opened"), Is.Zero);
        Assert.That(Number("document.querySelectorAll('details:not([open])').length"), Is.Positive, "and closed again");
        if (Folder is { } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{Name}-paper.pdf"), paper);
        }
    }

    [Test]
    public void The_page_is_one_file_of_modest_size_that_is_xml_too()
    {
        Assert.That(new FileInfo(_report), Has.Length.LessThan(4_000_000));
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
        using var reader = XmlReader.Create(_report, settings);
        XElement page = XDocument.Load(reader).Root!;
        Assert.That(page.DescendantsAndSelf().Attributes("id").Select(id => id.Value), Is.Unique);
        string question = File.ReadLines(Checkout.ScenarioFile(scenario)).First()["# Question".Length..].Trim();
        Assert.That(page.Descendants("dd").First().Value, Is.EqualTo(question));
    }

    [Test]
    public void The_frame_beside_a_message_is_that_message_in_the_capture()
    {
        ProcedureRow[] procedures = [.. ProcedureFolder.Rows(_root)];
        Assert.That(procedures, Has.Length.GreaterThan(1));
        foreach (ProcedureRow procedure in procedures)
        {
            string path = Path.Combine(_root, ProcedureFolder.Name, RecordedProcedure.NameOf(procedure) + ".pcapng");
            string profile = Path.Combine(_root, ProcedureFolder.Name, WiresharkProfile.Folder);
            TsharkFrame[] frames = [.. Tshark.Frames(path, profile)];
            foreach (LadderRow row in ProcedureFolder.Ladder(_root, procedure))
            {
                // of customers, which are no standard's, tshark knows the UDP datagram alone
                string info = Letters(frames[row.Frame - 1].Info);
                string[] names = scenario == "theory/mm1" ? ["Len"] : row.Message.Split('[', ']', '+');
                foreach (string name in names)
                {
                    Assert.That(info, Does.Contain(Letters(name)), $"{path} frame {row.Frame}");
                }
            }
        }
    }

    private string Name => scenario[(scenario.LastIndexOf('/') + 1)..];

    private static string? Folder => Environment.GetEnvironmentVariable("REPORT_SCREENSHOTS");

    // A colour is rgb(r, g, b); the greatest of the three tells dark from light.
    private static string Brightness(string selector) =>
        "Math.max(...getComputedStyle(document.querySelector(" + $"'{selector}'"
        + ")).backgroundColor.match(/\\d+/g).map(Number))";

    // tshark and the standards differ in blanks, hyphens and capitals alone.
    private static string Letters(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private double Number(string expression) => (double)_browser.Evaluate(expression)!;

    private void Save(string kind)
    {
        if (Folder is { } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{Name}-{kind}.png"), _browser.Picture());
        }
    }
}
