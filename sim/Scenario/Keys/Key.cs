using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>
/// One entry of the table of keys: what binds it, documents it, writes its default and describes it to an editor.
/// </summary>
public sealed class Key
{
    /// <summary>Start of the name of a file that there is not: the one in which a default stands.</summary>
    internal const string DefaultFile = "default of ";

    private readonly string? _default;

    /// <summary>Declares a key.</summary>
    /// <param name="name">Its name: lower case, words joined by hyphens.</param>
    /// <param name="type">What it takes.</param>
    /// <param name="meaning">What it means, one sentence with clause or source.</param>
    public Key(string name, IKeyType type, string meaning)
    {
        Name = name;
        Type = type;
        Meaning = meaning;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it takes.</summary>
    public IKeyType Type { get; }

    /// <summary>What it means.</summary>
    public string Meaning { get; }

    /// <summary>The default as YAML flow text; null if there is none.</summary>
    public string? Default
    {
        get => _default;
        init
        {
            _default = value;
            DefaultNode = value is null ? null : ParseDefault(value);
        }
    }

    /// <summary>The default in words where it depends on something else; else null.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>True if a scenario must give it (or its profile).</summary>
    public bool Required { get; init; }

    /// <summary>
    /// For a key of a model: another valid value, as YAML flow text, with which the test of all keys shows that the key
    /// changes a result.
    /// </summary>
    public string? Other { get; init; }

    /// <summary>True for a key that shapes output only and does not enter the hash of a study.</summary>
    public bool IsOutput { get; init; }

    /// <summary>True for a key that a sweep cannot vary.</summary>
    public bool IsFixed { get; init; }

    /// <summary>True if the profile in force may give it.</summary>
    public bool FromProfile { get; init; }

    /// <summary>The default, parsed.</summary>
    internal ScenarioNode? DefaultNode { get; private init; }

    /// <summary>True if the key takes a value by itself, without the names and parameters of a scenario.</summary>
    /// <param name="text">The value, as YAML flow text.</param>
    public bool Accepts(string text)
    {
        var errors = new ErrorLog();
        var scope = new BindScope(new BindContext(errors, ProfileLibraries.None, new MemoryFiles()), Name);
        return ScenarioReader.ReadText(Name, text, 0, errors) is { } node
            && Type.Bind(node, scope) is not null
            && errors.Reported == 0;
    }

    private ScenarioNode ParseDefault(string text)
    {
        var errors = new ErrorLog();
        ScenarioNode? node = ScenarioReader.ReadText(DefaultFile + Name, text, 0, errors);
        Invariant.Require(node is not null && errors.Count == 0, $"the default of {Name} is YAML");
        return node;
    }
}
