using AccountGrains.Bench.Load;

namespace AccountGrains.Bench.Tests;

public sealed class ZipfTests
{
    [Fact]
    public void Next_OfManyDraws_ComesUpAsOftenAsItsRankSays()
    {
        const int Draws = 200_000;
        var zipf = new Zipf(100, 1);
        var random = new Random(1);
        var counts = new int[100];
        for (var i = 0; i < Draws; i++) counts[zipf.Next(random)]++;

        // 1 / k of the harmonic number of 100, which is 5.187.
        Assert.InRange(counts[0], 0.97 * Draws / 5.187, 1.03 * Draws / 5.187);
        Assert.InRange(counts[9], 0.9 * Draws / 51.87, 1.1 * Draws / 51.87);
        Assert.Equal(Draws, counts.Sum());
    }
}
