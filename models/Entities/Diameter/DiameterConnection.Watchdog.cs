using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

// Device watchdog (RFC 6733 §5.5, RFC 3539 §3.4.1).
public sealed partial class DiameterConnection
{
    private SimTime _interval;      // Tw with its jitter
    private SimTime _quietSince;    // Tw counts from here
    private bool _isProbed;         // Pending of RFC 3539: DWR was sent and not answered
    private bool _isSuspect;
    private uint? _watchdogHopByHop;

    private void StartWatchdog()
    {
        _isProbed = false;
        _watchdogHopByHop = null;
        SetWatchdog();
    }

    private void SetWatchdog()
    {
        _quietSince = _local.Node.Simulation.Now;
        _interval = _local.DrawWatchdog();
        _timer.Start(_interval);
    }

    // Anything that arrives begins Tw anew and clears a suspicion; the timer looks back when it expires, so that a
    // message costs no event.
    private void Heard()
    {
        _quietSince = _local.Node.Simulation.Now;
        _isSuspect = false;
    }

    private void WatchdogExpired()
    {
        SimTime left = _quietSince + _interval - _local.Node.Simulation.Now;
        if (left > SimTime.Zero)
        {
            _timer.Start(left);
        }
        else if (!_isProbed)
        {
            SendWatchdog();
            SetWatchdog();
        }
        else if (!_isSuspect)
        {
            _isSuspect = true; // no request more; those that wait may still be answered
            SetWatchdog();
        }
        else
        {
            Abort(DiameterConnectionEvent.WatchdogExpired);
        }
    }

    private void SendWatchdog()
    {
        // this -> peer  Device-Watchdog-Request
        Transaction transaction = NextTransaction();
        _watchdogHopByHop = transaction.HopByHop;
        _isProbed = true;
        DiameterProfile own = _local.Profile;
        Transmit(new DeviceWatchdogRequest(transaction, own.Host, own.Realm, _local.StateId), default, out _);
    }

    private void ReceiveWatchdogAnswer(Packet message)
    {
        // peer -> this  Device-Watchdog-Answer
        if (!DeviceWatchdogAnswer.TryDecode(message.Octets, out _, out _))
        {
            Drop(message, DiameterDrop.Unreadable);
            return;
        }

        message.Release();
        _isProbed = false;
        _watchdogHopByHop = null;
    }

    private void AnswerWatchdog(Packet message)
    {
        if (!DeviceWatchdogRequest.TryDecode(
            message.Octets, out DeviceWatchdogRequest request, out DiameterFault fault))
        {
            Refuse(message, fault);
            return;
        }

        // peer -> this  Device-Watchdog-Request;  this -> peer  Device-Watchdog-Answer
        message.Release();
        DiameterProfile own = _local.Profile;
        Answer(
            new DeviceWatchdogAnswer(request.Transaction, ResultCode.Success, own.Host, own.Realm, _local.StateId),
            default);
    }
}
