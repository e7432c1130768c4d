namespace AccountGrains.Silo;

/// <summary>What was asked for cannot be. The message is one line for whoever asked.</summary>
internal sealed class SettingsException(string message) : Exception(message);
