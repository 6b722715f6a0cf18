using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Simulator.Runner;

/// <summary>Works a list off on several threads. What a thread does depends on its item alone.</summary>
internal static class Workers
{
    /// <summary>Calls the work once for each item, items taken in order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="threadMax">Most threads.</param>
    /// <param name="work">The work; throws <see cref="OperationCanceledException"/> when it is told to stop.</param>
    /// <param name="cancellation">Ends it; items that were not begun are left out.</param>
    public static void Run<T>(
        IReadOnlyList<T> items, int threadMax, Action<T, CancellationToken> work, CancellationToken cancellation)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void WorkOff()
        {
            try
            {
                for (int index = Interlocked.Increment(ref next);
                    index < items.Count && !all.IsCancellationRequested;
                    index = Interlocked.Increment(ref next))
                {
                    work(items[index], all.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // the user stops, or another thread has failed
            }
            catch (Exception broken)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(broken), null);
                all.Cancel();
            }
        }

        var threads = new List<Thread>();
        for (int count = Math.Min(threadMax, items.Count); count > 0; count--)
        {
            var thread = new Thread(WorkOff) { Name = "replication" };
            threads.Add(thread);
            thread.Start();
        }

        threads.ForEach(thread => thread.Join());
        failure?.Throw();
    }
}
