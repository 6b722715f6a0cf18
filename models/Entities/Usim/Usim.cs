using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// A card: holds the subscriber's secrets and the sequence numbers that it has accepted, and answers AUTHENTICATE.
/// It has a processor of its own, whose time per octet is the line between card and terminal. Nobody reads K, OPc or
/// SQN; a crash of the terminal changes nothing here.
/// </summary>
public sealed class Usim
{
    // octets on the line with T = 0 (ISO/IEC 7816-3, TS 102 221 §7.3.1; TS 31.102 §7.1.2.1):
    // AUTHENTICATE   CLA INS P1 P2 Lc   INS   16 RAND 16 AUTN   SW1 SW2         5 + 1 + 34 + 2
    // GET RESPONSE   CLA INS P1 P2 Le   INS   answer            SW1 SW2         5 + 1 + answer + 2
    //   accepted     DB  L RES  16 CK  16 IK  8 Kc                              1 + (1 + RES) + 17 + 17 + 9
    //   not fresh    DC  14 AUTS                                                1 + 15
    //   MAC failure: the status words of AUTHENTICATE (98 62) say it, nothing is fetched
    private const int CommandSize = 42, FetchSize = 8, AcceptedSizeWithoutRes = 45, NotFreshSize = 16;

    private readonly Subscriber _subscriber;
    private readonly Processor _card;
    private readonly SqnScheme _scheme;
    private readonly ulong _sqnLead;
    private readonly OperationId _authenticate;
    private SqnArray? _accepted; // made at the first challenge

    /// <summary>A card.</summary>
    /// <param name="subscriber">Whom the home operator has personalised it for.</param>
    /// <param name="card">Processor of the card alone, with operation <c>usim.authenticate</c>.</param>
    /// <param name="scheme">How sequence numbers are judged, as the AuC makes them.</param>
    /// <param name="sqnLead">The highest SEQ that the card has accepted already; the AuC behind it is out of step.
    /// </param>
    public Usim(Subscriber subscriber, Processor card, SqnScheme scheme, ulong sqnLead = 0)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(scheme);
        _subscriber = subscriber;
        _card = card;
        _scheme = scheme;
        _sqnLead = sqnLead;
        _authenticate = card.Find(Operations.UsimAuthenticate.Name);
    }

    /// <summary>EF_IMSI, which the terminal may read (TS 31.102 §4.2.2).</summary>
    public Imsi Imsi => _subscriber.Imsi;

    /// <summary>AUTHENTICATE: checks MAC-A, then the sequence number, and answers (TS 33.102 §6.3.3).</summary>
    /// <param name="rand">The challenge.</param>
    /// <param name="autn">The token.</param>
    /// <param name="tag">What is measured.</param>
    public async Process<CardAnswer> Authenticate(UInt128 rand, Autn autn, MeasurementTag tag)
    {
        CardAnswer answer = Answer(rand, autn);
        Execution execution = await _card.Execute(_authenticate, LineSize(answer), tag);
        return execution.IsDone ? answer with { Tag = execution.Tag } : default(CardAnswer) with { Tag = tag };
    }

    private static int LineSize(in CardAnswer answer) => answer.Verdict switch
    {
        ChallengeVerdict.Accepted => CommandSize + FetchSize + AcceptedSizeWithoutRes + answer.Res.Size,
        ChallengeVerdict.SynchFailure => CommandSize + FetchSize + NotFreshSize,
        _ => CommandSize,
    };

    private CardAnswer Answer(UInt128 rand, Autn autn)
    {
        _accepted ??= new SqnArray(_scheme, _sqnLead);
        var functions = new Milenage(_subscriber.K, _subscriber.Opc);
        ChallengeVerdict verdict =
            Aka.Authenticate(ref functions, _accepted, rand, autn, out AkaKeys keys, out Auts auts);
        return new CardAnswer(verdict, keys.Res, keys.Ck, keys.Ik, auts, default);
    }
}
