using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Procedures that take the same path share its operations; others never do.</summary>
public sealed class OperationPathTests
{
    [Test]
    public void Equal_paths_share_all_their_branches()
    {
        OperationShare start = new PathStart().Share;
        OperationShare[] first = [After(start, "a", 1), After(start, "b", 1), After(start, "a", 2)];
        OperationShare[] again = [After(start, "a", 1), After(start, "b", 1), After(start, "a", 2)];
        Assert.That(again, Is.EqualTo(first).Using<OperationShare>(ReferenceEquals));
        Assert.That(After(first[0], "c", 3), Is.SameAs(After(again[0], "c", 3)));
        Assert.That(After(first[0], "c", 3), Is.Not.SameAs(After(first[1], "c", 3)), "another path leads there");
        Assert.That(After(new PathStart().Share, "a", 1), Is.Not.SameAs(first[0]), "of another procedure");
    }

    [Test]
    public void Costs_that_are_drawn_are_forgotten()
    {
        OperationShare start = new PathStart().Share;
        for (int branch = 0; branch < 8; branch++)
        {
            Assert.That(IsRemembered(start, "drawn", branch), Is.True);
        }

        Assert.That(IsRemembered(start, "drawn", 8), Is.False, "too many ways to go on");
        Assert.That(After(start, "drawn", 8).Time, Is.EqualTo(new SimTime(8)));
        OperationShare step = start;
        for (int depth = 0; depth < 5_000; depth++)
        {
            step = After(step, "long", depth);
        }

        Assert.That(IsRemembered(step, "end", 1), Is.False, "too long a memory");
        Assert.That(IsRemembered(null, "alone", 1), Is.False, "nothing to remember it");
    }

    [Test]
    public void The_start_of_a_path_is_no_operation_of_it()
    {
        var path = new PathStart();
        OperationShare only = After(path.Share, "only", 1);
        Assert.That(path.Share.IsStart, Is.True);
        Assert.That(only.IsStart, Is.False);
        Assert.That(only.Before, Is.SameAs(path.Share));
    }

    private static bool IsRemembered(OperationShare? before, string operation, long picoseconds) =>
        ReferenceEquals(After(before, operation, picoseconds), After(before, operation, picoseconds));

    private static OperationShare After(OperationShare? before, string operation, long picoseconds) =>
        OperationShare.After(before, operation, new SimTime(picoseconds));
}
