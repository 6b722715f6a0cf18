using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>An argument of a form.</summary>
/// <param name="Name">Its name in the map form.</param>
/// <param name="Rule">What it takes; null for a word, such as the name of a file.</param>
/// <param name="Keyword">The word before it in the inline form; empty if it follows directly.</param>
internal sealed record FormArgument(string Name, QuantityRule? Rule, string Keyword = "");

/// <summary>
/// A way to write a value: <c>lognormal MEDIAN P95</c>, or <c>{ lognormal: { median: …, p95: … } }</c>.
/// </summary>
internal sealed record Form(string Name, params FormArgument[] Arguments)
{
    /// <summary>The inline form, for hints and documents.</summary>
    public string Usage => string.Join(' ', new[] { Name }.Concat(Arguments.SelectMany(Words))).Trim();

    private static IEnumerable<string> Words(FormArgument argument) =>
        argument.Keyword.Length == 0
            ? [argument.Name.ToUpperInvariant()]
            : [argument.Keyword, argument.Name.ToUpperInvariant()];
}

/// <summary>
/// What was written in a form: its arguments, and the canonical text, in which <c>$parameters</c> stay.
/// </summary>
internal sealed record FormValue(
    Form Form, IReadOnlyList<Quantity> Quantities, string Word, Place WordPlace, string Text);

/// <summary>Reads forms, inline or as a map, with the place of each argument.</summary>
internal sealed class FormReader(string kind, IReadOnlyList<Form> forms)
{
    /// <summary>The forms, for hints and documents.</summary>
    public string Usage => string.Join(" · ", forms.Select(form => form.Usage));

    /// <summary>True if the text starts with the name of a form.</summary>
    public bool Starts(string text) => Find(FirstWord(text)) is not null;

    /// <summary>True for a mapping with exactly one key, which is how the map form looks.</summary>
    public static bool IsMap(ScenarioNode node) => node.Kind == NodeKind.Mapping && node.Entries.Count == 1;

    /// <summary>Reads a node; null after an error.</summary>
    public FormValue? Read(ScenarioNode node, BindScope scope)
    {
        if (node.Kind == NodeKind.Scalar && !node.IsMissing)
        {
            return ReadInline(node, scope);
        }

        if (IsMap(node))
        {
            return ReadMap(node.Entries[0], scope);
        }

        scope.WrongShape(node, $"{kind}, as in '{forms[0].Usage}'");
        return null;
    }

    private static string FirstWord(string text) => text.Split(' ', 2)[0];

    private Form? Find(string name) => forms.FirstOrDefault(form => form.Name == name);

    private FormValue? ReadInline(ScenarioNode node, BindScope scope)
    {
        var words = new WordCursor(node);
        string name = words.Take().Text;
        if (Find(name) is not { } form)
        {
            Unknown(name, node.Place, scope);
            return null;
        }

        var value = new FormBuilder(form);
        foreach (FormArgument argument in form.Arguments)
        {
            if (!value.TryAdd(argument, words, scope))
            {
                return null;
            }
        }

        if (!words.AtEnd)
        {
            scope.Error(
                words.Place,
                ErrorCode.WrongArguments,
                $"'{words.Rest}' is too much for {name}{scope.In}",
                $"write '{form.Usage}'");
            return null;
        }

        return value.Build();
    }

    private FormValue? ReadMap(ScenarioEntry entry, BindScope scope)
    {
        if (Find(entry.Key.Text) is not { } form)
        {
            Unknown(entry.Key.Text, entry.Key.Place, scope);
            return null;
        }

        if (entry.Value.Kind != NodeKind.Mapping)
        {
            return ReadSingle(form, entry.Value, scope);
        }

        foreach (ScenarioEntry given in entry.Value.Entries)
        {
            if (form.Arguments.All(argument => argument.Name != given.Key.Text))
            {
                scope.Error(
                    given.Key.Place,
                    ErrorCode.UnknownKey,
                    $"unknown argument '{given.Key.Text}' of {form.Name}{scope.In}",
                    Suggestion.Hint(
                        given.Key.Text, form.Arguments.Select(argument => argument.Name).ToArray(), "arguments"));
                return null;
            }
        }

        var value = new FormBuilder(form);
        return form.Arguments.All(
            argument => value.TryAdd(argument, entry.Value.Find(argument.Name), entry.Value.Place, scope))
            ? value.Build()
            : null;
    }

    /// <summary><c>{ exponential: 5 ms }</c>: a form with one argument needs no name for it.</summary>
    private static FormValue? ReadSingle(Form form, ScenarioNode node, BindScope scope)
    {
        var value = new FormBuilder(form);
        if (form.Arguments.Length == 1)
        {
            return value.TryAdd(form.Arguments[0], node, node.Place, scope) ? value.Build() : null;
        }

        scope.Error(
            node.Place,
            ErrorCode.WrongArguments,
            $"{form.Name} takes {form.Arguments.Length} arguments{scope.In}",
            $"write '{form.Usage}' or name them in a mapping");
        return null;
    }

    private void Unknown(string name, Place place, BindScope scope) =>
        scope.Error(
            place,
            ErrorCode.UnknownWord,
            $"'{name}' is not {kind}{scope.In}",
            Suggestion.Nearest(name, forms.Select(form => form.Name)) is { } near
                ? $"did you mean '{near}'?"
                : $"forms: {Usage}");
}

/// <summary>Collects the arguments of one form.</summary>
internal sealed class FormBuilder(Form form)
{
    private readonly List<Quantity> _quantities = new();
    private readonly List<string> _texts = [form.Name];
    private string _word = "";
    private Place _wordPlace;

    public FormValue Build() => new(form, _quantities, _word, _wordPlace, string.Join(' ', _texts));

    /// <summary>Takes an argument from the words of the inline form.</summary>
    public bool TryAdd(FormArgument argument, WordCursor words, BindScope scope)
    {
        if (argument.Keyword.Length > 0 && !words.TrySkip(argument.Keyword))
        {
            scope.Error(
                words.Place,
                ErrorCode.WrongArguments,
                $"{form.Name} needs the word '{argument.Keyword}'{scope.In}",
                $"write '{form.Usage}'");
            return false;
        }

        if (words.AtEnd)
        {
            Missing(argument, words.Place, scope);
            return false;
        }

        Place place = words.Place;
        string text = argument.Rule is { } rule && rule.Dimensions.Any(Quantity.HasUnit)
            ? words.TakeQuantity()
            : words.Take().Text;
        return TryAdd(argument, text, place, scope);
    }

    /// <summary>Takes an argument from the map form.</summary>
    public bool TryAdd(FormArgument argument, ScenarioNode? node, Place formPlace, BindScope scope)
    {
        if (node is null || node.IsMissing)
        {
            Missing(argument, node?.Place ?? formPlace, scope);
            return false;
        }

        if (node.Kind == NodeKind.Scalar)
        {
            return TryAdd(argument, node.Text, node.Place, scope);
        }

        scope.At(argument.Name).WrongShape(node, argument.Rule?.Takes ?? "a word");
        return false;
    }

    private bool TryAdd(FormArgument argument, string text, Place place, BindScope scope)
    {
        if (argument.Rule is null)
        {
            (_word, _wordPlace) = (text, place);
            AddText(argument, text);
            return true;
        }

        if (!argument.Rule.TryRead(text, place, scope, out Quantity quantity))
        {
            return false;
        }

        _quantities.Add(quantity);
        AddText(argument, ParameterTable.IsReference(text) ? text : quantity.ToString());
        return true;
    }

    private void AddText(FormArgument argument, string text)
    {
        if (argument.Keyword.Length > 0)
        {
            _texts.Add(argument.Keyword);
        }

        _texts.Add(text);
    }

    private void Missing(FormArgument argument, Place place, BindScope scope) =>
        scope.Error(
            place,
            ErrorCode.WrongArguments,
            $"{form.Name} lacks its {argument.Name}{scope.In}",
            $"write '{form.Usage}'");
}
