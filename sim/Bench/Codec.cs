using System;
using System.Collections.Generic;
using Simulator.Protocols.Wire;

namespace Simulator.Bench;

/// <summary>What a decoder made of octets.</summary>
public enum ProbeResult
{
    /// <summary>Read, and what was read survives being written and read again.</summary>
    Read,

    /// <summary>Refused with a field and an offset.</summary>
    Refused,

    /// <summary>Against a codec's contract: a message that does not survive, an error that says nothing.</summary>
    Broken,
}

/// <summary>Something that takes any octets, to be measured and fuzzed.</summary>
public interface ICodec
{
    /// <summary>The protocol, in lower case.</summary>
    string Protocol { get; }

    /// <summary>The message by its type, or what else is read.</summary>
    string Name { get; }

    /// <summary>Correct octets.</summary>
    IReadOnlyList<byte[]> Samples { get; }

    /// <summary>Decodes, and holds what comes out against the contract of a codec.</summary>
    /// <param name="source">Any octets.</param>
    ProbeResult Probe(ReadOnlySpan<byte> source);
}

/// <summary>The codec of one message.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="protocol">The protocol, in lower case.</param>
internal sealed class MessageCodec<T>(string protocol) : IMeasuredCodec
    where T : struct, IWireMessage<T>
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    public string Protocol => protocol;

    public string Name => typeof(T).Name;

    public IReadOnlyList<byte[]> Samples { get; } = Corpus.Of(protocol, typeof(T).Name);

    public ProbeResult Probe(ReadOnlySpan<byte> source)
    {
        if (!T.TryDecode(source, out T message, out DecodeError error))
        {
            bool isInside = error.Offset >= 0 && error.Offset <= source.Length;
            return isInside && !error.IsNone && !string.IsNullOrEmpty(error.Field)
                ? ProbeResult.Refused
                : ProbeResult.Broken;
        }

        int size = message.EncodedSize;
        Span<byte> octets = _buffer.AsSpan(0, size);
        octets.Fill(0xA5);
        bool survives = error.IsNone && message.Encode(octets) == size && T.TryDecode(octets, out _, out _);
        return survives ? ProbeResult.Read : ProbeResult.Broken;
    }

    public long Decode(int count)
    {
        ReadOnlySpan<byte> sample = Samples[0];
        long read = 0;
        for (int index = 0; index < count; index++)
        {
            read += T.TryDecode(sample, out _, out _) ? 1 : 0;
        }

        return read;
    }

    public long Encode(int count)
    {
        bool read = T.TryDecode(Samples[0], out T message, out _);
        long octets = 0;
        for (int index = 0; index < count; index++)
        {
            octets += message.Encode(_buffer);
        }

        return read && octets == (long)count * message.EncodedSize ? count : 0;
    }
}

/// <summary>A codec whose time is measured.</summary>
internal interface IMeasuredCodec : ICodec
{
    /// <summary>Decodes the first sample again and again.</summary>
    /// <returns>How often it was read.</returns>
    long Decode(int count);

    /// <summary>Encodes the message of the first sample again and again.</summary>
    /// <returns>How often, or 0 if a size was wrong.</returns>
    long Encode(int count);
}

/// <summary>A function that is no codec and must take any octets too.</summary>
/// <param name="protocol">The protocol, in lower case.</param>
/// <param name="name">What it does.</param>
/// <param name="samples">Octets to start from.</param>
/// <param name="probe">The function with its own check.</param>
internal sealed class ProbedFunction(string protocol, string name, IReadOnlyList<byte[]> samples, Probe probe) : ICodec
{
    public string Protocol => protocol;

    public string Name => name;

    public IReadOnlyList<byte[]> Samples => samples;

    public ProbeResult Probe(ReadOnlySpan<byte> source) => probe(source);
}

/// <summary>Takes any octets and says what came of them.</summary>
/// <param name="source">The octets.</param>
internal delegate ProbeResult Probe(ReadOnlySpan<byte> source);
