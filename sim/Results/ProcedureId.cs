using Simulator.Network;

namespace Simulator.Results;

/// <summary>One procedure of a run, as the measurement tags of its messages name it.</summary>
/// <param name="Procedure">Its name, as in <c>attach</c>.</param>
/// <param name="Instance">Its number among those of its name.</param>
public readonly record struct ProcedureId(string Procedure, long Instance)
{
    /// <summary>True if one of a packet's messages belongs to it.</summary>
    /// <param name="packet">The packet.</param>
    internal bool IsIn(Packet packet)
    {
        for (int index = 0; index < packet.MessageCount; index++)
        {
            packet.MessageAt(index, out MeasurementTag tag);
            if (TryGet(tag, out ProcedureId procedure) && procedure == this)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The procedure of a message; false if it belongs to none.</summary>
    /// <param name="tag">Tag of the message.</param>
    /// <param name="procedure">Its procedure.</param>
    internal static bool TryGet(in MeasurementTag tag, out ProcedureId procedure)
    {
        string? name = CriticalPath.Procedure(tag);
        procedure = name is null ? default : new ProcedureId(name, CriticalPath.Instance(tag));
        return name is not null;
    }
}
