using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class FormParametersTests
{
    [Test]
    public void A_query_gives_its_parameters()
    {
        bool isRead = FormParameters.TryDecodeQuery(
            "/authorize?redirect_uri=http%3A%2F%2Fapp.example%2Fcb&state=x+y%2B&empty=",
            out string path, out FormParameters parameters, out DecodeError error);
        Assert.That(isRead, error.ToString());
        Assert.That(path, Is.EqualTo("/authorize"));
        Assert.That(parameters.Count, Is.EqualTo(3));
        Assert.That(parameters.Find("redirect_uri"), Is.EqualTo("http://app.example/cb"));
        Assert.That(parameters.Find("state"), Is.EqualTo("x y+"));
        Assert.That(parameters.Find("empty"), Is.Empty);
        Assert.That(parameters.Find("nonce"), Is.Null);
    }

    [Test]
    public void What_is_written_is_read_back()
    {
        string text = FormParameters.Encode(("a", "1 & 2=3+4%"), ("none", null), ("ü", "é"));
        Assert.That(text, Is.EqualTo("a=1%20%26%202%3D3%2B4%25&%C3%BC=%C3%A9"));
        Assert.That(FormParameters.TryDecode(Encoding.ASCII.GetBytes(text), out FormParameters parameters, out _));
        Assert.That((parameters.Find("a"), parameters.Find("ü")), Is.EqualTo(("1 & 2=3+4%", "é")));
    }

    [Test]
    public void No_query_has_no_parameters()
    {
        Assert.That(FormParameters.TryDecodeQuery("/service", out string path, out FormParameters none, out _));
        Assert.That((path, none.Count), Is.EqualTo(("/service", 0)));
    }

    [TestCase("a", DecodeFault.Unexpected, "parameter", 0)]
    [TestCase("=b", DecodeFault.Unexpected, "parameter", 0)]
    [TestCase("a=b&", DecodeFault.Unexpected, "parameter", 4)]
    [TestCase("a=b&&c=d", DecodeFault.Unexpected, "parameter", 4)]
    [TestCase("a=b&a=c", DecodeFault.Duplicate, "a", 4)]
    [TestCase("a=%4", DecodeFault.Unexpected, "a", 2)]
    [TestCase("a=%4g", DecodeFault.Unexpected, "a", 2)]
    [TestCase("a=%ff", DecodeFault.Unexpected, "a", 2)]
    [TestCase("%zz=b", DecodeFault.Unexpected, "parameter name", 0)]
    [TestCase("a=b c", DecodeFault.Unexpected, "a", 2)]
    [TestCase("a=\u0001", DecodeFault.Unexpected, "a", 2)]
    public void Wrong_parameters_are_refused(string text, DecodeFault fault, string field, int offset)
    {
        Assert.That(FormParameters.TryDecode(Encoding.UTF8.GetBytes(text), out _, out DecodeError error), Is.False);
        Assert.That((error.Fault, error.Field, error.Offset), Is.EqualTo((fault, field, offset)));
    }

    [Test]
    public void More_parameters_than_the_bound_are_refused()
    {
        var text = new StringBuilder("p0=");
        for (int i = 1; i <= 64; i++)
        {
            text.Append("&p").Append(i).Append('=');
        }

        Assert.That(FormParameters.TryDecode(Encoding.ASCII.GetBytes(text.ToString()), out _, out _), Is.False);
    }
}
