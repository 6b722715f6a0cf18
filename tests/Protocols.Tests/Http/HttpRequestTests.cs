using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class HttpRequestTests : CodecContract<HttpRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        HttpSamples.Hex(HttpSamples.Bootstrapping),
        HttpSamples.Hex(HttpSamples.Authorize),
        HttpSamples.Hex(HttpSamples.Token),
        HttpSamples.Hex("POST /v1 HTTP/1.1|Host: a|Transfer-Encoding: chunked||0||"),
        HttpSamples.Hex("GET http://cloud.example/service HTTP/1.1|Host: cloud.example||"),
    ];

    [Test]
    public void A_request_gives_its_parts()
    {
        Assert.That(HttpRequest.TryDecode(HttpSamples.Octets(HttpSamples.Token), out HttpRequest request, out _));
        Assert.That(request.Method, Is.EqualTo("POST"));
        Assert.That(request.Target, Is.EqualTo("/token"));
        Assert.That(request.Fields.TryGet("CONTENT-TYPE", out string? type), Is.True);
        Assert.That(type, Is.EqualTo("application/x-www-form-urlencoded"));
        Assert.That(request.Body.Size, Is.EqualTo(179));
    }

    [Test]
    public void What_we_create_is_what_we_read()
    {
        var body = new Octets("{}"u8);
        var request = HttpRequest.Create("POST", "proxy.example", "/authorize/aka", "application/json", body,
            new HttpField("Cookie", "a=b"));
        byte[] octets = new byte[((IWireMessage)request).EncodedSize];
        request.Encode(octets);
        Assert.That(octets, Is.EqualTo(HttpSamples.Octets(
            "POST /authorize/aka HTTP/1.1|Host: proxy.example|Cookie: a=b|Content-Type: application/json"
            + "|Content-Length: 2||{}")));
    }

    [Test]
    public void Texts_that_recur_and_texts_that_do_not_are_read_as_they_came()
    {
        for (int i = 0; i < 10_000; i++)
        {
            string target = $"/{i % 5_000 * 7_919}", host = $"h{i % 3}";
            byte[] octets = HttpSamples.Octets($"GET {target} HTTP/1.1|Host: {host}||");
            Assert.That(HttpRequest.TryDecode(octets, out HttpRequest request, out _));
            Assert.That((request.Target, request.Fields[0].Value), Is.EqualTo((target, host)));
        }
    }

    [TestCase("GET  / HTTP/1.1|Host: a||", DecodeFault.Unexpected, "target", 4)]
    [TestCase("GET / HTTP/1.0|Host: a||", DecodeFault.Unexpected, "version", 6)]
    [TestCase("GET / http/1.1|Host: a||", DecodeFault.Unexpected, "version", 6)]
    [TestCase("GET /|Host: a||", DecodeFault.Unexpected, "version", 4)]
    [TestCase("G(T / HTTP/1.1|Host: a||", DecodeFault.Unexpected, "method", 0)]
    [TestCase(" / HTTP/1.1|Host: a||", DecodeFault.Unexpected, "method", 0)]
    [TestCase("GET a HTTP/1.1|Host: a||", DecodeFault.Unexpected, "target", 4)]
    [TestCase("GET /a#b HTTP/1.1|Host: a||", DecodeFault.Unexpected, "target", 4)]
    [TestCase("GET / HTTP/1.1||", DecodeFault.Missing, "Host", 16)]
    [TestCase("GET / HTTP/1.1|Host: a|host: b||", DecodeFault.Duplicate, "Host", 34)]
    [TestCase("GET / HTTP/1.1|Host : a||", DecodeFault.Unexpected, "field name", 16)]
    [TestCase("GET / HTTP/1.1|Host: a| folded||", DecodeFault.Unexpected, "field name", 25)]
    [TestCase("GET / HTTP/1.1|Host: a|: b||", DecodeFault.Unexpected, "field name", 25)]
    [TestCase("GET / HTTP/1.1|Host: a\u0001||", DecodeFault.Unexpected, "field value", 23)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: -1||", DecodeFault.Unexpected, "Content-Length", 25)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: 1, 1||x", DecodeFault.Unexpected, "Content-Length", 25)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: 1048577||", DecodeFault.Unexpected, "Content-Length", 25)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 1||x",
        DecodeFault.Duplicate, "Content-Length", 44)]
    [TestCase("GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip||",
        DecodeFault.NotComprehended, "Transfer-Encoding", 25)]
    [TestCase("GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 0||0||",
        DecodeFault.Unexpected, "Transfer-Encoding", 53)]
    [TestCase("GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        DecodeFault.Duplicate, "Transfer-Encoding", 53)]
    [TestCase("GET / HTTP/1.1|Host: a|Content-Length: 1||xy", DecodeFault.Trailing, "trailing octets", 47)]
    public void Wrong_requests_are_refused_at_their_place(string text, DecodeFault fault, string field, int offset)
    {
        Assert.That(HttpRequest.TryDecode(HttpSamples.Octets(text), out _, out DecodeError error), Is.False);
        Assert.That((error.Fault, error.Field, error.Offset), Is.EqualTo((fault, field, offset)));
    }

    [TestCase("4|Wiki|6|pedia |E|in \r\n\r\nchunks.|0||", "Wikipedia in \r\n\r\nchunks.")]
    [TestCase("4;name=value|Wiki|0|Expires: never||", "Wiki")]
    [TestCase("0||", "")]
    public void Chunks_are_joined(string chunks, string expected)
    {
        byte[] octets = HttpSamples.Octets("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||" + chunks);
        Assert.That(HttpRequest.TryDecode(octets, out HttpRequest request, out DecodeError error), error.ToString());
        Assert.That(request.Body, Is.EqualTo(new Octets(System.Text.Encoding.ASCII.GetBytes(expected))));
    }

    [TestCase("x|Wiki|0||", "chunk size")]
    [TestCase("-4|Wiki|0||", "chunk size")]
    [TestCase("|Wiki|0||", "chunk size")]
    [TestCase("100001|", "chunk size")]
    [TestCase("FFFFFFFF|", "chunk size")]
    [TestCase("4|Wikip|0||", "end of chunk")]
    [TestCase("0|\u0001||", "trailer")]
    public void Wrong_chunks_are_refused(string chunks, string field)
    {
        byte[] octets = HttpSamples.Octets("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||" + chunks);
        Assert.That(HttpRequest.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That((error.Fault, error.Field), Is.EqualTo((DecodeFault.Unexpected, field)));
    }

    [Test]
    public void Two_requests_in_a_stream_are_measured_one_after_the_other()
    {
        byte[] first = HttpSamples.Octets(HttpSamples.Token);
        byte[] stream = [.. first, .. HttpSamples.Octets(HttpSamples.Authorize)];
        Assert.That(HttpRequest.TryTake(stream, out _, out int size, out _), Is.True);
        Assert.That(size, Is.EqualTo(first.Length));
        for (int length = 0; length < first.Length; length++)
        {
            Assert.That(HttpRequest.TryTake(stream.AsSpan(0, length), out _, out _, out DecodeError error), Is.False);
            Assert.That(error.Fault, Is.EqualTo(DecodeFault.Truncated), $"{length}");
        }
    }

    [Test]
    public void A_head_without_end_is_refused_at_its_bound()
    {
        string text = "GET / HTTP/1.1|" + string.Concat(Enumerable.Repeat("X: y|", 4_000));
        Assert.That(HttpRequest.TryTake(HttpSamples.Octets(text), out _, out _, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.Unexpected("head", at: 16_384)));
        string many = "GET / HTTP/1.1|" + string.Concat(Enumerable.Repeat("X: y|", 65)) + "|";
        Assert.That(HttpRequest.TryTake(HttpSamples.Octets(many), out _, out _, out error), Is.False);
        Assert.That((error.Fault, error.Field), Is.EqualTo((DecodeFault.Unexpected, "fields")));
    }

    [TestCase("a b", "x")]
    [TestCase("", "x")]
    [TestCase("a", "x\r\ny: z")]
    [TestCase("a", " x")]
    public void Fields_that_cannot_be_written_are_refused(string name, string value) =>
        Assert.That(() => new HttpFields(new HttpField(name, value)), Throws.ArgumentException);

    [Test]
    public void A_request_whose_length_is_not_that_of_its_body_is_not_written()
    {
        var request = new HttpRequest("GET", "/", new HttpFields(new HttpField("Host", "a")), new Octets("x"u8));
        Assert.That(() => request.Encode(new byte[100]), Throws.InvalidOperationException);
    }
}
