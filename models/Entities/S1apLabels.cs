namespace Simulator.Entities;

/// <summary>What ladders and message counts call S1AP.</summary>
public static class S1apLabels
{
    /// <summary>Protocol of all its messages.</summary>
    public const string Protocol = "S1AP";
}
