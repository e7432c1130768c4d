using AccountGrains.Storage;

namespace AccountGrains.Cli.Output;

/// <summary>Prints an audit while it runs: findings may be more than memory holds.</summary>
internal interface IAuditReport : IDisposable
{
    void Found(Finding finding);

    void Finish(AuditSummary summary);
}
