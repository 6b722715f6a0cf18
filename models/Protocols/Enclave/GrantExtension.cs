using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;
using Simulator.Protocols.X509;

namespace Simulator.Protocols.Enclave;

/// <summary>What a party may have, as its certificate says it (ours, in DER).</summary>
public static class GrantExtension
{
    // SEQUENCE { server INTEGER, depth INTEGER, verifies BOOLEAN DEFAULT FALSE }
    private const int SizeMax = 16;

    /// <summary>Reads the contents of the extension.</summary>
    /// <param name="source">Its octets.</param>
    /// <param name="grant">What the party may have.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyGrant grant)
    {
        var reader = new DerReader(source);
        int whole = reader.Enter(DerTag.Sequence, "grant");
        uint server = Number(reader.Unsigned(sizeof(uint), "server"));
        uint depth = Number(reader.Unsigned(1, "depth"));
        bool onlyVerifies = reader.HasMore;
        if (onlyVerifies)
        {
            reader.Expect([DerTag.Boolean, 1, 0xFF], "verifies"); // false is left out (X.690 §11.5)
        }

        reader.Leave(whole);
        reader.Leave(source.Length);
        bool isRead = reader.Error.IsNone && depth is > 0 and <= KeyGrant.DepthMax;
        grant = isRead ? new KeyGrant(server, (byte)depth, onlyVerifies) : default;
        return isRead;
    }

    /// <summary>The contents of the extension.</summary>
    /// <param name="grant">What the party may have.</param>
    public static Octets Encode(KeyGrant grant)
    {
        var writer = new DerWriter(stackalloc byte[SizeMax]);
        if (grant.OnlyVerifies)
        {
            writer.Write([DerTag.Boolean, 1, 0xFF]);
        }

        Span<byte> server = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(server, grant.Server);
        writer.WriteUnsigned([grant.Depth]);
        writer.WriteUnsigned(server);
        writer.Close(DerTag.Sequence, mark: 0);
        return new Octets(writer.Written);
    }

    private static uint Number(ReadOnlySpan<byte> octets)
    {
        uint number = 0;
        foreach (byte octet in octets)
        {
            number = (number << 8) | octet;
        }

        return number;
    }
}
