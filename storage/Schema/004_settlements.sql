-- Settlement runs: what each was begun with, registered before anything was paid, and what came of it.

CREATE TABLE settlement (
    run          {id}    NOT NULL PRIMARY KEY,  -- line n is paid by the request 'run:n'
    account      {id}    NOT NULL,              -- pays every line
    lines        bigint  NOT NULL,
    manifest     {bytes} NOT NULL,              -- 8 bytes a line: the head of its content, zeros where there is no line
    begun_at     {time}  NOT NULL,
    completed_at {time},                        -- null while lines have no outcome; so are the columns below
    paid         bigint,                        -- lines that were paid
    refused      bigint,                        -- lines whose outcome is a refusal
    conflicts    bigint,                        -- lines whose request id belongs to another command
    currency     text,
    total        {sum}                          -- what the paid lines add up to
);
