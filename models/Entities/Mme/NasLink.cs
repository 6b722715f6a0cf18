using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What a procedure waits for; anything else is refused without waking it.</summary>
[Flags]
internal enum NasExpectation
{
    None = 0,
    IdentityResponse = 1,
    AuthenticationResponse = 2,
    AuthenticationFailure = 4,
    SecurityModeComplete = 8,
    SecurityModeReject = 16,
    AttachComplete = 32,
    DetachAccept = 64,
    ContextSetup = 128,
}

/// <summary>What a procedure has been told.</summary>
internal enum NasEventKind
{
    /// <summary>An expected NAS message.</summary>
    Message,

    /// <summary>The timer has expired for the last time.</summary>
    Expired,

    /// <summary>The procedure is over: its connection is gone, or another took its place.</summary>
    Cancelled,

    /// <summary>INITIAL CONTEXT SETUP RESPONSE.</summary>
    ContextSetup,

    /// <summary>INITIAL CONTEXT SETUP FAILURE.</summary>
    ContextSetupFailed,

    /// <summary>The ATTACH REQUEST has come once more.</summary>
    Repeated,
}

/// <summary>What a procedure has been told, and by which message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">The NAS message, if it is one.</param>
/// <param name="Tag">What is measured along the message's way.</param>
internal readonly record struct NasEvent(NasEventKind Kind, object? Message, MeasurementTag Tag);

/// <summary>A SECURITY MODE COMMAND that an answer leads to: two keys and one protected message.</summary>
/// <param name="Integrity">Its integrity algorithm.</param>
/// <param name="Octets">Octets of the protected message.</param>
internal readonly record struct SecurityModeCost(IntegrityAlgorithm Integrity, int Octets);

/// <summary>
/// One procedure's side of the exchange with a UE: requests with timer and retransmissions. It is open only while the
/// procedure runs.
/// </summary>
/// <param name="mme">The MME.</param>
internal sealed class NasLink(Mme mme)
{
    private readonly Mailbox<NasEvent> _events = new(mme.Node.Simulation);
    private NasExpectation _expected;
    private DownlinkNas? _request; // that waits for an answer
    private UeConnection? _connection;
    private byte[]? _room; // of the message composed last

    /// <summary>The UE; another connection after <see cref="MoveTo"/>.</summary>
    public UeConnection Connection => _connection!;

    /// <summary>True once the procedure has no business any more.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Why.</summary>
    public MmeOutcome CancelReason { get; private set; }

    /// <summary>
    /// Keys and protected message that the expected answer leads to, which its receipt is charged for.
    /// </summary>
    public SecurityModeCost? FollowUp { get; private set; }

    /// <summary>A procedure begins.</summary>
    /// <param name="connection">The UE.</param>
    public void Open(UeConnection connection)
    {
        _connection = connection;
        _events.Clear();
        _expected = NasExpectation.None;
        _request = null;
        FollowUp = null;
        IsCancelled = false;
        CancelReason = default;
    }

    /// <summary>A message of the procedure, which holds until the next one is composed.</summary>
    public DownlinkNas Compose<T>(EmmMessageType type, SecurityHeaderType security, in T message)
        where T : struct, IWireMessage => DownlinkNas.Of(type, security, message, ref _room);

    /// <summary>True if the procedure waits for a message of this type.</summary>
    public bool Expects(NasExpectation message) => (_expected & message) != 0;

    /// <summary>From now on these messages count; the first answer to a request ends that.</summary>
    public void Expect(NasExpectation expected) => _expected = IsCancelled ? NasExpectation.None : expected;

    /// <summary>
    /// Hands an expected NAS message to the procedure, which goes on at this instant, but not inline.
    /// </summary>
    public void Answer<T>(NasExpectation expected, in T message, in MeasurementTag tag)
        where T : struct, IEquatable<T>
    {
        _expected &= expected == NasExpectation.AttachComplete ? ~expected : NasExpectation.None;
        _events.Put(new(NasEventKind.Message, Boxed<T>.Of(message), tag));
    }

    /// <summary>Tells the procedure that waits for the eNB what has become of the UE's context there.</summary>
    /// <returns>False if it does not wait for that.</returns>
    public bool TryTell(NasEventKind kind, in MeasurementTag tag)
    {
        if (!Expects(kind == NasEventKind.Repeated ? NasExpectation.AttachComplete : NasExpectation.ContextSetup))
        {
            return false;
        }

        _expected &= kind == NasEventKind.Repeated ? _expected : ~NasExpectation.ContextSetup;
        _events.Put(new(kind, null, tag));
        return true;
    }

    /// <summary>The procedure is over, wherever it waits.</summary>
    public void Cancel(MmeOutcome reason)
    {
        if (!IsCancelled)
        {
            IsCancelled = true;
            CancelReason = reason;
            _expected = NasExpectation.None;
            _events.Put(new(NasEventKind.Cancelled, null, default));
        }
    }

    /// <summary>The UE has come back on another connection: the exchange goes on there.</summary>
    public void MoveTo(UeConnection connection)
    {
        connection.TakeOver(Connection);
        _connection = connection;
    }

    /// <summary>Sends what waits for an answer once more; the timer goes on, the count of expiries too.</summary>
    public void SendAgain(in MeasurementTag tag)
    {
        if (_request is { } request)
        {
            Connection.Send(request, tag);
        }
    }

    /// <summary>
    /// MME -> UE  a request;  UE -> MME  an answer. Each expiry but the last sends the request again.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="timer">Its timer.</param>
    /// <param name="expected">The answers.</param>
    /// <param name="tag">What is measured.</param>
    /// <param name="followUp">What an answer leads to.</param>
    public async Process<NasEvent> Request(
        DownlinkNas request,
        MmeTimer timer,
        NasExpectation expected,
        MeasurementTag tag,
        SecurityModeCost? followUp = null)
    {
        _request = request;
        FollowUp = followUp;
        Expect(expected);
        Connection.Send(request, tag);
        NasEvent answer = Told(await _events.Receive(mme.TimeOf(timer)));
        for (int count = 0; count < mme.Options.RetransmissionMax && answer.Kind == NasEventKind.Expired; count++)
        {
            await Retransmit(request, timer, tag);
            answer = Told(await _events.Receive(mme.TimeOf(timer)));
        }

        _request = null;
        FollowUp = null;
        Expect(NasExpectation.None);
        return answer;
    }

    /// <summary>Sends a request again because its timer has expired; that costs the processor a step.</summary>
    public async Process Retransmit(DownlinkNas request, MmeTimer timer, MeasurementTag tag)
    {
        Execution execution = await mme.Processor.Execute(Connection.CostOf(request), tag);
        if (mme.IsExecuted(execution) && _events.Count == 0) // otherwise the answer has come meanwhile
        {
            mme.Measures.Retransmitted.Count(timer);
            Connection.Send(request, execution.Tag);
        }
    }

    /// <summary>The next thing that the procedure is told, as <see cref="Told"/> reads it.</summary>
    /// <param name="limit">After which it has expired; not negative.</param>
    public ReceiveWithin<NasEvent> Receive(SimTime limit) => _events.Receive(limit);

    /// <summary>What has been received: an event, an expiry, or that the procedure is over.</summary>
    public NasEvent Told(in Received<NasEvent> received) =>
        IsCancelled ? new(NasEventKind.Cancelled, null, default)
        : received.TryGet(out NasEvent each) ? each
        : new(NasEventKind.Expired, null, default);
}

/// <summary>Messages as objects; the one in which nothing is said costs none.</summary>
file static class Boxed<T>
    where T : struct, IEquatable<T>
{
    private static readonly object Silent = default(T);

    public static object Of(in T message) => message.Equals(default) ? Silent : message;
}
