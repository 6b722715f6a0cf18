using System.Collections.Generic;
using Simulator.Protocols.S1ap;

namespace Tests.Protocols.S1ap;

public sealed class S1apPduTests : CodecContract<S1apPdu>
{
    protected override IEnumerable<string> Samples => S1apVectors.Distinct();
}
