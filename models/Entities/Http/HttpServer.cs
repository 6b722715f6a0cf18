using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>An answer on its way.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Tag">What is measured.</param>
/// <param name="Label">What it is called; by its status if null.</param>
public readonly record struct HttpReply(HttpResponse Response, MeasurementTag Tag, MessageLabel? Label = null);

/// <summary>Serves requests.</summary>
public interface IHttpService
{
    /// <summary>client -> server  request;  server -> client  response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">Tag of the segment that completed it.</param>
    Process<HttpReply> Serve(HttpRequest request, MeasurementTag tag);
}

/// <summary>
/// A server of HTTP/1.1 over TCP: requests of a connection are served one after the other (RFC 9112 §9.3.2), those of
/// different connections at once. A crash loses the connections; the role calls <see cref="Start"/> again.
/// </summary>
public sealed class HttpServer
{
    /// <summary>2025-01-01T00:00:00Z, when everything simulated begins, in seconds since 1970.</summary>
    public const long SimulatedEpoch = 1_735_689_600;

    private readonly Node _node;
    private readonly Processor _processor;
    private readonly IHttpService _service;
    private readonly HttpOptions _options;
    private readonly HttpMeasures _measures;
    private readonly TlsCosts? _tls;
    private (long Seconds, string Text) _date = (-1, "");

    /// <summary>A server that hears nothing before <see cref="Start"/>.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes handshakes.</param>
    /// <param name="service">Serves requests.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="measures">What it counts.</param>
    public HttpServer(
        Node node, Processor processor, IHttpService service, HttpOptions options, HttpMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(options);
        _node = node;
        _processor = processor;
        _service = service;
        _options = options;
        _measures = measures;
        _tls = options.Tls == TlsModel.None ? null : new TlsCosts(processor);
    }

    /// <summary>Accepts connections from now until a crash.</summary>
    /// <param name="port">TCP port.</param>
    public void Start(ushort port) => _node.Start(Accept(TcpStack.Of(_node).Listen(port)));

    private async Process Accept(TcpListener listener)
    {
        while (true)
        {
            TcpConnection connection = await listener.Accept();
            _measures.Opened.Add();
            _ = _node.Start(Serve(connection));
        }
    }

    private async Process Serve(TcpConnection connection)
    {
        if (_tls is not null && !(await _processor.Execute(_tls.OfServer(), connection.Tag)).IsDone)
        {
            _measures.Failures.Count(HttpFailure.Overloaded);
            connection.Abort();
            return;
        }

        var stream = new HttpStream();
        while (true)
        {
            Received<TcpReceived> received = await connection.Receive(_options.Idle);
            if (!received.TryGet(out TcpReceived octets) || !octets.HasOctets)
            {
                connection.Close(); // idle for too long, or the client has closed
                return;
            }

            MeasurementTag tag = octets.Tag;
            bool isTaken = stream.TryTake(octets.Octets, out HttpRequest request, out DecodeError error);
            octets.Release();
            while (isTaken)
            {
                HttpReply reply = await _service.Serve(request, tag);
                Send(connection, reply);
                isTaken = stream.TryTake(out request, out error);
            }

            if (error.Fault != DecodeFault.Truncated)
            {
                _measures.Failures.Count(HttpFailure.UnreadableRequest);
                Send(connection, new HttpReply(HttpResponse.Create(HttpStatus.BadRequest), tag)); // RFC 9112 §2.2
                connection.Close();
                return;
            }
        }
    }

    private string Date()
    {
        long seconds = SimulatedEpoch + (_node.Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);
        if (seconds != _date.Seconds)
        {
            _date = (seconds, HttpDate.Format(seconds));
        }

        return _date.Text;
    }

    private void Send(TcpConnection connection, in HttpReply reply)
    {
        var dated = new DatedResponse(reply.Response, Date());
        MessageLabel label = reply.Label ?? HttpLabels.Response(reply.Response.Status);
        if (connection.Send(dated, label, reply.Tag) != TcpSendOutcome.Queued)
        {
            _measures.Failures.Count(HttpFailure.NotSent);
            return;
        }

        _measures.Requests.Add();
    }
}
