using Simulator.Network;

namespace Simulator.Entities;

/// <summary>A procedure of which an attach is a part, which is then not measured as one of its own.</summary>
public interface IAttachOwner
{
    /// <summary>An attach begins.</summary>
    /// <returns>The tag of its first message.</returns>
    MeasurementTag Begin();

    /// <summary>It has ended.</summary>
    /// <param name="outcome">An <see cref="AttachOutcome"/>.</param>
    /// <param name="tag">Tag of what ended it.</param>
    void Attached(string outcome, in MeasurementTag tag);
}
