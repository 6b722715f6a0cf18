using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

// Every message passes the contract of a codec with octets from outside: diameter.json and diameter-by-hand.json.

[TestFixture]
public sealed class CapabilitiesExchangeRequestTests : CodecContract<CapabilitiesExchangeRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("CER"),
        DiameterVectors.Hex("CER (all AVPs)"),
    ];
}

[TestFixture]
public sealed class CapabilitiesExchangeAnswerTests : CodecContract<CapabilitiesExchangeAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("CEA"),
        DiameterVectors.Hex("CEA (error)"),
    ];
}

[TestFixture]
public sealed class DeviceWatchdogRequestTests : CodecContract<DeviceWatchdogRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("DWR"),
    ];
}

[TestFixture]
public sealed class DeviceWatchdogAnswerTests : CodecContract<DeviceWatchdogAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("DWA"),
        DiameterVectors.Hex("DWA (error)"),
    ];
}

[TestFixture]
public sealed class DisconnectPeerRequestTests : CodecContract<DisconnectPeerRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("DPR"),
    ];
}

[TestFixture]
public sealed class DisconnectPeerAnswerTests : CodecContract<DisconnectPeerAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("DPA"),
        DiameterVectors.Hex("DPA (error)"),
    ];
}

[TestFixture]
public sealed class AuthenticationInformationRequestTests : CodecContract<AuthenticationInformationRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("AIR"),
        DiameterVectors.Hex("AIR (Re-Synchronization-Info)"),
        DiameterVectors.Hex("AIR (three vectors, no destination host)"),
    ];
}

[TestFixture]
public sealed class AuthenticationInformationAnswerTests : CodecContract<AuthenticationInformationAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("AIA"),
        DiameterVectors.Hex("AIA (USER_UNKNOWN experimental 5001)"),
        DiameterVectors.Hex("AIA (AUTHENTICATION_DATA_UNAVAILABLE)"),
        DiameterVectors.Hex("AIA (two vectors)"),
    ];
}

[TestFixture]
public sealed class UpdateLocationRequestTests : CodecContract<UpdateLocationRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("ULR"),
    ];
}

[TestFixture]
public sealed class UpdateLocationAnswerTests : CodecContract<UpdateLocationAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("ULA"),
        DiameterVectors.Hex("ULA (two APNs, barred)"),
        DiameterVectors.Hex("ULA (ROAMING_NOT_ALLOWED)"),
    ];
}

[TestFixture]
public sealed class PurgeUeRequestTests : CodecContract<PurgeUeRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("PUR"),
        DiameterVectors.Hex("PUR (PUR-Flags)"),
    ];
}

[TestFixture]
public sealed class PurgeUeAnswerTests : CodecContract<PurgeUeAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("PUA"),
        DiameterVectors.Hex("PUA (USER_UNKNOWN)"),
    ];
}

[TestFixture]
public sealed class CancelLocationRequestTests : CodecContract<CancelLocationRequest>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("CLR"),
        DiameterVectors.Hex("CLR (CLR-Flags)"),
    ];
}

[TestFixture]
public sealed class CancelLocationAnswerTests : CodecContract<CancelLocationAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("CLA"),
        DiameterVectors.Hex("CLA (error)"),
    ];
}

[TestFixture]
public sealed class ErrorAnswerTests : CodecContract<ErrorAnswer>
{
    protected override IEnumerable<string> Samples =>
    [
        DiameterVectors.Hex("answer-message (3001)"),
        DiameterVectors.Hex("answer-message (3009)"),
    ];
}
