namespace AccountGrains.Silo;

/// <summary>The command line. .NET takes any for settings, and would ignore what nothing reads.</summary>
internal static class Arguments
{
    private static readonly string[] Sections = [SiloOptions.Section, "ConnectionStrings", "Logging"];

    private static readonly string Example = $"--{SiloOptions.Section}:{nameof(SiloOptions.SiloPort)}=11112";

    public static void Check(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (!Sections.Any(section => parts[0].StartsWith($"--{section}:", StringComparison.OrdinalIgnoreCase)))
                throw new SettingsException($"'{parts[0]}' is not known: a setting is given as {Example}");
            if (parts.Length == 1 && ++i == arguments.Length) throw new SettingsException($"{parts[0]}: its value is missing");
        }
    }
}
