using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;

namespace Tests.Entities;

/// <summary>Client and server of HTTP against each other, and each against a peer that speaks TCP by hand.</summary>
public sealed class HttpTests
{
    private HttpWorld _world = null!;
    private Node _server = null!;
    private HttpMeasures _measures = null!;
    private ScriptedService _service = null!;
    private bool _isClosed; // by the server, in the talk of a test

    [SetUp]
    public void Build()
    {
        _world = new HttpWorld();
        _server = _world.AddNode("server");
        _measures = new HttpMeasures(_world.Metrics, "http", "server");
        _service = new ScriptedService(_world.Simulation) { Answer = _ => ScriptedService.Ok("yes") };
    }

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    // ---- requests and answers

    [Test]
    public void A_connection_serves_one_request_after_the_other()
    {
        Start();
        Assert.That(Text(Get()), Is.EqualTo("yes"));
        Assert.That(Text(Get()), Is.EqualTo("yes"));
        Assert.That(_measures.Opened.Count, Is.EqualTo(1));
        Assert.That(_measures.Requests.Count, Is.EqualTo(2));
    }

    [Test]
    public void An_answer_has_the_date_of_the_simulated_time()
    {
        Start();
        _world.RunFor(61);
        Assert.That(Get().Response.Fields.TryGet("Date", out string? date), Is.True);
        Assert.That(date, Is.EqualTo("Wed, 01 Jan 2025 00:01:01 GMT"));
    }

    [Test]
    public void A_server_closes_a_connection_after_a_minute_without_a_request()
    {
        Start();
        Get();
        _world.RunFor(61);
        Assert.That(Text(Get()), Is.EqualTo("yes"));
        Assert.That(_measures.Opened.Count, Is.EqualTo(2));
    }

    [Test]
    public void A_request_on_a_kept_connection_that_has_ended_is_sent_once_more()
    {
        HttpServer server = Start();
        Get();
        _server.Crash();
        _server.Restart();
        server.Start(Cloud.HttpPort);
        Assert.That(Text(Get()), Is.EqualTo("yes"));
        Assert.That(_service.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_request_in_pieces_is_one_request()
    {
        Start();
        byte[] octets = Encoding.ASCII.GetBytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        string said = Speak(octets.Select(octet => new[] { octet }));
        Assert.That(said, Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndWith("yes"));
        Assert.That(_service.Requests.Single().Target, Is.EqualTo("/a"));
    }

    [Test]
    public void Two_requests_in_one_segment_are_answered_in_their_order()
    {
        Start();
        _service.Answer = request => ScriptedService.Ok($"<{request.Target}>");
        string said = Speak("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.That(said.IndexOf("</a>", System.StringComparison.Ordinal), Is.Positive
            .And.LessThan(said.IndexOf("</b>", System.StringComparison.Ordinal)));
    }

    // ---- what goes wrong at the server's end

    [Test]
    public void Where_nobody_listens_the_client_knows_at_once()
    {
        HttpResult result = default;
        double time = _world.Time(() => result = Get());
        Assert.That(result.Failure, Is.EqualTo(HttpFailure.NotConnected));
        Assert.That(time, Is.LessThan(0.02));
    }

    [Test]
    public void A_server_that_is_cut_off_is_given_up_after_ten_seconds()
    {
        Start();
        _world.LinkBetween(_world.Client, _server).TakeDown();
        HttpResult result = default;
        double time = _world.Time(() => result = Get());
        Assert.That(result.Failure, Is.EqualTo(HttpFailure.NotConnected));
        Assert.That(time, Is.EqualTo(10).Within(0.01));
    }

    [Test]
    public void A_server_that_does_not_answer_is_given_up_and_its_late_answer_is_nobodys()
    {
        Start();
        _service.Delay = SimTime.FromSeconds(20L);
        _service.Answer = _ => ScriptedService.Ok("late");
        Assert.That(Get().Failure, Is.EqualTo(HttpFailure.TimedOut));
        _service.Delay = SimTime.FromMilliseconds(1);
        _service.Answer = _ => ScriptedService.Ok("in time");
        Assert.That(Text(Get()), Is.EqualTo("in time"));
        _world.RunFor(30);
        Assert.That(_measures.Failures.CountOf(HttpFailure.NotSent), Is.EqualTo(1), "nobody waits for it");
    }

    [Test]
    public void A_server_that_goes_down_before_its_answer_is_given_up()
    {
        Start();
        _service.Delay = SimTime.FromSeconds(1L);
        _world.Simulation.Schedule(SimTime.FromMilliseconds(500), new Crash(_server));
        Assert.That(Get().Failure, Is.AnyOf(HttpFailure.TimedOut, HttpFailure.ConnectionLost));
    }

    [TestCase("HTTP/1.1 2OO OK\r\nContent-Length: 0\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx")]
    [TestCase("HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public void An_answer_that_cannot_be_read_is_a_failure(string answer)
    {
        _ = _server.Start(Say(answer, closes: false));
        Assert.That(Get().Failure, Is.EqualTo(HttpFailure.UnreadableResponse));
    }

    [TestCase("")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfour")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Le")]
    public void An_answer_that_ends_before_its_time_is_a_failure(string answer)
    {
        _ = _server.Start(Say(answer, closes: true));
        Assert.That(Get().Failure, Is.EqualTo(HttpFailure.ConnectionLost));
    }

    // ---- what goes wrong at the client's end

    [TestCase("GET\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\n\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: h\r\nHost : h\r\n\r\n")]
    [TestCase("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [TestCase("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n")]
    public void A_request_that_cannot_be_read_is_answered_400_and_the_connection_closed(string request)
    {
        Start();
        Assert.That(Speak(request), Does.StartWith("HTTP/1.1 400 Bad Request\r\n"));
        Assert.That(_measures.Failures.CountOf(HttpFailure.UnreadableRequest), Is.EqualTo(1));
        Assert.That(_service.Requests, Is.Empty);
        Assert.That(_isClosed, Is.True);
    }

    [Test]
    public void A_request_that_is_never_complete_is_not_served()
    {
        Start();
        Assert.That(Speak("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nnine oct."), Is.Empty);
        Assert.That(_service.Requests, Is.Empty);
    }

    [Test]
    public void A_client_opens_no_more_connections_than_it_may()
    {
        Start();
        _service.Delay = SimTime.FromSeconds(1L);
        var client = new HttpClient(
            _world.Client, _world.Client.Processors[0], new HttpOptions { ConnectionsMax = 2 },
            new HttpMeasures(_world.Metrics, "bounded", "client"));
        Process<HttpResult>[] all = [.. Enumerable.Range(0, 3).Select(_ => Send(client))];
        _world.RunFor(5);
        Assert.That(
            all.Select(each => each.GetResult().Failure),
            Is.EquivalentTo((HttpFailure?[])[null, null, HttpFailure.TooManyConnections]));
        Assert.That(Text(_world.Run(Send(client))), Is.EqualTo("yes"), "there is room again");
    }

    [Test]
    public void Connections_that_are_closed_make_room()
    {
        Start();
        var client = new HttpClient(
            _world.Client, _world.Client.Processors[0], new HttpOptions { ConnectionsMax = 1 },
            new HttpMeasures(_world.Metrics, "bounded", "client"));
        for (int round = 0; round < 5; round++)
        {
            Assert.That(Text(_world.Run(Send(client))), Is.EqualTo("yes"));
            client.CloseIdle();
            _world.RunFor(1);
        }

        Assert.That(_measures.Opened.Count, Is.EqualTo(5));
    }

    // ---- TLS, which is time

    [Test]
    public void A_handshake_takes_a_round_trip_and_what_both_ends_compute()
    {
        var tls = new HttpOptions { Tls = TlsModel.Modelled };
        new HttpServer(_server, _server.Processors[0], _service, tls, _measures).Start(Cloud.ApiPort);
        Start();
        var client = new HttpClient(
            _world.Client, _world.Client.Processors[0], tls, new HttpMeasures(_world.Metrics, "tls", "client"));
        double plain = _world.Time(() => Get());
        double first = _world.Time(() => _world.Run(Send(client, Cloud.ApiPort)));
        double second = _world.Time(() => _world.Run(Send(client, Cloud.ApiPort)));
        Assert.That(first - plain, Is.EqualTo(0.010 + 0.004).Within(1e-6), "the server computes meanwhile");
        Assert.That(second, Is.EqualTo(0.010 + 0.001).Within(1e-6), "no handshake");
    }

    [Test]
    public void A_server_without_room_for_a_handshake_ends_the_connection()
    {
        Node small = _world.AddNode("small", new ProcessorOptions { QueueMax = 0 });
        var tls = new HttpOptions { Tls = TlsModel.Modelled };
        var measures = new HttpMeasures(_world.Metrics, "http", "small");
        new HttpServer(small, small.Processors[0], _service, tls, measures).Start(Cloud.HttpPort);
        small.Processors[0].Execute(small.Processors[0].Find(Cloud.PasswordHash)); // busy for 100 ms
        HttpResult result = _world.Get(HttpWorld.EndpointOf(small), "/");
        Assert.That(result.Failure, Is.EqualTo(HttpFailure.ConnectionLost));
        Assert.That(measures.Failures.CountOf(HttpFailure.Overloaded), Is.EqualTo(1));
    }

    private HttpServer Start()
    {
        var server = new HttpServer(_server, _server.Processors[0], _service, HttpOptions.Default, _measures);
        server.Start(Cloud.HttpPort);
        return server;
    }

    private HttpResult Get() => _world.Get(HttpWorld.EndpointOf(_server), "/");

    private Process<HttpResult> Send(HttpClient client, ushort port = Cloud.HttpPort) => client.Send(
        HttpWorld.EndpointOf(_server, port), HttpRequest.Create("GET", "h", "/"), HttpWorld.Label, default);

    private static string Text(in HttpResult result)
    {
        Assert.That(result.Failure, Is.Null);
        return Encoding.UTF8.GetString(result.Response.Body.Span);
    }

    // What a server says to a client that speaks TCP and sends these octets.
    private string Speak(string octets) => Speak([Encoding.Latin1.GetBytes(octets)]);

    private string Speak(IEnumerable<byte[]> parts) => _world.Run(Talk(parts));

    private async Process<string> Talk(IEnumerable<byte[]> parts)
    {
        TcpConnectResult result = await TcpStack.Of(_world.Client).Connect(HttpWorld.EndpointOf(_server));
        TcpConnection connection = result.Connection!;
        foreach (byte[] part in parts)
        {
            connection.Send(part, HttpWorld.Label);
            await _world.Simulation.Timeout(SimTime.FromMilliseconds(1));
        }

        var said = new StringBuilder();
        while (true)
        {
            Received<TcpReceived> received = await connection.Receive(SimTime.FromSeconds(1L));
            bool isReceived = received.TryGet(out TcpReceived octets);
            if (!isReceived || !octets.HasOctets)
            {
                _isClosed = isReceived;
                connection.Close();
                return said.ToString();
            }

            said.Append(Encoding.Latin1.GetString(octets.Octets));
            octets.Release();
        }
    }

    // A server that says this to whatever comes.
    private async Process Say(string answer, bool closes)
    {
        TcpConnection connection = await TcpStack.Of(_server).Listen(Cloud.HttpPort).Accept();
        Received<TcpReceived> received = await connection.Receive(SimTime.FromSeconds(10L));
        if (received.TryGet(out TcpReceived octets))
        {
            octets.Release();
        }

        if (answer.Length > 0)
        {
            connection.Send(Encoding.Latin1.GetBytes(answer), HttpWorld.Label);
        }

        if (closes)
        {
            connection.Close();
        }
    }

    private sealed class Crash(Node node) : Handler
    {
        protected override void Fire() => node.Crash();
    }
}
