using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>Writes errors as <c>check</c> prints them.</summary>
public static class ErrorOutput
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One error after the other, each with its hint below; empty if there is none.</summary>
    /// <param name="errors">The errors, sorted.</param>
    public static string Text(IReadOnlyList<ScenarioError> errors) =>
        string.Concat(errors.Select(error => $"{error}\n"));

    /// <summary>A JSON array of <c>{file, line, column, code, text, hint}</c>.</summary>
    /// <param name="errors">The errors, sorted.</param>
    public static string Json(IReadOnlyList<ScenarioError> errors)
    {
        System.ArgumentNullException.ThrowIfNull(errors);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (ScenarioError error in errors)
            {
                writer.WriteStartObject();
                writer.WriteString("file", error.Place.File);
                writer.WriteNumber("line", error.Place.Line);
                writer.WriteNumber("column", error.Place.Column);
                writer.WriteString("code", error.Code);
                writer.WriteString("text", error.Text);
                writer.WriteString("hint", error.Hint);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
