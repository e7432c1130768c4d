namespace AccountGrains.Bench.Load;

/// <summary>Numbers from 0 on, of which the k-th comes up in proportion to 1 / k^s: few accounts have most of the traffic.</summary>
internal sealed class Zipf
{
    private readonly double[] cumulative;

    public Zipf(int count, double exponent)
    {
        cumulative = new double[count];
        var sum = 0.0;
        for (var k = 0; k < count; k++) cumulative[k] = sum += Math.Pow(k + 1, -exponent);
        for (var k = 0; k < count; k++) cumulative[k] /= sum;
    }

    public int Next(Random random)
    {
        var place = Array.BinarySearch(cumulative, random.NextDouble());
        return Math.Min(place < 0 ? ~place : place, cumulative.Length - 1);
    }
}
