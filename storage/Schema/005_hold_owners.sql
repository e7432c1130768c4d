-- Who decides about a hold whose expiry has passed, and what the audit that asks them remembers.

ALTER TABLE hold ADD COLUMN owner text;                     -- null: nobody, its expiry releases it
ALTER TABLE hold ADD COLUMN ask_at {time};                  -- when the audit takes it next; null: at its expiry
ALTER TABLE hold ADD COLUMN asked bigint NOT NULL DEFAULT 0;  -- how often the audit took it

CREATE INDEX due_hold ON hold (coalesce(owner, ''), coalesce(ask_at, expires_at))
    WHERE status = 'open' AND expires_at IS NOT NULL;
