-- Accounts as stored procedures keep them: the row lock of the account is the one writer, the unique key the memory of requests.

CREATE TABLE account (
    id              text COLLATE "C" NOT NULL PRIMARY KEY,
    currency        text             NOT NULL,
    overdraft_limit numeric(19, 4)   NOT NULL DEFAULT 0,
    balance         numeric(19, 4)   NOT NULL DEFAULT 0,
    sequence        bigint           NOT NULL DEFAULT 0,
    CONSTRAINT within_limit CHECK (balance + overdraft_limit >= 0)
) WITH (fillfactor = 50);  -- an update finds room on its page and leaves the index alone

CREATE TABLE entry (
    account      text COLLATE "C" NOT NULL,
    sequence     bigint           NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    kind         smallint         NOT NULL,   -- 1 deposit, 2 withdrawal, 3 transfer, 4 send, 5 receive
    outcome      smallint         NOT NULL,   -- 0 applied, 17 insufficient funds
    amount       numeric(19, 4)   NOT NULL,
    balance      numeric(19, 4)   NOT NULL,
    counterparty text COLLATE "C",
    time         timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account, sequence),
    CONSTRAINT one_outcome_per_request UNIQUE (account, request_id)
);

-- What was sent and is not delivered yet.
CREATE TABLE outbox (
    id         bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender     text COLLATE "C" NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    recipient  text COLLATE "C" NOT NULL,
    amount     numeric(19, 4)   NOT NULL
);

-- A request that is new goes straight through. One that is known fails at the unique key, which undoes everything; the caller then
-- asks for its answer. An update takes the row lock, so nothing is locked twice.
CREATE FUNCTION change(
    p_request text, p_account text, p_kind smallint, p_amount numeric, p_currency text, p_counterparty text,
    OUT outcome smallint, OUT entry_sequence bigint, OUT entry_balance numeric)
LANGUAGE plpgsql AS $$
BEGIN
    outcome := 0;
    UPDATE account a SET balance = a.balance + p_amount, sequence = a.sequence + 1
    WHERE a.id = p_account AND a.currency = p_currency AND (p_amount > 0 OR a.balance + a.overdraft_limit + p_amount >= 0)
    RETURNING a.sequence, a.balance INTO entry_sequence, entry_balance;
    IF NOT FOUND THEN
        SELECT r.* INTO outcome, entry_sequence, entry_balance FROM refuse(p_account, p_currency) r;
        IF outcome <> 17 THEN RETURN; END IF;
    END IF;
    INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance, counterparty)
    VALUES (p_account, entry_sequence, p_request, p_kind, outcome, p_amount, entry_balance, p_counterparty);
END $$;

-- Why an account takes no change. That there is not enough is remembered, under the next sequence.
CREATE FUNCTION refuse(p_account text, p_currency text, OUT outcome smallint, OUT entry_sequence bigint, OUT entry_balance numeric)
LANGUAGE plpgsql AS $$
DECLARE known text;
BEGIN
    SELECT a.currency INTO known FROM account a WHERE a.id = p_account FOR UPDATE;
    outcome := CASE WHEN known IS NULL THEN 2 WHEN known <> p_currency THEN 4 ELSE 17 END;
    IF outcome = 17 THEN
        UPDATE account a SET sequence = a.sequence + 1 WHERE a.id = p_account
        RETURNING a.sequence, a.balance INTO entry_sequence, entry_balance;
    END IF;
END $$;

-- Both rows are locked in the order of their ids, whoever pays.
CREATE FUNCTION transfer(
    p_request text, p_from text, p_to text, p_amount numeric, p_currency text,
    OUT outcome smallint, OUT entry_sequence bigint, OUT entry_balance numeric)
LANGUAGE plpgsql AS $$
DECLARE
    to_sequence bigint;
    to_balance numeric;
BEGIN
    outcome := 0;
    IF p_to < p_from THEN
        UPDATE account a SET balance = a.balance + p_amount, sequence = a.sequence + 1
        WHERE a.id = p_to AND a.currency = p_currency
        RETURNING a.sequence, a.balance INTO to_sequence, to_balance;
        IF NOT FOUND THEN outcome := 2; RETURN; END IF;
    END IF;
    UPDATE account a SET balance = a.balance - p_amount, sequence = a.sequence + 1
    WHERE a.id = p_from AND a.currency = p_currency AND a.balance + a.overdraft_limit >= p_amount
    RETURNING a.sequence, a.balance INTO entry_sequence, entry_balance;
    IF NOT FOUND THEN
        IF p_to < p_from THEN
            UPDATE account a SET balance = a.balance - p_amount, sequence = a.sequence - 1 WHERE a.id = p_to;
        END IF;
        SELECT r.* INTO outcome, entry_sequence, entry_balance FROM refuse(p_from, p_currency) r;
        IF outcome <> 17 THEN RETURN; END IF;
        INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance, counterparty)
        VALUES (p_from, entry_sequence, p_request, 3, outcome, -p_amount, entry_balance, p_to);
        RETURN;
    END IF;
    IF p_to > p_from THEN
        UPDATE account a SET balance = a.balance + p_amount, sequence = a.sequence + 1
        WHERE a.id = p_to AND a.currency = p_currency
        RETURNING a.sequence, a.balance INTO to_sequence, to_balance;
        IF NOT FOUND THEN RAISE EXCEPTION 'no account % in %', p_to, p_currency USING ERRCODE = 'no_data_found'; END IF;
    END IF;
    INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance, counterparty)
    VALUES (p_from, entry_sequence, p_request, 3, 0, -p_amount, entry_balance, p_to),
           (p_to, to_sequence, p_request, 3, 0, p_amount, to_balance, p_from);
END $$;

-- The answer to a request that is known; outcome 1 where it was another one. No row where it is not known after all.
CREATE FUNCTION answer(p_request text, p_account text, p_kind smallint, p_amount numeric, p_counterparty text)
RETURNS TABLE (outcome smallint, entry_sequence bigint, entry_balance numeric)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (e.kind, e.amount) = (p_kind, p_amount) AND e.counterparty IS NOT DISTINCT FROM p_counterparty
        THEN e.outcome ELSE 1::smallint END, e.sequence, e.balance
    FROM entry e WHERE e.account = p_account AND e.request_id = p_request
$$;

CREATE FUNCTION send(
    p_request text, p_from text, p_to text, p_amount numeric, p_currency text,
    OUT outcome smallint, OUT entry_sequence bigint, OUT entry_balance numeric)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.* INTO outcome, entry_sequence, entry_balance FROM change(p_request, p_from, 4::smallint, -p_amount, p_currency, p_to) c;
    IF outcome = 0 THEN
        INSERT INTO outbox (sender, request_id, recipient, amount) VALUES (p_from, p_request, p_to, p_amount);
    END IF;
END $$;

-- Delivers what is due and has a recipient (nobody is refunded here), each recipient locked in the order of the ids, all in one transaction with the end of the messages.
CREATE FUNCTION relay(p_limit int) RETURNS bigint
LANGUAGE sql AS $$
    WITH taken AS MATERIALIZED (
        DELETE FROM outbox WHERE id IN (
            SELECT o.id FROM outbox o WHERE EXISTS (SELECT FROM account a WHERE a.id = o.recipient)
            ORDER BY o.id LIMIT p_limit FOR UPDATE SKIP LOCKED)
        RETURNING *),
    locked AS MATERIALIZED (
        SELECT a.id, a.balance, a.sequence FROM account a
        WHERE a.id IN (SELECT recipient FROM taken) ORDER BY a.id FOR UPDATE),
    credited AS (
        UPDATE account a SET balance = a.balance + t.total, sequence = a.sequence + t.messages
        FROM (SELECT recipient, sum(amount) AS total, count(*) AS messages FROM taken GROUP BY recipient) t
        JOIN locked l ON l.id = t.recipient
        WHERE a.id = t.recipient),
    recorded AS (
        INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance, counterparty)
        SELECT t.recipient, l.sequence + row_number() OVER w, t.sender || '/' || t.request_id, 5, 0, t.amount,
            l.balance + sum(t.amount) OVER w, t.sender
        FROM taken t JOIN locked l ON l.id = t.recipient
        WINDOW w AS (PARTITION BY t.recipient ORDER BY t.id)
        RETURNING 1)
    SELECT count(*) FROM recorded
$$;

-- Pays some lines of a settlement, all or none. Lines that are known fail at the unique key, as any request.
CREATE FUNCTION settle(p_run text, p_from text, p_numbers bigint[], p_accounts text[], p_amounts numeric[]) RETURNS bigint
LANGUAGE sql AS $$
    WITH line AS MATERIALIZED (SELECT * FROM unnest(p_numbers, p_accounts, p_amounts) AS l (number, account, amount)),
    locked AS MATERIALIZED (
        SELECT a.id, a.balance, a.sequence FROM account a
        WHERE a.id = p_from OR a.id IN (SELECT account FROM line) ORDER BY a.id FOR UPDATE),
    leg AS MATERIALIZED (
        SELECT number, p_from AS account, -amount AS amount, account AS counterparty FROM line
        UNION ALL SELECT number, account, amount, p_from FROM line),
    changed AS (
        UPDATE account a SET balance = a.balance + c.total, sequence = a.sequence + c.legs
        FROM (SELECT account, sum(amount) AS total, count(*) AS legs FROM leg GROUP BY account) c
        WHERE a.id = c.account AND EXISTS (SELECT FROM locked)),
    recorded AS (
        INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance, counterparty)
        SELECT g.account, l.sequence + row_number() OVER w, p_run || ':' || g.number, 3, 0, g.amount, l.balance + sum(g.amount) OVER w,
            g.counterparty
        FROM leg g JOIN locked l ON l.id = g.account
        WINDOW w AS (PARTITION BY g.account ORDER BY g.number)
        RETURNING 1)
    SELECT count(*) FROM recorded
$$;
