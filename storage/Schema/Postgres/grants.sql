-- What the role of a silo may do, and no more: whatever it had before is taken away first. This is no migration: it is run after
-- them, as often as somebody likes. {role} and {schema} are quoted names.

-- Before PostgreSQL 15 everybody may create tables in the schema "public".
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA {schema} TO {role};

REVOKE ALL ON
    ledger_version, account, entry, hold, message, settlement, prepared, decided,
    orleansquery, orleans_cluster, orleans_silo, orleans_state
    FROM {role};

GRANT SELECT ON
    ledger_version, account, entry, hold, message, settlement, prepared, decided,
    orleansquery, orleans_cluster, orleans_silo, orleans_state
    TO {role};

-- Nothing more on ledger_version and orleansquery, which are the migrations' own.

-- The journal is only ever added to.
GRANT INSERT ON entry TO {role};

GRANT INSERT, UPDATE ON account TO {role};

-- What a hold, a message or a run was begun with never changes; only what became of it does.
GRANT INSERT, UPDATE (status, captured, ask_at, asked) ON hold TO {role};
GRANT INSERT, UPDATE (status, attempt, due_at, reason) ON message TO {role};
GRANT INSERT, UPDATE (completed_at, paid, refused, conflicts, currency, total) ON settlement TO {role};

-- What is pending goes when it is settled. Nothing updates a promise, but whoever locks one needs the right to.
GRANT INSERT, UPDATE, DELETE ON prepared TO {role};
GRANT INSERT, DELETE ON decided TO {role};

-- As the queries in orleansquery ask.
GRANT INSERT, UPDATE, DELETE ON orleans_cluster, orleans_silo, orleans_state TO {role};
