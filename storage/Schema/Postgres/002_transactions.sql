-- What transactions over several accounts need. An account is a participant; its row is the one version that every write must match.

ALTER TABLE account
    ADD COLUMN version   bigint  NOT NULL DEFAULT 0,  -- changes with every write
    ADD COLUMN committed bigint  NOT NULL DEFAULT 0,  -- the number of the newest committed transaction of this account
    ADD COLUMN clock     bigint  NOT NULL DEFAULT 0,  -- logical time of transactions, in 100 ns
    ADD COLUMN prepared  integer NOT NULL DEFAULT 0;  -- how many transactions are prepared and undecided: nobody else may write

-- Balances that a transaction will give its account, once the account that manages it has committed.
CREATE TABLE prepared (
    participant {id}   NOT NULL,
    sequence    bigint NOT NULL,   -- of the transaction among those of this participant
    transaction uuid   NOT NULL,
    time        bigint NOT NULL,   -- logical, in 100 ns
    manager     text,              -- the participant that decides
    change      json   NOT NULL,   -- against the state of the transaction before
    PRIMARY KEY (participant, sequence)
);

CREATE INDEX promised_by ON prepared (transaction);

-- Transactions that their manager has committed and that other participants have not all confirmed yet.
CREATE TABLE decided (
    participant  {id}   NOT NULL,  -- the manager
    transaction  uuid   NOT NULL,
    time         bigint NOT NULL,
    participants text   NOT NULL,  -- all that have to confirm
    PRIMARY KEY (transaction)
);

CREATE INDEX decided_by ON decided (participant);
