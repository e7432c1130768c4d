using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>The two layouts of all text: a list of named values, and a table.</summary>
internal static class Sheet
{
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Faint = new(decoration: Decoration.Dim);

    /// <summary>Named values below each other; those that are null are left out.</summary>
    public static IRenderable Values(params IEnumerable<(string Name, string? Value)> values)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        foreach (var (name, value) in values.Where(row => row.Value is not null))
            grid.AddRow(new Text(name, Faint), new Text(value!));
        return grid;
    }

    public static Table Table(params IEnumerable<TableColumn> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    public static TableColumn Column(string name) => new TableColumn(new Text(name)).Padding(0, 0, 1, 0);

    public static TableColumn Number(string name) => Column(name).RightAligned().NoWrap();
}
