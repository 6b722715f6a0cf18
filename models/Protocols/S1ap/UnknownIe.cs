namespace Simulator.Protocols.S1ap;

/// <summary>
/// An IE that a message does not know and may leave alone (criticality ignore or notify), kept for re-encoding.
/// </summary>
/// <param name="Index">
/// Its place among the IEs of the message, from 0; beyond the last IE it is written at the end.
/// </param>
/// <param name="Ie">The IE.</param>
public readonly record struct UnknownIe(int Index, RawIe Ie);
