using System;
using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>
/// What a packet says, in the standards' words: set by its sender beside the octets, for ladders, message counts,
/// fingerprints and fault rules. A label never changes; make it once and send it often.
/// </summary>
public sealed class MessageLabel
{
    private readonly MessageLabel? _first;
    private readonly MessageLabel? _bundled;
    private MessageLabel? _unwrapped;

    /// <summary>A label.</summary>
    /// <param name="protocol">Protocol of the message, as in <c>S1AP</c>.</param>
    /// <param name="message">The message, as in <c>InitialUEMessage</c>.</param>
    /// <param name="carried">What it carries, as in <c>ATTACH REQUEST</c>; empty if nothing that has a name.</param>
    public MessageLabel(string protocol, string message, string carried = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(protocol);
        ArgumentException.ThrowIfNullOrEmpty(message);
        ArgumentNullException.ThrowIfNull(carried);
        Protocol = protocol;
        Message = message;
        Carried = carried;
        Text = carried.Length == 0 ? message : $"{message} [{carried}]";
    }

    /// <summary>A label of a packet with several messages.</summary>
    /// <param name="first">The first, or several that are bundled already.</param>
    /// <param name="bundled">One more.</param>
    internal MessageLabel(MessageLabel first, MessageLabel bundled)
    {
        Protocol = first.Protocol;
        Message = first.Message;
        Carried = first.Carried;
        Text = $"{first.Text} + {bundled.Text}";
        _first = first;
        _bundled = bundled;
    }

    /// <summary>The label of a packet whose sender set none.</summary>
    public static MessageLabel None { get; } = new("data", "data");

    /// <summary>Protocol of the message.</summary>
    public string Protocol { get; }

    /// <summary>The message.</summary>
    public string Message { get; }

    /// <summary>What it carries, or empty.</summary>
    public string Carried { get; }

    /// <summary>The message with what it carries in brackets.</summary>
    public string Text { get; }

    /// <summary>
    /// True if a fault rule that names this message means it: the message itself, what it carries, or one of those that
    /// are bundled in its packet.
    /// </summary>
    /// <param name="name">Name of a message.</param>
    public bool Names(string name) => Text == name
        || (_bundled is null ? Message == name || Carried == name : _first!.Names(name) || _bundled.Names(name));

    /// <summary>
    /// The label of what this message carries, when it is sent on by itself; null if that has no name. Made once.
    /// </summary>
    /// <param name="protocol">Protocol of what is carried.</param>
    public MessageLabel? Unwrap(string protocol)
    {
        if (Carried.Length > 0 && _unwrapped?.Protocol != protocol)
        {
            _unwrapped = new MessageLabel(protocol, Carried);
        }

        return _unwrapped;
    }

    /// <summary>Protocol and text.</summary>
    public override string ToString() => $"{Protocol} {Text}";
}

/// <summary>
/// Labels by their words, each made once a simulation, for senders that compose them: the same words give the same
/// object.
/// </summary>
public sealed class LabelTable
{
    private readonly Dictionary<(string Protocol, string Message, string Carried), MessageLabel> _labels = [];
    private readonly Dictionary<(MessageLabel First, MessageLabel Second), MessageLabel> _bundles = [];
    private readonly Dictionary<(string Protocol, string Message), CarryingLabels> _carrying = [];

    /// <summary>The label of these words.</summary>
    /// <param name="protocol">Protocol of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="carried">What it carries, or empty.</param>
    public MessageLabel Get(string protocol, string message, string carried = "")
    {
        if (!_labels.TryGetValue((protocol, message, carried), out MessageLabel? label))
        {
            label = new MessageLabel(protocol, message, carried);
            _labels.Add((protocol, message, carried), label);
        }

        return label;
    }

    /// <summary>The labels of a message that carries others: the same object for all senders.</summary>
    /// <param name="protocol">Protocol of the message.</param>
    /// <param name="message">The message.</param>
    public CarryingLabels Carrying(string protocol, string message)
    {
        if (!_carrying.TryGetValue((protocol, message), out CarryingLabels? labels))
        {
            labels = new CarryingLabels(this, protocol, message);
            _carrying.Add((protocol, message), labels);
        }

        return labels;
    }

    /// <summary>The label of a packet that carries two messages, or one more than another label names.</summary>
    internal MessageLabel Bundle(MessageLabel first, MessageLabel second)
    {
        if (!_bundles.TryGetValue((first, second), out MessageLabel? label))
        {
            label = new MessageLabel(first, second);
            _bundles.Add((first, second), label);
        }

        return label;
    }
}

/// <summary>
/// Labels of one message that carries others: <c>InitialUEMessage [ATTACH REQUEST]</c>. A protocol has few messages, so
/// that they are found by walking.
/// </summary>
public sealed class CarryingLabels
{
    private const int KnownMax = 64; // ours: more than the messages of NAS

    private readonly LabelTable _labels;
    private readonly string _protocol;
    private readonly string _message;
    private (MessageLabel Carried, MessageLabel Label)[] _known = [];

    internal CarryingLabels(LabelTable labels, string protocol, string message)
    {
        _labels = labels;
        _protocol = protocol;
        _message = message;
    }

    /// <summary>The label of the message with this in it.</summary>
    /// <param name="carried">Label of what it carries.</param>
    public MessageLabel Of(MessageLabel carried)
    {
        foreach ((MessageLabel known, MessageLabel label) in _known)
        {
            if (known == carried)
            {
                return label;
            }
        }

        return Add(carried);
    }

    private MessageLabel Add(MessageLabel carried)
    {
        ArgumentNullException.ThrowIfNull(carried);
        MessageLabel label = _labels.Get(_protocol, _message, carried.Text);
        if (_known.Length < KnownMax)
        {
            _known = [.. _known, (carried, label)];
        }

        return label;
    }
}
