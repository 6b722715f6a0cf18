using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ReadmeTests
{
    private static string Document(string name) =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "documents", name);

    [Test]
    public void The_example_prints_what_the_README_says() => Assert.That(Example(), Is.EqualTo(Block("text")));

    [Test]
    public void The_example_of_the_README_is_the_one_that_runs_here()
    {
        string[] example = Block("csharp");
        Assert.That(example, Has.Length.EqualTo(10));
        string[] source = [.. File.ReadLines(Document("ReadmeTests.cs")).Select(line => line.Trim())];
        int start = System.Array.IndexOf(source, example[0].Trim());
        Assert.That(source[start..(start + 10)], Is.EqualTo(example.Select(line => line.Trim())));
    }

    private static List<string> Example()
    {
        List<string> output = [];
        void Print(string line) => output.Add(line);

        var simulation = new Simulation(seed: 1);
        var server = new Resource(simulation, capacity: 1);
        async Process Client(string name)
        {
            using Grant grant = await server.Request();             // waits for its turn
            await simulation.Timeout(SimTime.FromMilliseconds(20)); // is served
            Print($"{simulation.Now}: {name} is served");
        }
        simulation.Start(Client("Ann"));
        simulation.Run(until: Client("Ben"));

        return output;
    }

    // The lines of the first fenced block of a language.
    private static string[] Block(string language) =>
        [.. File.ReadLines(Document("README.md")).SkipWhile(line => line != "```" + language).Skip(1)
            .TakeWhile(line => line != "```")];
}
