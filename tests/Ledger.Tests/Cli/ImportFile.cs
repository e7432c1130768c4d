using System.Globalization;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Files of mixed commands, the same for the same seed.</summary>
public static class ImportFile
{
    private const string Header = "request_id,kind,account,counterparty,amount,currency,memo";

    public static string Write(string path, params string[] lines)
    {
        File.WriteAllLines(path, [Header, .. lines]);
        return path;
    }

    /// <summary>Commands of every kind on 1,000 accounts; of ten lines, one is a copy of an earlier line.</summary>
    public static string WriteMixed(string path, int count, int seed = 1)
    {
        var random = new Random(seed);
        var lines = new List<string>(count);
        for (var i = 0; lines.Count < count; i++)
            lines.Add(i > 1_100 && random.Next(10) == 0 ? lines[random.Next(lines.Count)] : Line(i, random));
        return Write(path, [.. lines]);
    }

    private static string Line(int i, Random random)
    {
        if (i < 1_000) return $"open-{i},open,a{i},,,EUR,";
        var account = $"a{random.Next(1_000)}";
        var other = $"a{random.Next(1_000)}";
        var amount = (random.Next(1, 5_000) / 100m).ToString(CultureInfo.InvariantCulture);
        return random.Next(100) switch
        {
            < 40 => $"r{i},deposit,{account},,{amount},EUR,pay in",
            < 55 => $"r{i},withdraw,{account},,{amount},EUR,",
            < 90 when account != other => $"r{i},transfer,{account},{other},{amount},EUR,\"gift, with a \"\"quote\"\"\"",
            < 94 => $"r{i},hold,{account},,{amount},EUR,",
            < 96 => $"r{i},capture,{account},r{i - random.Next(200)},,,",
            < 98 => $"r{i},reverse,{account},{random.Next(2, 60)},,,",
            _ => $"r{i},release,{account},r{i - random.Next(200)},,,",
        };
    }
}
