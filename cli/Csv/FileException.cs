namespace AccountGrains.Cli.Csv;

/// <summary>A file could not be begun, or not be worked through to its end; the message is one line for the person who runs it.</summary>
internal sealed class FileException(string message, Exception? inner = null) : Exception(message, inner);
