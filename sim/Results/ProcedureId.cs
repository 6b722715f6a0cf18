using Simulator.Network;

namespace Simulator.Results;

/// <summary>One procedure of a run, as the measurement tags of its messages name it.</summary>
/// <param name="Procedure">Its name, as in <c>attach</c>.</param>
/// <param name="Instance">Its number among those of its name.</param>
public readonly record struct ProcedureId(string Procedure, long Instance)
{
    /// <summary>The procedure of a packet; false if it belongs to none.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="procedure">Its procedure.</param>
    internal static bool TryGet(Packet packet, out ProcedureId procedure)
    {
        MeasurementTag tag = packet.Tag;
        string? name = CriticalPath.Procedure(tag);
        procedure = name is null ? default : new ProcedureId(name, CriticalPath.Instance(tag));
        return name is not null;
    }
}
