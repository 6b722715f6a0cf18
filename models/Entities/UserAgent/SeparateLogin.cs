using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>How a terminal's wish for the services of both its providers ended.</summary>
public static class SeparateOutcome
{
    /// <summary>Both serve.</summary>
    public const string Success = ProcedureMeasure.Success;

    /// <summary>The attach at the edge failed.</summary>
    public const string AttachFailed = "attach-failed";

    /// <summary>The login at the cloud failed.</summary>
    public const string LoginFailed = "login-failed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Success, AttachFailed, LoginFailed];
}

/// <summary>What is measured of a group of terminals with an account at each provider.</summary>
/// <param name="both">From the start of the attach until the cloud serves.</param>
public sealed class SeparateMeasures(ProcedureMeasure both)
{
    /// <summary>The procedure.</summary>
    public ProcedureMeasure Both { get; } = both;

    /// <summary>Time of the attaches of all measured successes.</summary>
    internal SimTime AttachTime { get; set; }

    /// <summary>Time of their logins.</summary>
    internal SimTime LoginTime { get; set; }

    /// <summary>Time of logins over time of attaches, of all successes; not a number without one.</summary>
    public double LoginOverAttach => LoginTime.Seconds / AttachTime.Seconds;
}

/// <summary>
/// A terminal whose user has an account at either provider: it attaches to the edge, then logs in at the cloud by a
/// password. Both together are one procedure.
/// </summary>
public sealed class SeparateLogin : IAttachOwner
{
    private readonly Ue _ue;
    private readonly UserAgent _agent;
    private readonly SeparateMeasures _measures;
    private SimTime _startedAt;

    /// <summary>Joins the two; the terminal's attaches belong to it from now on.</summary>
    /// <param name="ue">The terminal.</param>
    /// <param name="agent">Its browser.</param>
    /// <param name="measures">What is measured.</param>
    public SeparateLogin(Ue ue, UserAgent agent, SeparateMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(ue);
        _ue = ue;
        _agent = agent;
        _measures = measures;
        ue.Owner = this;
    }

    /// <summary>True if it can start.</summary>
    public bool IsIdle => _ue.IsIdle && _agent.IsIdle;

    /// <summary>Attaches, then logs in.</summary>
    public void Start() => _ue.StartAttach();

    /// <inheritdoc/>
    MeasurementTag IAttachOwner.Begin()
    {
        _startedAt = _ue.Simulation.Now;
        return _measures.Both.Start();
    }

    /// <inheritdoc/>
    void IAttachOwner.Attached(string outcome, in MeasurementTag tag)
    {
        if (outcome == AttachOutcome.Success)
        {
            _ue.Node.Start(LogIn(_ue.Simulation.Now, tag));
        }
        else
        {
            _measures.Both.End(_startedAt, SeparateOutcome.AttachFailed, tag);
        }
    }

    private async Process LogIn(SimTime attachedAt, MeasurementTag tag)
    {
        string outcome = SeparateOutcome.LoginFailed;
        try
        {
            (string word, tag) = await _agent.LogInAfter(tag);
            outcome = word == ServiceOutcome.Success ? SeparateOutcome.Success : outcome;
        }
        finally
        {
            _measures.Both.End(_startedAt, outcome, tag);
        }

        if (outcome == SeparateOutcome.Success && _measures.Both.IsMeasured(_startedAt))
        {
            _measures.AttachTime += attachedAt - _startedAt;
            _measures.LoginTime += _ue.Simulation.Now - attachedAt;
        }
    }
}
