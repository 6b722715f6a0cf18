using System;
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>The JSON Schema of the scenario language, from the tables of keys, for editors.</summary>
public static class JsonSchema
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 200,
    };

    /// <summary>The schema (draft 2020-12): the keys that follow depend on <c>system:</c>.</summary>
    /// <param name="catalogue">The systems.</param>
    public static string Write(SystemCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("title", "Scenario of the simulator");
            writer.WriteString("type", "object");
            writer.WriteStartArray("required");
            writer.WriteStringValue(CommonKeys.Scenario);
            writer.WriteStringValue(CommonKeys.System);
            writer.WriteEndArray();
            writer.WriteStartObject("properties");
            writer.WritePropertyName(CommonKeys.System);
            WriteSystems(writer, catalogue);
            writer.WriteEndObject();
            writer.WriteStartArray("allOf");
            foreach (KeyTable table in catalogue.Tables)
            {
                WriteSystem(writer, table);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteSystems(Utf8JsonWriter writer, SystemCatalogue catalogue)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("enum");
        foreach (SystemDescription system in catalogue.Systems)
        {
            writer.WriteStringValue(system.Name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter writer, KeyTable table)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("if");
        writer.WriteStartObject("properties");
        writer.WritePropertyName(CommonKeys.System);
        SchemaParts.Word(writer, table.System.Name);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WritePropertyName("then");
        table.Root.WriteSchema(writer);
        writer.WriteEndObject();
    }
}
