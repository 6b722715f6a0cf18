using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What came of a request.</summary>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
/// <param name="Response">The answer.</param>
/// <param name="Tag">Tag of the answer, or of the request if there is none.</param>
public readonly record struct HttpResult(HttpFailure? Failure, HttpResponse Response, MeasurementTag Tag);

/// <summary>
/// A client of HTTP/1.1 over TCP: one request at a time on a connection, which is kept for the next one (RFC 9112
/// §9.3). A request on a kept connection that has ended meanwhile is sent once more on a new one, as browsers do.
/// </summary>
public sealed class HttpClient : INodeObserver
{
    private readonly Node _node;
    private readonly Processor _processor;
    private readonly HttpOptions _options;
    private readonly HttpMeasures _measures;
    private readonly TlsCosts? _tls;
    private readonly List<Pool> _pools = [];

    /// <summary>A client without connections.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes handshakes.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="measures">What it counts.</param>
    public HttpClient(Node node, Processor processor, HttpOptions options, HttpMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        _node = node;
        _processor = processor;
        _options = options;
        _measures = measures;
        _tls = options.Tls == TlsModel.None ? null : new TlsCosts(processor);
        node.Observe(this);
    }

    /// <summary>client -> server  request;  server -> client  response.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="label">What it is called.</param>
    /// <param name="tag">What is measured.</param>
    public async Process<HttpResult> Send(
        IpEndpoint server, HttpRequest request, MessageLabel label, MeasurementTag tag)
    {
        Pool pool = PoolOf(server);
        HttpResult result = default;
        for (bool isFresh = false; !isFresh;)
        {
            TcpConnection? connection = pool.Take();
            isFresh = connection is null;
            if (connection is null)
            {
                (connection, HttpFailure failure, tag) = await Open(pool, tag);
                if (connection is null)
                {
                    return Fail(failure, tag);
                }
            }

            result = await Exchange(connection, request, label, tag);
            pool.Return(connection, result.Failure is null);
            isFresh |= result.Failure != HttpFailure.ConnectionLost;
        }

        if (result.Failure is { } reason)
        {
            return Fail(reason, result.Tag);
        }

        _measures.Requests.Add();
        return result;
    }

    /// <summary>Closes every connection that is not in use.</summary>
    public void CloseIdle()
    {
        foreach (Pool pool in _pools)
        {
            pool.CloseIdle();
        }

        _pools.RemoveAll(static pool => pool.OpenCount == 0);
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node) => _pools.Clear();

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node)
    {
        // connections are opened when they are needed
    }

    private HttpResult Fail(HttpFailure failure, in MeasurementTag tag)
    {
        _measures.Failures.Count(failure);
        return new HttpResult(failure, default, tag);
    }

    private Pool PoolOf(IpEndpoint server)
    {
        foreach (Pool known in _pools)
        {
            if (known.Server == server)
            {
                return known;
            }
        }

        var pool = new Pool(server);
        _pools.Add(pool);
        return pool;
    }

    private async Process<(TcpConnection? Connection, HttpFailure Failure, MeasurementTag Tag)> Open(
        Pool pool, MeasurementTag tag)
    {
        if (pool.OpenCount >= _options.ConnectionsMax)
        {
            return (null, HttpFailure.TooManyConnections, tag);
        }

        pool.OpenCount++;
        TcpConnection connection = TcpStack.Of(_node).Open(pool.Server, tag);
        Condition opened = _node.Simulation.AnyOf(connection.Opened, _node.Simulation.Timeout(_options.Timeout));
        await opened;
        if (!connection.IsEstablished)
        {
            connection.Abort();
            pool.OpenCount--;
            return (null, HttpFailure.NotConnected, tag);
        }

        _measures.Opened.Add();
        tag = connection.Tag;
        if (_tls is null)
        {
            return (connection, default, tag);
        }

        // ClientHello and the server's flight: one round trip (RFC 8446 §2), and both ends compute
        await _node.Simulation.Timeout(connection.SmoothedRoundTrip);
        Execution execution = await _processor.Execute(_tls.OfClient(), tag);
        if (execution.IsDone)
        {
            return (connection, default, execution.Tag);
        }

        connection.Abort();
        pool.OpenCount--;
        return (null, HttpFailure.Overloaded, tag);
    }

    private async Process<HttpResult> Exchange(
        TcpConnection connection, HttpRequest request, MessageLabel label, MeasurementTag tag)
    {
        if (connection.Send(request, label, tag) != TcpSendOutcome.Queued)
        {
            return new HttpResult(HttpFailure.ConnectionLost, default, tag);
        }

        var stream = new HttpStream();
        SimTime until = _node.Simulation.Now + _options.Timeout;
        while (true)
        {
            Received<TcpReceived> received = await connection.Receive(until - _node.Simulation.Now);
            if (!received.TryGet(out TcpReceived part))
            {
                return new HttpResult(HttpFailure.TimedOut, default, tag);
            }

            if (!part.HasOctets)
            {
                return new HttpResult(HttpFailure.ConnectionLost, default, tag);
            }

            MeasurementTag answered = part.Tag;
            bool isTaken = stream.TryTake(part.Octets, out HttpResponse response, out DecodeError error);
            part.Release();
            if (isTaken)
            {
                return new HttpResult(null, response, answered);
            }

            if (error.Fault != DecodeFault.Truncated)
            {
                return new HttpResult(HttpFailure.UnreadableResponse, default, answered);
            }
        }
    }

    /// <summary>Connections to one server.</summary>
    private sealed class Pool(IpEndpoint server)
    {
        private readonly Stack<TcpConnection> _idle = [];

        public IpEndpoint Server { get; } = server;

        public int OpenCount { get; set; }

        /// <summary>A connection that is still up, or null.</summary>
        public TcpConnection? Take()
        {
            while (_idle.TryPop(out TcpConnection? connection))
            {
                if (connection.IsEstablished)
                {
                    return connection;
                }

                connection.Close(); // the server has closed it
                OpenCount--;
            }

            return null;
        }

        public void Return(TcpConnection connection, bool isGood)
        {
            if (isGood && connection.IsEstablished)
            {
                _idle.Push(connection);
                return;
            }

            OpenCount--;
            if (connection.IsEstablished)
            {
                connection.Abort(); // an answer to a request that was given up must not answer another one
            }
            else
            {
                connection.Close();
            }
        }

        public void CloseIdle()
        {
            while (_idle.TryPop(out TcpConnection? connection))
            {
                connection.Close();
                OpenCount--;
            }
        }
    }
}
