using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Sequence numbers, the retransmission timeout and congestion control, by hand.</summary>
public sealed class TcpArithmeticTests
{
    private const int Mss = 1_000;
    private static readonly TcpSequence Initial = new(0xFFFF_FF00);

    [TestCase(0u, 1u, true)]
    [TestCase(1u, 0u, false)]
    [TestCase(5u, 5u, false)]
    [TestCase(uint.MaxValue, 0u, true)]
    [TestCase(0u, uint.MaxValue, false)]
    [TestCase(0x8000_0000u, 1u, false)]
    [TestCase(0x7FFF_FFFFu, 0xFFFF_FFFEu, true)]
    [TestCase(0xFFFF_FF00u, 0x0000_0100u, true)]
    public void OrderHoldsAcrossZero(uint left, uint right, bool isBefore)
    {
        var first = new TcpSequence(left);
        var second = new TcpSequence(right);
        Assert.That(first < second, Is.EqualTo(isBefore));
        Assert.That(first >= second, Is.EqualTo(!isBefore));
        Assert.That(second > first, Is.EqualTo(isBefore));
        Assert.That(second <= first, Is.EqualTo(!isBefore));
    }

    [Test]
    public void DistancesHoldAcrossZero()
    {
        TcpSequence last = new(uint.MaxValue);
        Assert.That(last + 1, Is.EqualTo(new TcpSequence(0)));
        Assert.That(new TcpSequence(4) - last, Is.EqualTo(5));
        Assert.That(last - new TcpSequence(4), Is.EqualTo(-5));
        Assert.That(new TcpSequence(2) - 3, Is.EqualTo(last));
    }

    [Test]
    public void TheFirstMeasurementGivesThreeTimesItself()
    {
        var rto = new TcpRto(new TcpOptions { RtoMin = SimTime.Zero });
        Assert.That(rto.Value, Is.EqualTo(Ms(1_000)));
        rto.Sample(Ms(100));
        Assert.That(rto.Smoothed, Is.EqualTo(Ms(100)));
        Assert.That(rto.Value, Is.EqualTo(Ms(300)), "R + 4 R/2");
        rto.Sample(Ms(100));
        Assert.That(rto.Value, Is.EqualTo(Ms(250)), "the variation falls to 37.5 ms");
        rto.Sample(Ms(180));
        Assert.That(rto.Smoothed, Is.EqualTo(Ms(110)), "7/8 of 100 and 1/8 of 180");
        SimTime expected = SimTime.FromMicroseconds(110_000 + (4 * 48_125));
        Assert.That(rto.Value, Is.EqualTo(expected), "the variation: 3/4 of 37.5 and 1/4 of 80");
    }

    [Test]
    public void TheTimeoutIsBoundedBelowAndAbove()
    {
        var rto = new TcpRto(TcpOptions.Default);
        rto.Sample(Ms(10));
        Assert.That(rto.Value, Is.EqualTo(Ms(1_000)));
        int doublings = 0;
        while (rto.Value < Ms(60_000))
        {
            rto.BackOff();
            doublings++;
        }

        rto.BackOff();
        Assert.That(doublings, Is.EqualTo(6), "1, 2, 4, 8, 16, 32 and then 60 s");
        Assert.That(rto.Value, Is.EqualTo(Ms(60_000)));
        rto.Sample(Ms(10));
        Assert.That(rto.Value, Is.EqualTo(Ms(1_000)), "a measurement ends the back-off");
    }

    [Test]
    public void AConstantRoundTripKeepsTheGranularityAsVariance()
    {
        var rto = new TcpRto(new TcpOptions { RtoMin = SimTime.Zero });
        for (int round = 0; round < 100; round++)
        {
            rto.Sample(Ms(50));
        }

        Assert.That(rto.Value, Is.EqualTo(Ms(51)), "SRTT + max(G, 4 RTTVAR)");
    }

    [Test]
    public void AfterALostSynTheTimeoutIsThreeSeconds()
    {
        var rto = new TcpRto(TcpOptions.Default);
        rto.BackOff();
        rto.RestartAfterSynLoss();
        Assert.That(rto.Value, Is.EqualTo(Ms(3_000)));
    }

    [TestCase(536, 4)]
    [TestCase(1_095, 4)]
    [TestCase(1_096, 3)]
    [TestCase(1_460, 3)]
    [TestCase(2_190, 3)]
    [TestCase(2_191, 2)]
    [TestCase(8_960, 2)]
    public void TheInitialWindowIsThatOfRfc5681(int mss, int segments)
    {
        TcpCongestion congestion = default;
        congestion.Start(mss, 0, isSynLost: false, Initial);
        Assert.That(congestion.Window, Is.EqualTo(segments * mss));
    }

    [Test]
    public void TheInitialWindowMayBeChosenAndIsOneSegmentAfterALostSyn()
    {
        TcpCongestion congestion = default;
        congestion.Start(Mss, 10, isSynLost: false, Initial);
        Assert.That(congestion.Window, Is.EqualTo(10 * Mss));
        congestion.Start(Mss, 10, isSynLost: true, Initial);
        Assert.That(congestion.Window, Is.EqualTo(Mss));
    }

    [Test]
    public void SlowStartGrowsByWhatIsAcknowledgedAtMostASegment()
    {
        TcpCongestion congestion = Started();
        congestion.Acknowledge(100, Initial + 100, 0);
        Assert.That(congestion.Window, Is.EqualTo(4_100));
        congestion.Acknowledge(2 * Mss, Initial + 2_100, 0);
        Assert.That(congestion.Window, Is.EqualTo(5_100));
    }

    [Test]
    public void CongestionAvoidanceGrowsByASegmentForAWindow()
    {
        TcpCongestion congestion = Started();
        congestion.TimeOut(Initial + 8_000, flight: 8_000, isRepeated: false);
        Assert.That((congestion.Window, congestion.Threshold), Is.EqualTo((Mss, 4_000)));
        TcpSequence acknowledged = Initial;
        for (int count = 0; count < 3; count++)
        {
            congestion.Acknowledge(Mss, acknowledged += Mss, 0);
        }

        Assert.That(congestion.Window, Is.EqualTo(4_000), "slow start up to the threshold");
        for (int count = 0; count < 4; count++)
        {
            Assert.That(congestion.Window, Is.EqualTo(4_000));
            congestion.Acknowledge(Mss, acknowledged += Mss, 0);
        }

        Assert.That(congestion.Window, Is.EqualTo(5_000));
    }

    [Test]
    public void TheThirdDuplicateStartsFastRecoveryAndAFullAcknowledgmentEndsIt()
    {
        TcpCongestion congestion = Started();
        TcpSequence next = Initial + 10_000;
        Assert.That(congestion.Duplicate(Initial + 1, next, 4_000), Is.EqualTo(TcpAckEffect.None));
        Assert.That(congestion.LimitedTransmit, Is.EqualTo(Mss));
        Assert.That(congestion.Duplicate(Initial + 1, next, 5_000), Is.EqualTo(TcpAckEffect.None));
        Assert.That(congestion.LimitedTransmit, Is.EqualTo(2 * Mss));
        Assert.That(congestion.Duplicate(Initial + 1, next, 6_000), Is.EqualTo(TcpAckEffect.RetransmitFirst));
        Assert.That(congestion.Threshold, Is.EqualTo(2_000), "half of what was in flight without limited transmit");
        Assert.That(congestion.Window, Is.EqualTo(5_000), "and the three segments that have left");
        Assert.That(congestion.LimitedTransmit, Is.Zero);
        congestion.Duplicate(Initial + 1, next, 6_000);
        Assert.That(congestion.Window, Is.EqualTo(6_000));
        congestion.Acknowledge(10_000 - 1, next, flight: 0);
        Assert.That(congestion.IsRecovering, Is.False);
        Assert.That(congestion.Window, Is.EqualTo(2_000), "no burst");
    }

    [Test]
    public void APartialAcknowledgmentSendsTheNextHoleAndOnlyTheFirstRestartsTheTimer()
    {
        TcpCongestion congestion = Started();
        TcpSequence next = Initial + 10_001;
        for (int count = 0; count < 3; count++)
        {
            congestion.Duplicate(Initial + 1, next, 10_000);
        }

        int window = congestion.Window;
        Assert.That(congestion.Acknowledge(2 * Mss, Initial + 2_001, 8_000), Is.EqualTo(TcpAckEffect.RetransmitFirst));
        Assert.That(congestion.Window, Is.EqualTo(window - Mss), "less what is acknowledged, and a segment more");
        Assert.That(
            congestion.Acknowledge(Mss, Initial + 3_001, 7_000),
            Is.EqualTo(TcpAckEffect.RetransmitFirst | TcpAckEffect.KeepTimer));
        Assert.That(congestion.IsRecovering, Is.True);
    }

    [Test]
    public void DuplicatesOfWhatATimeoutSendsAgainStartNoFastRetransmit()
    {
        TcpCongestion congestion = Started();
        TcpSequence next = Initial + 10_001;
        congestion.TimeOut(next, 10_000, isRepeated: false);
        for (int count = 0; count < 5; count++)
        {
            Assert.That(congestion.Duplicate(Initial + 1, next, 10_000), Is.EqualTo(TcpAckEffect.None));
        }

        Assert.That(congestion.IsRecovering, Is.False);
        Assert.That(congestion.Window, Is.EqualTo(Mss));
    }

    [Test]
    public void ARepeatedTimeoutKeepsTheThreshold()
    {
        TcpCongestion congestion = Started();
        congestion.TimeOut(Initial + 20_000, 20_000, isRepeated: false);
        congestion.TimeOut(Initial + 20_000, 1_000, isRepeated: true);
        Assert.That(congestion.Threshold, Is.EqualTo(10_000));
        congestion.TimeOut(Initial + 20_000, 1_000, isRepeated: false);
        Assert.That(congestion.Threshold, Is.EqualTo(2 * Mss), "never less than two segments");
    }

    [Test]
    public void AfterSilenceTheWindowIsTheInitialOneAgainButNeverLarger()
    {
        TcpCongestion congestion = Started();
        congestion.Acknowledge(Mss, Initial + Mss, 0);
        congestion.Idle();
        Assert.That(congestion.Window, Is.EqualTo(4_000));
        congestion.TimeOut(Initial + Mss, Mss, isRepeated: false);
        congestion.Idle();
        Assert.That(congestion.Window, Is.EqualTo(Mss));
    }

    private static SimTime Ms(long milliseconds) => SimTime.FromMilliseconds(milliseconds);

    private static TcpCongestion Started()
    {
        TcpCongestion congestion = default;
        congestion.Start(Mss, 0, isSynLost: false, Initial);
        return congestion;
    }
}
