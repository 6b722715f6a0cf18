using System.Collections.Generic;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// The subscribers of an MME, by IMSI and by M-TMSI. Deregistered ones are kept as long as there is room; the one that
/// deregistered first is forgotten first.
/// </summary>
/// <param name="countMax">Subscribers at most.</param>
internal sealed class UeContextTable(int countMax)
{
    private readonly Dictionary<Imsi, UeContext> _byImsi = [];
    private readonly Dictionary<uint, UeContext> _byMTmsi = [];
    private UeContext? _earliest;
    private UeContext? _latest;

    /// <summary>Subscribers.</summary>
    public int Count => _byImsi.Count;

    /// <summary>The subscriber with an IMSI, or null.</summary>
    public UeContext? Find(Imsi imsi) => _byImsi.TryGetValue(imsi, out UeContext? found) ? found : null;

    /// <summary>The subscriber with an M-TMSI, or null.</summary>
    public UeContext? Find(uint mTmsi) => _byMTmsi.TryGetValue(mTmsi, out UeContext? found) ? found : null;

    /// <summary>The subscriber with an IMSI, which is new if there was none; null if there is no room.</summary>
    /// <param name="imsi">The IMSI.</param>
    /// <param name="forgotten">A deregistered subscriber that had to go.</param>
    public UeContext? FindOrAdd(Imsi imsi, out UeContext? forgotten)
    {
        forgotten = null;
        if (Find(imsi) is { } known)
        {
            return known;
        }

        if (Count >= countMax)
        {
            forgotten = _earliest;
            if (forgotten is null)
            {
                return null;
            }

            Remove(forgotten);
        }

        var added = new UeContext(imsi);
        _byImsi.Add(imsi, added);
        return added;
    }

    /// <summary>Forgets a subscriber.</summary>
    public void Remove(UeContext context)
    {
        Revive(context);
        Forget(context.MTmsi);
        Forget(context.OldMTmsi);
        context.MTmsi = context.OldMTmsi = 0;
        _byImsi.Remove(context.Imsi);
    }

    /// <summary>
    /// Gives a subscriber a further M-TMSI; the former stays valid until it is confirmed (§5.5.1.2.4).
    /// </summary>
    /// <param name="context">The subscriber.</param>
    /// <param name="mTmsi">An M-TMSI that nobody has.</param>
    public void Assign(UeContext context, uint mTmsi)
    {
        Forget(context.OldMTmsi);
        context.OldMTmsi = context.MTmsi;
        context.MTmsi = mTmsi;
        _byMTmsi.Add(mTmsi, context);
    }

    /// <summary>The UE has the new M-TMSI: the former is no longer valid.</summary>
    public void Confirm(UeContext context)
    {
        Forget(context.OldMTmsi);
        context.OldMTmsi = 0;
    }

    /// <summary>The UE has shown one of its two M-TMSIs: that is the one it has.</summary>
    public void Keep(UeContext context, uint mTmsi)
    {
        if (mTmsi == context.OldMTmsi)
        {
            (context.MTmsi, context.OldMTmsi) = (context.OldMTmsi, context.MTmsi);
        }

        Confirm(context);
    }

    /// <summary>The subscriber is deregistered: it may be forgotten.</summary>
    public void Retire(UeContext context)
    {
        if (context.IsRetired)
        {
            return;
        }

        context.IsRetired = true;
        context.Earlier = _latest;
        if (_latest is null)
        {
            _earliest = context;
        }
        else
        {
            _latest.Later = context;
        }

        _latest = context;
    }

    /// <summary>The subscriber attaches: it is not forgotten meanwhile.</summary>
    public void Revive(UeContext context)
    {
        if (!context.IsRetired)
        {
            return;
        }

        context.IsRetired = false;
        _earliest = context == _earliest ? context.Later : _earliest;
        _latest = context == _latest ? context.Earlier : _latest;
        if (context.Earlier is not null)
        {
            context.Earlier.Later = context.Later;
        }

        if (context.Later is not null)
        {
            context.Later.Earlier = context.Earlier;
        }

        context.Earlier = context.Later = null;
    }

    private void Forget(uint mTmsi)
    {
        if (mTmsi != 0)
        {
            _byMTmsi.Remove(mTmsi);
        }
    }
}
