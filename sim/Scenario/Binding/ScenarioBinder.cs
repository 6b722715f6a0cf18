using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>
/// Makes a <see cref="Scenario"/> of a tree: names, parameters, keys, then what holds between keys, then the points.
/// </summary>
internal sealed class ScenarioBinder(
    string file, KeyTable table, ProfileLibrary profiles, IInputFiles files, ErrorLog errors)
{
    private static readonly string[] NotOfPoints =
    [
        CommonKeys.Sweep,
        CommonKeys.Expect,
        CommonKeys.Figures,
        CommonKeys.Small,
    ];

    /// <summary>Binds a scenario and each of its points; null after an error.</summary>
    /// <param name="root">The scenario, overrides applied.</param>
    /// <param name="isSmall">True if <c>small:</c> was applied.</param>
    public Scenario? Bind(ScenarioNode root, bool isSmall)
    {
        int before = errors.Reported;
        (Scenario? scenario, BindContext context) = BindOne(root, isSmall, isPoint: false);
        if (context.Sweep.Axes.Count == 0)
        {
            Publish(scenario);
            return errors.Reported == before ? scenario : null;
        }

        ScenarioNode common = root.Without(NotOfPoints);
        var points = new List<SweepPoint>();
        foreach (IReadOnlyList<(SweepAxis Axis, SweepValue Value)> values in context.Sweep.Points)
        {
            ScenarioNode node = common;
            foreach ((SweepAxis axis, SweepValue value) in values)
            {
                node = PathResolver.Apply(node, axis.Path!, value.Node);
            }

            (Scenario? point, _) = BindOne(node, isSmall, isPoint: true);
            if (point is not null)
            {
                (string Key, SweepValue Value)[] given = values.Select(entry => (entry.Axis.Key, entry.Value))
                    .ToArray();
                points.Add(new SweepPoint(points.Count, given, point));
            }
        }

        if (scenario is null || errors.Reported > before)
        {
            return null;
        }

        scenario.Points = points;
        return scenario;
    }

    private static void Publish(Scenario? scenario)
    {
        if (scenario is not null)
        {
            scenario.Points = [new SweepPoint(0, [], scenario)];
        }
    }

    private (Scenario? Scenario, BindContext Context) BindOne(ScenarioNode root, bool isSmall, bool isPoint)
    {
        int before = errors.Reported;
        var context = new BindContext(errors, profiles, files) { Table = table, Root = root, IsSmall = isSmall };
        var scope = new BindScope(context, "");
        string[] keys = ((IKeyType)table.Root).StepNames(null).ToArray();
        context.Parameters = ParametersType.Read(
            root.Find(CommonKeys.Parameters), keys, scope.At(CommonKeys.Parameters));
        context.Names = ReadNames(root, scope);
        var settings = table.Root.Bind(root, scope)?.Content as Settings;
        CrossCheck.Run(root, settings, scope);
        if (!isPoint)
        {
            CrossCheck.Parameters(root, scope); // a point lacks keys that may use one
        }

        Scenario? scenario = errors.Reported == before && settings is not null
            ? new Scenario(file, table, context, settings)
            : null;
        return (scenario is not null && Holds(scenario, scope) ? scenario : null, context);
    }

    private static bool Holds(Scenario scenario, BindScope scope)
    {
        bool holds = true;
        foreach (Contradiction found in scenario.System.Rules.SelectMany(rule => rule(scenario)))
        {
            scope.Error(found.Place, ErrorCode.Conflict, found.Text, found.Hint);
            holds = false;
        }

        return holds;
    }

    private ScenarioNames ReadNames(ScenarioNode root, BindScope scope)
    {
        var groups = new List<GroupName>();
        foreach (ScenarioEntry group in root.Find(CommonKeys.Nodes)?.Entries ?? [])
        {
            if (NameType.IsName(group.Key.Text) && table.System.FindRole(GroupsType.RoleOf(group)) is { } role)
            {
                groups.Add(new GroupName(group.Key.Text, role.Name, CountOf(group.Value, role, scope)));
            }
        }

        string[] links = (root.Find(CommonKeys.Network)?.Entries ?? [])
            .Select(entry => entry.Key.Text)
            .Where(name => table.System.FindLink(name) is not null)
            .ToArray();
        return new ScenarioNames(table.System, groups, links)
        {
            SweepKeys = SweepType.KeysOf(root.Find(CommonKeys.Sweep)),
        };
    }

    /// <summary>
    /// The size of a group as far as it can be read; what is wrong with it is reported when the group is bound.
    /// </summary>
    private static long CountOf(ScenarioNode group, Role role, BindScope scope)
    {
        if (group.Find("count") is not { Kind: NodeKind.Scalar } count)
        {
            return 1;
        }

        string max = role.CountMax.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new QuantityRule([Dimension.Count], min: "1", max: max).TryRead(
            count.Text, count.Place, scope.WithScratchLog(), out Quantity quantity)
            ? quantity.Whole
            : 1;
    }
}
