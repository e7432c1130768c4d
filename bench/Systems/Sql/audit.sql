-- What is wrong, or null: balances that are not the sum of their entries, gaps, balances that do not follow, money lost or made.
SELECT coalesce(
    (SELECT format('account %s has %s and %s entries, its entries say %s and %s', a.id, a.balance, a.sequence, e.total, e.entries)
        FROM account a
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(amount) FILTER (WHERE outcome = 0), 0) AS total, count(*) AS entries FROM entry WHERE account = a.id) e ON true
        WHERE (a.balance, a.sequence) IS DISTINCT FROM (e.total, e.entries) LIMIT 1),
    (SELECT format('entry %s of account %s does not follow the one before', s.sequence, s.account)
        FROM (
            SELECT account, sequence, balance, CASE WHEN outcome = 0 THEN amount ELSE 0 END AS change,
                lag(balance, 1, 0::numeric) OVER w AS balance_before, lag(sequence, 1, 0::bigint) OVER w AS sequence_before
            FROM entry WINDOW w AS (PARTITION BY account ORDER BY sequence)) s
        WHERE s.balance <> s.balance_before + s.change OR s.sequence <> s.sequence_before + 1 LIMIT 1),
    (SELECT format('transfers add up to %s', sum(amount)) FROM entry WHERE kind = 3 AND outcome = 0 HAVING sum(amount) <> 0),
    (SELECT format('sent and received differ by %s', sum(amount)) FROM (
            SELECT amount FROM entry WHERE kind IN (4, 5) AND outcome = 0 UNION ALL SELECT amount FROM outbox) m
        HAVING sum(amount) <> 0))
