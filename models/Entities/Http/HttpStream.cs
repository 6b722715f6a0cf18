using System;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Octets of one direction of a connection until they are whole messages.</summary>
internal sealed class HttpStream
{
    private byte[] _octets = [];
    private int _start;
    private int _end;

    private bool HasRest => _end > _start;

    /// <summary>More of the stream, and the next request: one that comes in one piece needs no buffer.</summary>
    public bool TryTake(ReadOnlySpan<byte> octets, out HttpRequest request, out DecodeError error)
    {
        if (HasRest)
        {
            Add(octets);
            return TryTake(out request, out error);
        }

        bool isTaken = HttpRequest.TryTake(octets, out request, out int size, out error);
        Add(isTaken ? octets[size..] : octets);
        return isTaken;
    }

    /// <summary>More of the stream, and the next response: one that comes in one piece needs no buffer.</summary>
    public bool TryTake(ReadOnlySpan<byte> octets, out HttpResponse response, out DecodeError error)
    {
        if (HasRest)
        {
            Add(octets);
            return TryTake(out response, out error);
        }

        bool isTaken = HttpResponse.TryTake(octets, out response, out int size, out error);
        Add(isTaken ? octets[size..] : octets);
        return isTaken;
    }

    /// <summary>The next request; an error that is not "truncated" cannot be mended by what follows.</summary>
    public bool TryTake(out HttpRequest request, out DecodeError error)
    {
        ReadOnlySpan<byte> rest = _octets.AsSpan(_start, _end - _start);
        bool isTaken = HttpRequest.TryTake(rest, out request, out int size, out error);
        Take(isTaken, size);
        return isTaken;
    }

    private bool TryTake(out HttpResponse response, out DecodeError error)
    {
        ReadOnlySpan<byte> rest = _octets.AsSpan(_start, _end - _start);
        bool isTaken = HttpResponse.TryTake(rest, out response, out int size, out error);
        Take(isTaken, size);
        return isTaken;
    }

    private void Add(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _octets.Length - _end)
        {
            MakeRoom(octets.Length);
        }

        octets.CopyTo(_octets.AsSpan(_end));
        _end += octets.Length;
    }

    private void Take(bool isTaken, int size)
    {
        _start = isTaken ? _start + size : _start;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    private void MakeRoom(int size)
    {
        int rest = _end - _start;
        int needed = rest == 0 ? size : 2 * (rest + size); // most messages come in one piece
        byte[] octets = rest + size > _octets.Length ? new byte[needed] : _octets;
        _octets.AsSpan(_start, rest).CopyTo(octets);
        _octets = octets;
        _start = 0;
        _end = rest;
    }
}
