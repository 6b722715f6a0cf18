using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Measure;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>A group of terminals and what is measured of it.</summary>
/// <param name="Group">The group.</param>
/// <param name="Procedure">What its members start, unless that is <paramref name="Separate"/>.</param>
/// <param name="Separate">An attach and a login by a password; null of others.</param>
internal sealed record TerminalGroup(NodeGroup Group, ProcedureMeasure Procedure, SeparateMeasures? Separate)
{
    /// <summary>What its members start.</summary>
    public ProcedureMeasure Measure => Separate?.Both ?? Procedure;

    /// <summary>True if none of its members may be served: a wrong key or answer, no account, a token that is not
    /// its own or too late.</summary>
    public bool IsImpostor
    {
        get
        {
            Settings settings = Group.Settings;
            bool isOfCard = settings.Word(LteKeys.CardKey) == "wrong"
                || settings.Word(LteKeys.Subscription) == "absent";
            return settings.Word(FederationKeys.Service) switch
            {
                FederationKeys.Password => false, // a password asks for no card
                FederationKeys.Web => isOfCard
                    || settings.Choice<UserAgentBehaviour>(FederationKeys.Agent) != UserAgentBehaviour.Normal,
                _ => isOfCard || settings.Word(FederationKeys.Account) == "barred"
                    || settings.Choice<UeBehaviour>(LteKeys.Behaviour) != UeBehaviour.Normal,
            };
        }
    }
}

/// <summary>What follows from the measures of several groups.</summary>
internal static class FederationComparison
{
    /// <summary>Reports it, where a scenario has such groups.</summary>
    public static void Report(MetricRegistry metrics, IEnumerable<TerminalGroup> terminals)
    {
        TerminalGroup[] all = [.. terminals];
        TerminalGroup[] separate = [.. all.Where(each => each.Separate is not null)];
        if (separate.Length > 0)
        {
            ReportSavings(metrics, [.. all.Except(separate)], separate[0]);
        }

        TerminalGroup[] impostors = [.. all.Where(each => each.IsImpostor)];
        if (impostors.Length > 0)
        {
            metrics.Derived(
                FederationDescription.WronglyServed, "", MetricUnit.One, Statistic.Count,
                "Successes of terminals that ought to be refused.",
                () => impostors.Sum(each => each.Measure.SuccessCount));
        }
    }

    private static void ReportSavings(
        MetricRegistry metrics, IEnumerable<TerminalGroup> others, TerminalGroup separate)
    {
        metrics.Derived(
            FederationDescription.LoginOverAttach, separate.Group.Name, MetricUnit.One, Statistic.Ratio,
            "Time of the login by a password over that of the attach before it.",
            () => separate.Separate!.LoginOverAttach);
        foreach (TerminalGroup other in others)
        {
            metrics.Derived(
                FederationDescription.SavedTime, other.Group.Name, MetricUnit.One, Statistic.Ratio,
                "Time saved on average, over that of those who attach and log in separately.",
                () => 1 - (other.Measure.MeanLatency / separate.Measure.MeanLatency));
        }
    }
}
