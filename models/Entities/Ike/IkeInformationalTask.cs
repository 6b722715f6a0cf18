using System.Collections.Generic;
using Simulator.Network;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>INFORMATIONAL with whatever payloads, or none to ask whether the peer lives (RFC 7296 §1.4, §2.4).
/// </summary>
internal sealed class IkeInformationalTask(
    IkeOperation operation, IReadOnlyList<IkePayload> contents, string carried) : IIkeTask
{
    public ExchangeType Exchange => ExchangeType.Informational;

    public string Carried => carried.Length > 0 ? carried
        : contents.Count == 0 ? IkeDeleteTask.Liveness
        : contents[0].Type == PayloadType.Delete ? IkeDeleteTask.DeleteChild
        : "";

    public IkeOperation Operation => operation;

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        payloads.AddRange(contents);
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work) => work;

    public void Complete(IkeSa sa, IkeContents answer) =>
        operation.End(answer.Error is { } error ? IkeMeasures.OutcomeOf(error.Type) : IkeOutcome.Success);

    public void Abandon(IkeSa sa, IkeOutcome outcome) => operation.End(outcome);
}

/// <summary>INFORMATIONAL that deletes a pair of associations, or the IKE SA (RFC 7296 §1.4.1).</summary>
internal sealed class IkeDeleteTask(
    IkeOperation operation, ChildSa? child, NotifyType reason = NotifyType.None) : IIkeTask
{
    /// <summary>What labels call it.</summary>
    public const string DeleteIke = "delete IKE", DeleteChild = "delete child", Liveness = "liveness";

    public ExchangeType Exchange => ExchangeType.Informational;

    public string Carried => child is null ? DeleteIke : DeleteChild;

    public IkeOperation Operation => operation;

    /// <summary>True if the IKE SA itself is deleted.</summary>
    public bool IsForIke => child is null;

    /// <summary>What labels call an INFORMATIONAL with these contents.</summary>
    public static string Describe(IkeContents contents)
    {
        foreach (DeletePayload delete in contents.Deletes)
        {
            return delete.Protocol == Protocols.Ike.SecurityProtocol.Ike ? DeleteIke : DeleteChild;
        }

        return contents.Notifies.Count == 0 ? Liveness : "";
    }

    public bool TryBuild(IkeSa sa, List<IkePayload> payloads, ref Work work)
    {
        // either -> other  INFORMATIONAL {[N,] D}
        if (child is not null && child.State != ChildState.Installed)
        {
            operation.End(IkeOutcome.Success); // the peer was faster
            return false;
        }

        if (reason != NotifyType.None)
        {
            payloads.Add(IkePayload.Of(PayloadType.Notify, new NotifyPayload(reason)));
        }

        if (child is null)
        {
            sa.State = IkeSaState.Deleting;
        }
        else
        {
            child.State = ChildState.Deleting;
        }

        payloads.Add(IkePayload.Of(PayloadType.Delete, child is null
            ? new DeletePayload(SecurityProtocol.Ike)
            : new DeletePayload(SecurityProtocol.Esp, new(child.OwnSpi))));
        return true;
    }

    public Work CostOf(IkeSa sa, IkeContents answer, in Work work) => work;

    public void Complete(IkeSa sa, IkeContents answer)
    {
        // the other -> either  INFORMATIONAL {[D]}
        if (child is not null)
        {
            sa.Remove(child);
            operation.End(IkeOutcome.Success);
            return;
        }

        operation.End(IkeOutcome.Success);
        sa.Close(reason == NotifyType.None ? IkeOutcome.Success : IkeOutcome.AuthenticationFailed);
    }

    public void Abandon(IkeSa sa, IkeOutcome outcome)
    {
        if (child is not null)
        {
            child.Ike.Remove(child);
        }

        operation.End(outcome == IkeOutcome.Closed ? IkeOutcome.Success : outcome);
    }
}
