using System.Collections.Generic;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>The requests of one connection that wait for an answer, by hop-by-hop identifier and in order of sending.
/// </summary>
internal sealed class PendingTable
{
    private readonly Dictionary<uint, PendingRequest> _requests = [];
    private PendingRequest? _first;
    private PendingRequest? _last;

    public int Count => _requests.Count;

    public void Add(PendingRequest request, in DiameterHeader header)
    {
        request.Header = header;
        request.Table = this;
        request.Previous = _last;
        _first ??= request;
        if (_last is not null)
        {
            _last.Next = request;
        }

        _last = request;
        _requests.Add(header.Transaction.HopByHop, request);
    }

    public PendingRequest? Find(uint hopByHop) =>
        _requests.TryGetValue(hopByHop, out PendingRequest? found) ? found : null;

    public void Remove(PendingRequest request)
    {
        _requests.Remove(request.Header.Transaction.HopByHop);
        (PendingRequest? previous, PendingRequest? next) = (request.Previous, request.Next);
        _first = previous is null ? next : _first;
        _last = next is null ? previous : _last;
        if (previous is not null)
        {
            previous.Next = next;
        }

        if (next is not null)
        {
            next.Previous = previous;
        }

        (request.Table, request.Previous, request.Next) = (null, null, null);
    }

    /// <summary>The connection is gone: whoever waits is told, in order.</summary>
    /// <returns>How many there were.</returns>
    public int Abandon()
    {
        int count = Count;
        while (_first is { } request)
        {
            Remove(request);
            request.Decide(new DiameterReply(DiameterOutcome.ConnectionLost));
        }

        return count;
    }
}
