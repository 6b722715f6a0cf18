using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class HttpResponseTests : CodecContract<HttpResponse>
{
    protected override IEnumerable<string> Samples =>
    [
        HttpSamples.Hex(HttpSamples.Found),
        HttpSamples.Hex(HttpSamples.UserInfo),
        HttpSamples.Hex(HttpSamples.Chunked),
        HttpSamples.Hex(HttpSamples.NoContent),
        HttpSamples.Hex("HTTP/1.1 200 |Content-Length: 0||"),
    ];

    [Test]
    public void A_response_gives_its_parts()
    {
        Assert.That(HttpResponse.TryDecode(HttpSamples.Octets(HttpSamples.UserInfo), out HttpResponse response, out _));
        Assert.That((response.Status, response.Reason, response.Body.Size), Is.EqualTo((200, "OK", 38)));
    }

    [Test]
    public void What_we_create_is_what_we_read()
    {
        var response = HttpResponse.Create(404, "application/json", new Octets("{}"u8));
        byte[] octets = new byte[((IWireMessage)response).EncodedSize];
        response.Encode(octets);
        Assert.That(octets, Is.EqualTo(HttpSamples.Octets(
            "HTTP/1.1 404 Not Found|Content-Type: application/json|Content-Length: 2||{}")));
    }

    [Test]
    public void A_server_sends_its_date_before_all_other_fields()
    {
        var response = new DatedResponse(
            HttpResponse.Create(
                200, "application/json", new Octets("{}"u8), new HttpField("Cache-Control", "no-store")),
            HttpDate.Format(1_735_689_600));
        byte[] octets = new byte[((IWireMessage)response).EncodedSize];
        Assert.That(response.Encode(octets), Is.EqualTo(octets.Length));
        Assert.That(octets, Is.EqualTo(HttpSamples.Octets(
            "HTTP/1.1 200 OK|Date: Wed, 01 Jan 2025 00:00:00 GMT|Cache-Control: no-store"
            + "|Content-Type: application/json|Content-Length: 2||{}")));
    }

    [TestCase("HTTP/1.0 200 OK|Content-Length: 0||", DecodeFault.Unexpected, "version", 0)]
    [TestCase("HTTP/1.1 20 OK|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 +20 OK|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 2000 OK|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 100 Continue|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 600 OK|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 200|Content-Length: 0||", DecodeFault.Unexpected, "status", 9)]
    [TestCase("HTTP/1.1 200 O\u0001|Content-Length: 0||", DecodeFault.Unexpected, "reason", 14)]
    [TestCase("HTTP/1.1 200 OK||", DecodeFault.Missing, "Content-Length", 17)]
    [TestCase("HTTP/1.1 204 No Content|Content-Length: 1||x", DecodeFault.Unexpected, "content", 46)]
    [TestCase("HTTP/1.1 304 Not Modified|Transfer-Encoding: chunked||0||", DecodeFault.Unexpected, "content", 57)]
    public void Wrong_responses_are_refused_at_their_place(string text, DecodeFault fault, string field, int offset)
    {
        Assert.That(HttpResponse.TryDecode(HttpSamples.Octets(text), out _, out DecodeError error), Is.False);
        Assert.That((error.Fault, error.Field, error.Offset), Is.EqualTo((fault, field, offset)));
        Assert.That(HttpResponse.TryTake(HttpSamples.Octets(text), out _, out _, out error), Is.False);
        Assert.That((error.Fault, error.Field, error.Offset), Is.EqualTo((fault, field, offset)));
    }

    [TestCase(0, "Wed, 01 Jan 2025 00:00:00 GMT")]
    [TestCase(86_399, "Wed, 01 Jan 2025 23:59:59 GMT")]
    public void Dates_are_written_as_IMF_fixdate(long seconds, string expected) =>
        Assert.That(HttpDate.Format(1_735_689_600 + seconds), Is.EqualTo(expected));
}
