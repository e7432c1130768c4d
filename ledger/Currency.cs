using System.Collections.Frozen;

namespace AccountGrains.Ledger;

/// <summary>The currencies of ISO 4217 and the number of decimals of each (its minor unit, 4 where the standard has none).</summary>
public static class Currency
{
    private static readonly FrozenDictionary<string, int> DecimalsByCode = Decimals(
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
            CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK
            HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
            MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
            SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER
            ZAR ZMW ZWG ZWL
            """),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"));

    /// <summary>The decimals that amounts of a currency may have, or null where ISO 4217 has no such code.</summary>
    public static int? Decimals(string code) => DecimalsByCode.TryGetValue(code, out var decimals) ? decimals : null;

    private static FrozenDictionary<string, int> Decimals(params (int Decimals, string Codes)[] groups) =>
        groups
            .SelectMany(group => group.Codes
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(code => KeyValuePair.Create(code, group.Decimals)))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
