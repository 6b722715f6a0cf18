using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

public sealed class JsonMembersTests
{
    [Test]
    public void Members_are_read_by_name_whatever_their_order()
    {
        JsonMembers members = Read("""{"n":-7,"b":"_-8","t":"é\n","f":false,"o":{"x":[1]},"l":["a","b"],"u":null}""");
        Assert.That(members.Text("t"), Is.EqualTo("é\n"));
        Assert.That(members.Number("n", -10, 10), Is.EqualTo(-7));
        Assert.That(members.Base64("b", 1, 2).ToString(), Is.EqualTo("ffef"));
        Assert.That(members.Flag("f", byDefault: true), Is.False);
        Assert.That(members.Flag("g", byDefault: true), Is.True);
        Assert.That(string.Concat(members.Texts("l")), Is.EqualTo("ab"));
        Assert.That(members.OptionalInner("o")!.Has("x"), Is.True);
        Assert.That(members.OptionalText("none"), Is.Null);
        Assert.That(members.Error.IsNone, Is.True);
    }

    [TestCase("", "JSON")]
    [TestCase("[]", "object")]
    [TestCase("1", "object")]
    [TestCase("{", "JSON")]
    [TestCase("{\"a\":1}x", "JSON")]
    [TestCase("{\"a\":1,}", "JSON")]
    [TestCase("{\"a\":01}", "JSON")]
    [TestCase("{\"a\":1}{}", "JSON")]
    [TestCase("{'a':1}", "JSON")]
    [TestCase("{\"a\":1 /* no */}", "JSON")]
    [TestCase("{\"a\":[[[[[[[[[1]]]]]]]]]}", "JSON")]
    public void Text_that_is_no_object_is_refused(string text, string field)
    {
        DecodeError error = Read(text).Error;
        Assert.That((error.Fault, error.Field), Is.EqualTo((DecodeFault.Unexpected, field)));
        Assert.That(error.Offset, Is.InRange(0, text.Length));
    }

    [Test]
    public void Octets_that_are_no_text_are_refused()
    {
        Assert.That(JsonMembers.Read([0x7B, 0xFF, 0x7D]).Error.Field, Is.EqualTo("UTF-8"));
        JsonMembers half = Read("""{"a":"\ud800"}""");
        Assert.That(half.Text("a"), Is.Empty);
        Assert.That(half.Error, Is.EqualTo(DecodeError.Unexpected("a", at: 5)));
        Assert.That(Read("""{"\ud800":1}""").Error.Field, Is.EqualTo("name"));
    }

    [Test]
    public void A_name_that_occurs_twice_is_refused_even_if_escaped()
    {
        Assert.That(Read("""{"a":1,"b":2,"\u0061":3}""").Error, Is.EqualTo(DecodeError.Duplicate("a", at: 13)));
    }

    [Test]
    public void More_members_than_the_bound_are_refused()
    {
        string text = "{" + string.Join(",", Enumerable.Range(0, 65).Select(i => $"\"m{i}\":0")) + "}";
        Assert.That(Read(text).Error.Field, Is.EqualTo("members"));
    }

    [TestCase("""{"a":"1"}""", 5)]
    [TestCase("""{"a":1.5}""", 5)]
    [TestCase("""{"a":1e2}""", 5)]
    [TestCase("""{"a":11}""", 5)]
    [TestCase("""{"a":-11}""", 5)]
    [TestCase("""{"a":99999999999999999999}""", 5)]
    [TestCase("""{"a":null}""", 5)]
    public void Numbers_outside_what_is_allowed_are_refused(string text, int offset)
    {
        JsonMembers members = Read(text);
        Assert.That(members.Number("a", -10, 10), Is.Zero);
        Assert.That(members.Error, Is.EqualTo(DecodeError.Unexpected("a", offset)));
    }

    [TestCase("""{"b":"_w=="}""")]
    [TestCase("""{"b":"/w"}""")]
    [TestCase("""{"b":"_x"}""")]
    [TestCase("""{"b":"_"}""")]
    [TestCase("""{"b":"_ w"}""")]
    [TestCase("""{"b":""}""")]
    [TestCase("""{"b":"____"}""")]
    [TestCase("""{"b":1}""")]
    public void Octets_have_one_text_and_a_size(string text)
    {
        JsonMembers members = Read(text);
        members.Base64("b", 1, 2);
        Assert.That(members.Error, Is.EqualTo(DecodeError.Unexpected("b", at: 5)));
    }

    [Test]
    public void What_is_absent_is_missed_at_the_end_and_the_first_error_stays()
    {
        JsonMembers members = Read("""{"a":1}""");
        Assert.That(members.Text("x"), Is.Empty);
        members.Refuse("a");
        Assert.That(members.Error, Is.EqualTo(DecodeError.Missing("x", at: 7)));
        Assert.That(members.Number("a", 0, 9), Is.Zero, "nothing is read after an error");
    }

    [Test]
    public void Errors_inside_have_their_place_in_the_whole()
    {
        JsonMembers members = Read("""{"list":[{"a":1},{"a":"x"}]}""");
        Assert.That(members.InnerList("list").Sum(inner => inner.Number("a", 0, 9)), Is.EqualTo(1));
        Assert.That(members.Error, Is.EqualTo(DecodeError.Unexpected("a", at: 22)));
    }

    [TestCase("""{"l":[1]}""", 6)]
    [TestCase("""{"l":["a",1]}""", 10)]
    [TestCase("""{"l":"a"}""", 5)]
    public void Lists_hold_one_kind(string text, int offset)
    {
        JsonMembers members = Read(text);
        Assert.That(members.Texts("l"), Is.Empty);
        Assert.That(members.Error, Is.EqualTo(DecodeError.Unexpected("l", offset)));
    }

    [Test]
    public void A_flag_is_true_or_false()
    {
        JsonMembers members = Read("""{"f":1}""");
        Assert.That(members.Flag("f", byDefault: true), Is.False);
        Assert.That(members.Error, Is.EqualTo(DecodeError.Unexpected("f", at: 5)));
    }

    [Test]
    public void What_is_done_with_leaves_nothing_to_the_next_object()
    {
        JsonMembers wrong = Read("""{"a":1,"o":{"b":2}}""");
        Assert.That(wrong.OptionalInner("o")!.Text("b"), Is.Empty);
        Assert.That(wrong.Error.IsNone, Is.False);
        wrong.Dispose();
        wrong.Dispose(); // the second time it is nobody's
        using JsonMembers first = Read("""{"c":"1"}"""), second = Read("""{"d":"2","l":[{"e":"3"},{"e":"4"}]}""");
        Assert.That((first.Text("c"), first.Has("a"), first.Has("d")), Is.EqualTo(("1", false, false)));
        Assert.That((second.Text("d"), second.Has("b"), second.Has("c")), Is.EqualTo(("2", false, false)));
        Assert.That(string.Concat(second.InnerList("l").Select(inner => inner.Text("e"))), Is.EqualTo("34"));
        Assert.That((first.Error, second.Error), Is.EqualTo((DecodeError.None, DecodeError.None)));
    }

    [TestCase("""{"b":"_-8"}""", 2, DecodeFault.None)]
    [TestCase("""{"b":"\u005f-8"}""", 2, DecodeFault.None)]
    [TestCase("""{"b":"_w"}""", 0, DecodeFault.Unexpected)]
    [TestCase("""{"b":"____"}""", 3, DecodeFault.None)]
    [TestCase("""{"b":"_____w"}""", 0, DecodeFault.Unexpected)]
    [TestCase("""{"b":"/-8"}""", 0, DecodeFault.Unexpected)]
    [TestCase("""{"b":"\ud800"}""", 0, DecodeFault.Unexpected)]
    [TestCase("""{"b":1}""", 0, DecodeFault.Unexpected)]
    [TestCase("""{"c":"_-8"}""", 0, DecodeFault.Missing)]
    public void Octets_are_read_into_a_buffer_that_holds_as_many_as_are_allowed(
        string text, int size, DecodeFault fault)
    {
        byte[] buffer = new byte[3];
        using JsonMembers members = Read(text);
        Assert.That(members.Base64("b", 2, buffer), Is.EqualTo(size));
        Assert.That(members.Error.Fault, Is.EqualTo(fault));
    }

    private static JsonMembers Read(string text) => JsonMembers.Read(Encoding.UTF8.GetBytes(text));
}
