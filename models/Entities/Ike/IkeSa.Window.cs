using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Message identifiers, one request at a time in each direction, and retransmission (§2.1 to §2.3).</summary>
public sealed partial class IkeSa
{
    private readonly Queue<IIkeTask> _queue = new();
    private readonly RestartableTimer _retransmission;
    private IIkeTask? _current;
    private IkeHeader _requestHeader;
    private IkePayload[] _requestPayloads = [];
    private IkePayload[] _requestInClear = [];
    private Work _requestWork;
    private byte[]? _request; // null while it waits for the processor
    private int _repetitions;
    private uint _nextRequestId;
    private uint _expectedRequestId;
    private byte[]? _lastAnswer;
    private MessageLabel _lastAnswerLabel = MessageLabel.None;
    private ulong _vectorCount;

    private enum Judgement
    {
        New,
        Repeated,
        Dropped,
    }

    /// <summary>The exchange whose answer is waited for, or null.</summary>
    internal IIkeTask? Current => _current;

    /// <summary>An exchange waits for its turn.</summary>
    internal void Enqueue(IIkeTask task)
    {
        if (_replacement is not null && task is not IkeDeleteTask { IsForIke: true })
        {
            _replacement.Enqueue(task);
            return;
        }

        if (!IsOpen || _queue.Count >= _endpoint.Options.QueueMax)
        {
            task.Abandon(this, IsOpen ? IkeOutcome.Overloaded : IkeOutcome.Closed);
            return;
        }

        task.Operation.Sa = this;
        _queue.Enqueue(task);
        Pump();
    }

    /// <summary>The first exchange is tried once more, with the identifier that it had.</summary>
    internal void TryAgain(IIkeTask task)
    {
        _nextRequestId = 0;
        Begin(task);
    }

    /// <summary>A message for this SA has arrived.</summary>
    internal void Receive(in IkeMessage message, in IkeArrival arrival)
    {
        IkeHeader header = message.Header;
        bool isFirst = header.Exchange == ExchangeType.IkeSaInit && header.IsResponse;
        if (header.IsInitiator == IsInitiator || header.InitiatorSpi != InitiatorSpi || !HasResponderSpi(header))
        {
            arrival.Drop(_endpoint, IkeDrop.Mismatch);
        }
        else if (message.IsEncrypted == isFirst || (!isFirst && Keys is null))
        {
            arrival.Drop(_endpoint, IkeDrop.Protection);
        }
        else if (Judge(header, out IkeDrop reason) is var judgement && judgement == Judgement.Dropped)
        {
            arrival.Drop(_endpoint, reason);
        }
        else if (judgement == Judgement.Repeated)
        {
            RepeatAnswer(arrival);
        }
        else if (isFirst)
        {
            ReceiveFirst(message, arrival);
        }
        else
        {
            Open(header, arrival);
        }
    }

    /// <summary>The answer to a request, from which point on it is repeated as often as the request comes.</summary>
    internal void Answer(
        in IkeHeader request,
        List<IkePayload> payloads,
        string carried,
        in IkeArrival arrival,
        IkeContents? contents,
        ChildSa? child = null)
    {
        IkeHeader header = request with { IsInitiator = IsInitiator, IsResponse = true };
        var sending = new IkeSending(this, header.Exchange, IsResponse: true, contents, child);
        _endpoint.Observer.Sending(sending, payloads);
        _lastAnswer = Seal(header, payloads.ToArray(), InClear(sending));
        _lastAnswerLabel = _endpoint.Label(header.Exchange, isResponse: true, carried);
        _expectedRequestId = request.MessageId + 1;
        _endpoint.Transmit(this, _lastAnswer, _lastAnswerLabel, arrival.Own, arrival.Peer, arrival.Tag);
    }

    /// <summary>The responder's first answer is known, and its window begins.</summary>
    internal void StartWindow(byte[] answer, MessageLabel label)
    {
        _lastAnswer = answer;
        _lastAnswerLabel = label;
        _expectedRequestId = 1;
    }

    internal void RepeatAnswer(in IkeArrival arrival)
    {
        _endpoint.Count(IkeEvent.ResponseRepeated);
        _endpoint.Transmit(this, _lastAnswer!, _lastAnswerLabel, arrival.Own, arrival.Peer, arrival.Tag);
        arrival.Release();
    }

    private bool HasResponderSpi(in IkeHeader header) => header.ResponderSpi == ResponderSpi
        || (ResponderSpi == 0 && header.Exchange == ExchangeType.IkeSaInit && IsInitiator);

    private Judgement Judge(in IkeHeader header, out IkeDrop reason)
    {
        reason = default;
        if (header.IsResponse)
        {
            reason = IkeDrop.UnexpectedResponse;
            return _request is not null && header.MessageId == _requestHeader.MessageId
                && header.Exchange == _requestHeader.Exchange
                ? Judgement.New
                : Judgement.Dropped;
        }

        if (header.MessageId + 1 == _expectedRequestId && _lastAnswer is not null)
        {
            return Judgement.Repeated;
        }

        if (header.MessageId != _expectedRequestId)
        {
            reason = header.MessageId < _expectedRequestId ? IkeDrop.OldMessageId : IkeDrop.FutureMessageId;
            return Judgement.Dropped;
        }

        reason = IkeDrop.UnexpectedExchange;
        bool isExpected = State switch
        {
            IkeSaState.HalfOpen => header.Exchange == ExchangeType.IkeAuth,
            IkeSaState.Established or IkeSaState.Replaced or IkeSaState.Deleting => true,
            _ => false,
        };
        return isExpected ? Judgement.New : Judgement.Dropped;
    }

    private void ReceiveFirst(in IkeMessage message, in IkeArrival arrival)
    {
        if (_current is not { } task || !IkeContents.TryRead(message.Payloads.Span, out IkeContents? contents, out _))
        {
            arrival.Drop(_endpoint, IkeDrop.Malformed); // nobody has vouched for it: the right answer may still come
            return;
        }

        IkeHeader header = message.Header;
        IkeArrival kept = arrival;
        _endpoint.Execute(
            task.CostOf(this, contents!, _endpoint.Costs.Step),
            arrival,
            tag => AcceptFirst(header, contents!, kept.After(tag)));
    }

    private void AcceptFirst(in IkeHeader header, IkeContents contents, in IkeArrival arrival)
    {
        if (Judge(header, out IkeDrop reason) != Judgement.New)
        {
            _endpoint.Count(reason);
            return;
        }

        FirstMessages = (FirstMessages.Initiator, arrival.Octets);
        ResponderSpi = header.ResponderSpi;
        Accept(header, contents, arrival);
    }

    private void Open(in IkeHeader header, in IkeArrival arrival)
    {
        byte[] opened = (byte[])arrival.Octets.Clone();
        EncryptionFault fault = EncryptedMessage.TryOpen(
            _endpoint.Contexts, Suite.Cipher, Keys!, opened, out ValueList<IkePayload> payloads, out DecodeError error);
        IkeHeader kept = header;
        IkeArrival from = arrival;
        int size = opened.Length;
        if (fault is EncryptionFault.Malformed or EncryptionFault.WrongCode)
        {
            Work check = Suite.Cipher.IsAead
                ? _endpoint.Costs.AndMessage(_endpoint.Costs.Step, Suite.Cipher, size)
                : _endpoint.Costs.AndCheck(_endpoint.Costs.Step, size);
            _endpoint.Execute(check, arrival, _ => _endpoint.Count(IkeDrop.WrongIntegrity));
            return;
        }

        IkeContents? contents = null;
        IkeFault wrong = new(NotifyType.InvalidSyntax, PayloadType.Encrypted, error);
        if (fault == EncryptionFault.None)
        {
            IkeContents.TryRead(payloads.Span, out contents, out wrong);
        }

        Work work = _endpoint.Costs.AndMessage(_endpoint.Costs.Step, Suite.Cipher, size);
        work = header.IsResponse ? CostOfAnswer(contents, work) : CostOfRequest(header, contents, size, work);
        _endpoint.Execute(work, arrival, tag => Handle(kept, contents, wrong, from.After(tag)));
    }

    private void Handle(in IkeHeader header, IkeContents? contents, in IkeFault fault, in IkeArrival arrival)
    {
        switch (Judge(header, out IkeDrop reason))
        {
            case Judgement.Dropped:
                _endpoint.Count(reason);
                break;
            case Judgement.Repeated:
                RepeatAnswer(arrival);
                break;
            default:
                Hear();
                if (header.IsResponse)
                {
                    Accept(header, contents, arrival);
                }
                else
                {
                    Respond(header, contents, fault, arrival);
                }

                break;
        }
    }

    private Work CostOfAnswer(IkeContents? contents, in Work work) =>
        contents is null || _current is not { } task ? work : task.CostOf(this, contents, work);

    private void Accept(in IkeHeader header, IkeContents? contents, in IkeArrival arrival)
    {
        IIkeTask task = _current!;
        _current = null;
        _request = null;
        _requestPayloads = [];
        _retransmission.Stop();
        _nextRequestId++;
        task.Operation.Tag = arrival.Tag;
        task.Operation.Answer = contents;
        if (contents is null)
        {
            task.Abandon(this, IkeOutcome.BadAnswer);
        }
        else
        {
            _endpoint.Observer.Received(new(this, header, contents, arrival.Carrier, arrival.Peer, arrival.Tag));
            task.Complete(this, contents);
        }

        Pump();
    }

    private void Pump()
    {
        while (_current is null && IsOpen && _queue.TryDequeue(out IIkeTask? task))
        {
            Begin(task);
        }
    }

    private void Begin(IIkeTask task)
    {
        var payloads = new List<IkePayload>();
        Work work = _endpoint.Costs.Step;
        if (!task.TryBuild(this, payloads, ref work))
        {
            return;
        }

        _current = task;
        var sending = new IkeSending(this, task.Exchange, IsResponse: false, null);
        _endpoint.Observer.Sending(sending, payloads);
        (_requestPayloads, _requestInClear) = ([.. payloads], InClear(sending));
        _requestHeader = new(
            InitiatorSpi, ResponderSpi, task.Exchange, IsInitiator, IsResponse: false, _nextRequestId);
        int size = EncryptedMessage.SizeOf(
            Suite.Cipher, PayloadChain.SizeOf(_requestPayloads), PayloadChain.SizeOf(_requestInClear));
        _requestWork = Keys is null ? work : _endpoint.Costs.AndMessage(work, Suite.Cipher, size);
        _repetitions = 0;
        Submit(task);
    }

    /// <summary>The request goes to the processor; if that is full, it is tried again when it would be sent again.
    /// </summary>
    private void Submit(IIkeTask task)
    {
        IkeHeader header = _requestHeader;
        bool isTaken = _endpoint.TryExecute(
            _requestWork, task.Operation.Tag, tag => Depart(task, header, tag));
        if (!isTaken)
        {
            _endpoint.Count(IkeDrop.ProcessorFull);
            _retransmission.Start(RetransmissionDelay());
        }
    }

    private void Depart(IIkeTask task, in IkeHeader header, in MeasurementTag tag)
    {
        if (_current != task || header != _requestHeader || _request is not null)
        {
            return; // the SA has ended meanwhile
        }

        task.Operation.Tag = tag;
        _request = Seal(header, _requestPayloads, _requestInClear);
        if (header.Exchange == ExchangeType.IkeSaInit)
        {
            FirstMessages = (_request, []);
        }

        SendRequest(task);
    }

    private void SendRequest(IIkeTask task)
    {
        MessageLabel label = _endpoint.Label(task.Exchange, isResponse: false, task.Carried);
        _endpoint.Transmit(this, _request!, label, Own, Peer, task.Operation.Tag);
        _retransmission.Start(RetransmissionDelay());
    }

    private void Retransmit()
    {
        IIkeTask task = _current!;
        if (_repetitions == _endpoint.Options.RetransmissionMax)
        {
            _endpoint.Count(IkeEvent.DeadPeer);
            Close(_request is null ? IkeOutcome.Overloaded : IkeOutcome.NoAnswer);
            return;
        }

        _repetitions++;
        if (_request is null)
        {
            Submit(task);
            return;
        }

        _endpoint.Count(IkeEvent.Retransmission);
        SendRequest(task);
    }

    private SimTime RetransmissionDelay() =>
        new(_endpoint.Options.RetransmissionTimeout.Picoseconds << _repetitions);

    // IKE_SA_INIT is in the clear as a whole.
    private IkePayload[] InClear(in IkeSending sending)
    {
        if (sending.Exchange == ExchangeType.IkeSaInit)
        {
            return [];
        }

        var payloads = new List<IkePayload>();
        _endpoint.Observer.SendingInClear(sending, payloads);
        return [.. payloads];
    }

    private byte[] Seal(in IkeHeader header, IkePayload[] payloads, IkePayload[] inClear)
    {
        if (header.Exchange == ExchangeType.IkeSaInit)
        {
            return IkeEndpoint.Encode(new IkeMessage(header, new(payloads)));
        }

        Span<byte> vector = stackalloc byte[Suite.Cipher.VectorSize];
        _endpoint.FillVector(vector, ++_vectorCount, Suite.Cipher);
        return EncryptedMessage.Seal(_endpoint.Contexts, Suite.Cipher, Keys!, header, payloads, vector, [], inClear);
    }

    private void AbandonAll(IkeOutcome outcome)
    {
        IIkeTask? current = _current;
        _current = null;
        _request = null;
        current?.Abandon(this, outcome);
        while (_queue.TryDequeue(out IIkeTask? task))
        {
            task.Abandon(this, outcome);
        }
    }
}
