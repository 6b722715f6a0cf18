using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

/// <summary>What is read or written once for each packet takes memory only for fields of variable size.</summary>
public sealed class AllocationTests
{
    [Test]
    public void Writing_allocates_nothing()
    {
        Assert.That(AllocatedByWriting<InitialContextSetupRequest>(S1apVectors.Flow[3]), Is.Zero);
        Assert.That(AllocatedByWriting<DownlinkNasTransport>(S1apVectors.Flow[1]), Is.Zero);
        Assert.That(AllocatedByWriting<S1SetupResponse>(S1apVectors.Flow[7]), Is.Zero);
    }

    [Test]
    public void Reading_allocates_only_fields_of_variable_size()
    {
        Assert.That(AllocatedByReading<UeContextReleaseRequest>(S1apVectors.Flow[9]), Is.Zero);
        Assert.That(AllocatedByReading<UeContextReleaseCommand>(S1apVectors.Flow[5]), Is.Zero);
        Assert.That(AllocatedByReading<DownlinkNasTransport>(S1apVectors.Flow[1]), Is.InRange(36, 96)); // the NAS-PDU
    }

    [Test]
    public void What_is_read_for_every_attach_allocates_nothing()
    {
        Assert.That(AllocatedByReading<InitialContextSetupResponse>(S1apVectors.Flow[4]), Is.Zero);
        Assert.That(AllocatedByLending(S1apVectors.Flow[0]), Is.Zero);
        Assert.That(AllocatedByLending(S1apVectors.Flow[1]), Is.Zero);
        Assert.That(AllocatedByLending(S1apVectors.Flow[2]), Is.Zero);
        Assert.That(AllocatedByLending(S1apVectors.Flow[3]), Is.Zero);
    }

    private static long AllocatedByLending(string vector)
    {
        byte[] pdu = S1apVectors.Octets(vector);
        Assert.That(Lend(pdu), Is.True);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Lend(pdu);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool Lend(byte[] pdu) => pdu[1] switch
    {
        9 => InitialContextSetupRequest.TryDecodeLent(pdu, out _, out _),
        11 => DownlinkNasTransport.TryDecodeLent(pdu, out _, out _),
        12 => InitialUeMessage.TryDecodeLent(pdu, out _, out _),
        13 => UplinkNasTransport.TryDecodeLent(pdu, out _, out _),
        _ => false,
    };

    private static long AllocatedByWriting<T>(string vector)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(S1apVectors.Octets(vector), out T message, out _), Is.True);
        byte[] buffer = new byte[message.EncodedSize];
        message.Encode(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        message.Encode(buffer);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long AllocatedByReading<T>(string vector)
        where T : struct, IWireMessage<T>
    {
        byte[] octets = S1apVectors.Octets(vector);
        Assert.That(T.TryDecode(octets, out _, out _), Is.True);
        long before = GC.GetAllocatedBytesForCurrentThread();
        T.TryDecode(octets, out _, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
