namespace AccountGrains.Cli.Import;

/// <summary>An import could not begin, or stopped on its way; the message is one line for the person who runs it.</summary>
internal sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
