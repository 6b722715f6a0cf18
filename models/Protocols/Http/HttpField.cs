namespace Simulator.Protocols.Http;

/// <summary>A field of a message (RFC 9110 §5).</summary>
/// <param name="Name">Its name as written; names are compared without regard to case.</param>
/// <param name="Value">Its value without the white space around it.</param>
public readonly record struct HttpField(string Name, string Value);
