-- What sent transfers have on its way, from the commit that debited the sender. Settled messages stay: they are the proof.

CREATE TABLE message (
    account   {id}     NOT NULL,        -- the sender
    sequence  bigint   NOT NULL,        -- of the entry that debited it
    id        {uuid}   NOT NULL UNIQUE, -- the identity of the message in all ledgers
    recipient {id}     NOT NULL,
    ledger    {id}     NOT NULL,        -- of the recipient; empty: this one
    amount    {money}  NOT NULL,
    currency  text     NOT NULL,
    memo      text,
    sent_at   {time}   NOT NULL,
    status    text     NOT NULL CHECK (status IN ('due', 'delivered', 'refused', 'refunded')),
    attempt   integer  NOT NULL,        -- the number of the newest attempt, from 1
    due_at    {time}   CHECK ((due_at IS NULL) = (status IN ('delivered', 'refunded'))),
    reason    smallint,                 -- the outcome of the newest refusal
    PRIMARY KEY (account, sequence)
){clustered};

-- Who has to act next: the ledger of the recipient, or this one where the sender has to be refunded.
CREATE INDEX due_message ON message ((CASE status WHEN 'due' THEN ledger ELSE '' END), due_at) WHERE due_at IS NOT NULL;

CREATE INDEX message_of ON message (account) WHERE due_at IS NOT NULL;
