using System;
using System.Linq;

namespace Simulator.Protocols.Diameter;

/// <summary>One direction of a command: its header and its AVPs (RFC 6733 §3.2).</summary>
/// <param name="Name">The standard's abbreviation, e.g. <c>AIR</c>.</param>
/// <param name="Command">The command code.</param>
/// <param name="Application">The application identifier of its header.</param>
/// <param name="IsRequest">R flag.</param>
/// <param name="IsProxiable">P flag.</param>
/// <param name="Avps">The AVPs.</param>
/// <param name="Dictionary">What a node of this application understands beyond the lines of the grammar.</param>
public sealed record CommandGrammar(
    string Name,
    CommandCode Command,
    DiameterApplication Application,
    bool IsRequest,
    bool IsProxiable,
    AvpGrammar Avps,
    AvpDictionary Dictionary)
{
    /// <summary>The header of such a message.</summary>
    /// <param name="transaction">Its identifiers; an answer never carries the T flag.</param>
    internal DiameterHeader Header(in Transaction transaction)
    {
        Transaction own = transaction with { IsRepeated = IsRequest && transaction.IsRepeated };
        return new(IsRequest, IsProxiable, false, Command, Application, own);
    }

    internal DiameterFault Check(in DiameterHeader header) =>
        header.Application != Application ? DiameterFault.Application
        : header.Command != Command ? DiameterFault.Command
        : header.IsRequest == IsRequest && header.IsProxiable == IsProxiable && !header.IsError ? DiameterFault.None
        : DiameterFault.HeaderBits;
}

/// <summary>The commands that a node understands.</summary>
public sealed class CommandDictionary
{
    private readonly CommandGrammar[] _commands;

    /// <summary>A dictionary of commands.</summary>
    /// <param name="commands">Requests and answers, of the base protocol and of applications.</param>
    public CommandDictionary(params CommandGrammar[][] commands) =>
        _commands = [.. commands.SelectMany(table => table)];

    /// <summary>Every command.</summary>
    public ReadOnlySpan<CommandGrammar> Commands => _commands;

    /// <summary>Finds the command of a message, or says why there is none: 3007 or 3001 (RFC 6733 §7.1.3).</summary>
    /// <param name="header">The header, already checked.</param>
    /// <param name="command">The command; null if there is none.</param>
    /// <param name="fault">What an answer must say.</param>
    public bool TryFind(in DiameterHeader header, out CommandGrammar? command, out DiameterFault fault)
    {
        command = null;
        fault = DiameterFault.Application;
        foreach (CommandGrammar candidate in _commands)
        {
            if (candidate.Application == header.Application)
            {
                fault = DiameterFault.Command;
                if (candidate.Command == header.Command && candidate.IsRequest == header.IsRequest)
                {
                    command = candidate;
                    fault = DiameterFault.None;
                    return true;
                }
            }
        }

        return false;
    }
}
