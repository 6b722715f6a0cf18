using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;

namespace Tests.Protocols.Nas;

/// <summary>TS 24.301 §4.4.4.2 and §4.4.4.3, message by message.</summary>
public sealed class PlainMessagesTests
{
    [TestCase(EmmMessageType.AttachRequest, false, true)]
    [TestCase(EmmMessageType.AttachAccept, false, false)]
    [TestCase(EmmMessageType.AttachComplete, false, false)]
    [TestCase(EmmMessageType.AttachReject, true, false)]
    [TestCase(EmmMessageType.DetachRequest, false, true)]
    [TestCase(EmmMessageType.DetachAccept, true, true)]
    [TestCase(EmmMessageType.AuthenticationRequest, true, false)]
    [TestCase(EmmMessageType.AuthenticationResponse, false, true)]
    [TestCase(EmmMessageType.AuthenticationReject, true, false)]
    [TestCase(EmmMessageType.AuthenticationFailure, false, true)]
    [TestCase(EmmMessageType.IdentityRequest, true, false)]
    [TestCase(EmmMessageType.IdentityResponse, false, true)]
    [TestCase(EmmMessageType.SecurityModeCommand, false, false)]
    [TestCase(EmmMessageType.SecurityModeComplete, false, false)]
    [TestCase(EmmMessageType.SecurityModeReject, false, true)]
    [TestCase(EmmMessageType.EmmStatus, false, false)]
    [TestCase(EmmMessageType.EmmInformation, false, false)]
    [TestCase((EmmMessageType)0x7F, false, false)]
    public void Only_the_listed_messages_are_taken_without_protection(EmmMessageType type, bool atUe, bool atMme)
    {
        Assert.That(PlainMessages.AreAccepted(Direction.Downlink, type), Is.EqualTo(atUe));
        Assert.That(PlainMessages.AreAccepted(Direction.Uplink, type), Is.EqualTo(atMme));
    }
}
