using System;

namespace Simulator.Protocols.Diameter;

/// <summary>The part that all messages share: header, grammar, then the AVPs to read from.</summary>
internal static class DiameterDecoder
{
    /// <summary>Checks a whole message against its command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="source">The message.</param>
    /// <param name="header">Its header.</param>
    /// <param name="avps">Its AVPs; empty on a fault.</param>
    /// <param name="fault">What is wrong.</param>
    internal static bool TryRead(
        CommandGrammar command,
        ReadOnlySpan<byte> source,
        out DiameterHeader header,
        out AvpSet avps,
        out DiameterFault fault)
    {
        bool right = DiameterHeader.TryDecode(source, out header, out DiameterFault headerFault);
        headerFault = right ? command.Check(header) : headerFault;
        return TryReadAvps(source, command.Avps, command.Dictionary, headerFault, out avps, out fault);
    }

    /// <summary>Checks the AVPs behind a header unless the header is wrong already.</summary>
    internal static bool TryReadAvps(
        ReadOnlySpan<byte> source,
        AvpGrammar grammar,
        AvpDictionary dictionary,
        scoped in DiameterFault headerFault,
        out AvpSet avps,
        out DiameterFault fault)
    {
        fault = headerFault;
        bool hasOthers = false;
        bool right = fault.IsNone
            && AvpChecker.Check(
                source, DiameterSize.Header, source.Length, grammar, dictionary, default, out hasOthers, ref fault);
        avps = right ? new(source[DiameterSize.Header..], hasOthers) : default;
        return right;
    }
}
