using System;
using System.Collections.Generic;

namespace Simulator.Systems;

/// <summary>The members of a group, started in turn as they are idle.</summary>
/// <typeparam name="T">What starts a procedure.</typeparam>
/// <param name="members">In order of their index.</param>
/// <param name="isIdle">Whether a member may start.</param>
/// <param name="start">Starts it.</param>
internal sealed class ArrivalsInTurn<T>(IReadOnlyList<T> members, Func<T, bool> isIdle, Action<T> start)
    : IArrivalTarget
{
    private int _next;

    /// <inheritdoc/>
    public bool TryStartNext()
    {
        for (int tried = 0; tried < members.Count; tried++)
        {
            T member = members[_next];
            _next = (_next + 1) % members.Count;
            if (isIdle(member))
            {
                start(member);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Start(int member)
    {
        if (isIdle(members[member]))
        {
            start(members[member]);
        }
    }
}
