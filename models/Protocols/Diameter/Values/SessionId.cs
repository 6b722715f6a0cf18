using System;
using System.Globalization;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>Identifier of a session, which only its maker takes apart (RFC 6733 §8.8). The default is empty.</summary>
/// <param name="Text">The octets, valid UTF-8.</param>
public readonly record struct SessionId(Octets Text)
{
    /// <summary>True for the default value: no session.</summary>
    public bool IsEmpty => Text.IsEmpty;

    /// <summary>Makes an identifier as §8.8 recommends: host, then two numbers, with semicolons between them.</summary>
    /// <param name="host">The node that starts the session.</param>
    /// <param name="high">High 32 bits of the node's own number of the session.</param>
    /// <param name="low">Low 32 bits.</param>
    public static SessionId Create(DiameterIdentity host, uint high, uint low)
    {
        const int NumbersSizeMax = 22; // two semicolons, two numbers of up to ten digits
        Span<byte> text = stackalloc byte[DiameterSize.IdentityMax + NumbersSizeMax];
        host.Span.CopyTo(text);
        int size = host.Size;
        size += Append(text[size..], high);
        size += Append(text[size..], low);
        return new(new Octets(text[..size]));
    }

    /// <summary>The text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Text.Span);

    private static int Append(Span<byte> text, uint number)
    {
        text[0] = (byte)';';
        number.TryFormat(text[1..], out int digits, default, CultureInfo.InvariantCulture);
        return 1 + digits;
    }
}
