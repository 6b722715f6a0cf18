using NUnit.Framework;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>"Did you mean": near names are found, far ones are not proposed.</summary>
internal sealed class SuggestionTests
{
    private static readonly string[] Keys = ["warmup", "stop", "drain", "delay", "queue", "rate"];

    [TestCase("warmpu", "warmup")] // a swap is one slip
    [TestCase("wramup", "warmup")]
    [TestCase("warm", null)] // two letters of four are too many
    [TestCase("warmupp", "warmup")]
    [TestCase("Stop", "stop")]
    [TestCase("stpo", "stop")]
    [TestCase("dealy", "delay")]
    [TestCase("qeue", "queue")]
    [TestCase("ratee", "rate")]
    [TestCase("rat", "rate")]
    [TestCase("latency", null)]
    [TestCase("", null)]
    [TestCase("x", null)]
    public void Nearest(string written, string? expected) =>
        Assert.That(Suggestion.Nearest(written, Keys), Is.EqualTo(expected));

    [Test]
    public void Of_two_equally_near_names_the_first_is_taken() =>
        Assert.That(Suggestion.Nearest("s3", ["s1", "s2"]), Is.EqualTo("s1"));

    [TestCase("abcd", "abdc", 1)]
    [TestCase("abcd", "abc", 1)]
    [TestCase("abcd", "xbcd", 1)]
    [TestCase("abcd", "dcba", 3)]
    [TestCase("ca", "abc", 3)] // optimal string alignment: no edit between the swapped letters
    [TestCase("abcd", "ABCD", 0)]
    [TestCase("", "abc", 3)]
    public void Distance(string left, string right, int expected) =>
        Assert.That(Suggestion.Distance(left, right, 10), Is.EqualTo(expected));

    [Test]
    public void Counting_stops_at_the_bound() =>
        Assert.That(Suggestion.Distance("abcdefgh", "stuvwxyz", 3), Is.EqualTo(3));

    [Test]
    public void A_very_long_text_costs_nothing() =>
        Assert.That(Suggestion.Nearest(new string('a', 1_000_000), [new string('a', 999_999)]), Is.Null);

    [Test]
    public void A_hint_lists_the_names_while_they_are_few()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                Suggestion.Hint("xyz", Keys, "keys"), Is.EqualTo("keys: warmup, stop, drain, delay, queue, rate"));
            Assert.That(Suggestion.Hint("stpo", Keys, "keys"), Is.EqualTo("did you mean 'stop'?"));
            Assert.That(Suggestion.Hint("xyz", [], "keys"), Is.EqualTo("there are no keys here"));
            Assert.That(
                Suggestion.Hint(
                    "xyz",
                    System.Linq.Enumerable.ToArray(System.Linq.Enumerable.Repeat("name", 30)),
                    "keys"), Is.Empty);
        });
    }
}
