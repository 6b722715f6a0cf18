using System.IO;
using NUnit.Framework;
using Simulator.Runner;

namespace Tests.Runner;

/// <summary>The commit of a checkout, read from its files.</summary>
public sealed class SourceCommitTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private string _root = null!;

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("commit-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Of_a_branch()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/refs/heads/main", Commit + "\n");
        Assert.That(SourceCommit.Find(Below()), Is.EqualTo(Commit));
    }

    [Test]
    public void Of_a_packed_branch()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/packed-refs", $"# pack-refs\nffff refs/heads/other\n{Commit} refs/heads/main\n");
        Assert.That(SourceCommit.Find(Below()), Is.EqualTo(Commit));
    }

    [Test]
    public void Of_a_detached_head()
    {
        Write(".git/HEAD", Commit + "\n");
        Assert.That(SourceCommit.Find(Below()), Is.EqualTo(Commit));
    }

    [Test]
    public void Of_a_linked_worktree()
    {
        Write("tree/.git", "gitdir: ../main/.git/worktrees/tree\n");
        Write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n");
        Write("main/.git/worktrees/tree/commondir", "../..\n");
        Write("main/.git/refs/heads/topic", Commit + "\n");
        Assert.That(SourceCommit.Find(Path.Combine(_root, "tree")), Is.EqualTo(Commit));
    }

    [TestCase("ref: refs/heads/unborn\n")]
    [TestCase("")]
    public void Of_none_it_is_empty(string head)
    {
        Write(".git/HEAD", head);
        Assert.That(SourceCommit.Find(Below()), Is.Empty);
    }

    [Test]
    public void A_folder_without_a_head_has_none()
    {
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        Assert.That(SourceCommit.Find(Below()), Is.Empty);
    }

    private string Below() => Directory.CreateDirectory(Path.Combine(_root, "a", "b")).FullName;

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
