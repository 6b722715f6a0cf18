using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>Why something happened (TS 36.413 §9.2.1.3). Values and groups of later versions are kept.</summary>
/// <param name="Group">Which list the value is from.</param>
/// <param name="Value">
/// Place in the list of that group: root values first, extension values numbered on from them.
/// </param>
public readonly record struct Cause(CauseGroup Group, byte Value) : IPerValue<Cause>
{
    private const string Name = "Cause";
    private const int GroupCount = 5;

    private static ReadOnlySpan<byte> RootCounts => [36, 2, 4, 7, 6]; // values before the extension marker, by group

    /// <summary>The encoding of a value of a group that is not known here; otherwise empty.</summary>
    public Octets Encoding { get; init; }

    /// <summary>A cause of the radio network layer.</summary>
    /// <param name="value">The cause.</param>
    public static implicit operator Cause(CauseRadioNetwork value) => new(CauseGroup.RadioNetwork, (byte)value);

    /// <summary>A cause of the transport layer.</summary>
    /// <param name="value">The cause.</param>
    public static implicit operator Cause(CauseTransport value) => new(CauseGroup.Transport, (byte)value);

    /// <summary>A cause of NAS.</summary>
    /// <param name="value">The cause.</param>
    public static implicit operator Cause(CauseNas value) => new(CauseGroup.Nas, (byte)value);

    /// <summary>A cause of the protocol S1AP itself.</summary>
    /// <param name="value">The cause.</param>
    public static implicit operator Cause(CauseProtocol value) => new(CauseGroup.Protocol, (byte)value);

    /// <summary>A cause of no other group.</summary>
    /// <param name="value">The cause.</param>
    public static implicit operator Cause(CauseMisc value) => new(CauseGroup.Misc, (byte)value);

    /// <inheritdoc/>
    public static Cause Read(ref PerReader reader)
    {
        int group = reader.Index(GroupCount, extensible: true, Name);
        return group < GroupCount
            ? new((CauseGroup)group, (byte)reader.Index(RootCounts[group], extensible: true, Name))
            : new((CauseGroup)group, 0) { Encoding = new(reader.OpenOctets(Name)) };
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        int group = (int)Group;
        writer.Index(group, GroupCount, extensible: true);
        if (group < GroupCount)
        {
            writer.Index(Value, RootCounts[group], extensible: true);
        }
        else
        {
            writer.OpenOctets(Encoding.Span);
        }
    }

    /// <summary>Group and value by the standard's names, e.g. <c>Nas: Detach</c>.</summary>
    public override string ToString() => Group switch
    {
        CauseGroup.RadioNetwork => $"{Group}: {(CauseRadioNetwork)Value}",
        CauseGroup.Transport => $"{Group}: {(CauseTransport)Value}",
        CauseGroup.Nas => $"{Group}: {(CauseNas)Value}",
        CauseGroup.Protocol => $"{Group}: {(CauseProtocol)Value}",
        CauseGroup.Misc => $"{Group}: {(CauseMisc)Value}",
        _ => $"{Group}: {Encoding}",
    };
}
