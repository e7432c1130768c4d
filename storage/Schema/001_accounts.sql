-- One schema for every database. {money}, {sum}, {time}, {bytes}, {id}, {clustered} and {solvent} are the dialect's words.

CREATE TABLE account (
    id              {id}    NOT NULL PRIMARY KEY,
    status          text    NOT NULL CHECK (status IN ('unopened', 'open', 'frozen', 'closed')),
    currency        text    CHECK (currency IS NOT NULL OR status = 'unopened'),
    kind            text    NOT NULL CHECK (kind IN ('internal', 'external')),
    overdraft_limit {money} NOT NULL,
    busy            boolean NOT NULL,
    balance         {money} NOT NULL,
    held            {money} NOT NULL,
    sequence        bigint  NOT NULL,  -- of the newest entry; the version that every write must match
    CONSTRAINT within_limit CHECK (kind = 'external' OR {solvent})
){clustered};

-- The journal. Nothing here is ever updated or deleted.
CREATE TABLE entry (
    account      {id}     NOT NULL,
    sequence     bigint   NOT NULL,
    request_id   {id}     NOT NULL,
    kind         text     NOT NULL,
    outcome      smallint NOT NULL,   -- 0: applied; amount and held count only then
    amount       {sum}    NOT NULL,   -- change of the balance; up to 16 amounts where it was refused
    held         {money}  NOT NULL,   -- change of the held amount
    balance      {money}  NOT NULL,   -- balance after the entry
    counterparty text,                -- the other accounts of a transfer, joined by commas
    hold         {id},                -- the hold that is made or settled
    reverses     bigint,              -- the sequence of the entry that is reversed
    memo         text,
    time         {time}   NOT NULL,
    content      {bytes}  NOT NULL,   -- fingerprint of the command
    PRIMARY KEY (account, sequence),
    CONSTRAINT one_outcome_per_request UNIQUE (account, request_id)
){clustered};

CREATE UNIQUE INDEX reversed_once ON entry (account, reverses) WHERE reverses IS NOT NULL AND outcome = 0;

CREATE TABLE hold (
    account    {id}    NOT NULL,
    id         {id}    NOT NULL,      -- the request id of the command that made it
    status     text    NOT NULL CHECK (status IN ('open', 'captured', 'released', 'expired')),
    amount     {money} NOT NULL,
    captured   {money} NOT NULL,
    expires_at {time},
    PRIMARY KEY (account, id)
){clustered};

CREATE INDEX open_hold ON hold (account) WHERE status = 'open';
