using System.IO;
using NUnit.Framework;
using Tests.Testing;

namespace Tests.Cli;

/// <summary>What a study of one point says of its procedures.</summary>
public sealed class ProcedurePrinterTests
{
    [Test]
    public void A_study_of_one_point_tells_how_its_procedures_ended_and_where_the_time_went()
    {
        string output = Run("quickstart");
        Assert.That(output, Does.Contain("  attach (ue): "));
        Assert.That(output, Does.Contain("success ratio 1"));
        Assert.That(output, Does.Match("latency mean [0-9.]+ ms, p50 [0-9.]+ ms, p95 [0-9.]+ ms, p99 [0-9.]+ ms"));
        Assert.That(output, Does.Match("of it propagation .*transmission .*usim.authenticate .*timers "));
        Assert.That(output, Does.Not.Contain("detach"), "nobody detaches");
    }

    [Test]
    public void A_study_with_a_sweep_has_its_table_alone()
    {
        string output = Run("theory/mm1");
        Assert.That(output, Does.Contain("customer.latency.mean"));
        Assert.That(output, Does.Not.Contain("of it "));
    }

    private static string Run(string scenario)
    {
        string folder = Directory.CreateTempSubdirectory("printer-").FullName;
        try
        {
            Said said = Command.Run(
                "run", Checkout.ScenarioFile(scenario), "--small", "--no-figures", "--out",
                Path.Combine(folder, "out"));
            Assert.That(said.Code, Is.Zero, said.Error);
            return said.Output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
