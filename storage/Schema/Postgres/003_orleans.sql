-- What Orleans keeps in the database of a cluster: which silos live, and the state of grains that are not accounts. Its
-- providers ask by the queries in orleansquery alone, so that table, the keys, the parameters and the names of the columns
-- that come back are theirs; everything else is ours.

CREATE TABLE orleansquery (
    querykey  text NOT NULL PRIMARY KEY,
    querytext text NOT NULL
);

-- A row a cluster. Whoever changes the list of its silos must have seen this version of it.
CREATE TABLE orleans_cluster (
    id      text NOT NULL PRIMARY KEY,
    version int  NOT NULL DEFAULT 0 CHECK (version >= 0)
);

-- A row for each start of a silo.
CREATE TABLE orleans_silo (
    cluster      text        NOT NULL REFERENCES orleans_cluster ON DELETE CASCADE,
    address      text        NOT NULL,
    port         int         NOT NULL CHECK (port BETWEEN 0 AND 65535),
    generation   int         NOT NULL,  -- tells the starts of one address apart
    siloname     text        NOT NULL,
    hostname     text        NOT NULL,
    status       int         NOT NULL CHECK (status BETWEEN 0 AND 6),  -- 3: active, 6: dead
    proxyport    int         NOT NULL CHECK (proxyport BETWEEN 0 AND 65535),  -- of its gateway, 0 where it has none
    suspecttimes text,                  -- who found it dead, and when
    starttime    timestamptz NOT NULL,
    iamalivetime timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

-- The hashes that the provider also sends are of no use: the key itself is the index.
CREATE TABLE orleans_state (
    service   text   NOT NULL,
    type      text   NOT NULL,
    n0        bigint NOT NULL,
    n1        bigint NOT NULL,
    extension text   NOT NULL,          -- empty where the key has none, which Orleans does not tell apart either
    version   int    NOT NULL CHECK (version > 0),
    payload   bytea,                    -- null where the state was cleared
    PRIMARY KEY (service, type, n0, n1, extension)
);

INSERT INTO orleansquery (querykey, querytext) VALUES

('InsertMembershipVersionKey', $$
    WITH added AS (INSERT INTO orleans_cluster (id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING id)
    SELECT EXISTS (SELECT FROM added)
$$),

-- The version and the silo change together or not at all: the row of the version is the lock.
('InsertMembershipKey', $$
    WITH changed AS (
        UPDATE orleans_cluster SET version = version + 1
        WHERE id = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM orleans_silo
            WHERE (cluster, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation))
        RETURNING id),
    added AS (
        INSERT INTO orleans_silo
            (cluster, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        SELECT id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM changed
        RETURNING cluster)
    SELECT EXISTS (SELECT FROM added)
$$),

('UpdateMembershipKey', $$
    WITH changed AS (
        UPDATE orleans_cluster SET version = version + 1
        WHERE id = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM orleans_silo
            WHERE (cluster, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation))
        RETURNING id),
    updated AS (
        UPDATE orleans_silo SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime FROM changed
        WHERE (cluster, address, port, generation) = (changed.id, @Address, @Port, @Generation)
        RETURNING cluster)
    SELECT EXISTS (SELECT FROM updated)
$$),

('UpdateIAmAlivetimeKey', $$
    UPDATE orleans_silo SET iamalivetime = @IAmAliveTime
    WHERE (cluster, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation)
$$),

-- The version is asked for even where no silo is.
('MembershipReadRowKey', $$
    SELECT c.version, s.* FROM orleans_cluster c
    LEFT JOIN orleans_silo s ON (s.cluster, s.address, s.port, s.generation) = (c.id, @Address, @Port, @Generation)
    WHERE c.id = @DeploymentId
$$),

('MembershipReadAllKey', $$
    SELECT c.version, s.* FROM orleans_cluster c LEFT JOIN orleans_silo s ON s.cluster = c.id WHERE c.id = @DeploymentId
$$),

('GatewaysQueryKey', $$
    SELECT address, proxyport, generation FROM orleans_silo WHERE cluster = @DeploymentId AND status = @Status AND proxyport > 0
$$),

('CleanupDefunctSiloEntriesKey', $$
    DELETE FROM orleans_silo WHERE cluster = @DeploymentId AND status = 6 AND iamalivetime < @IAmAliveTime
$$),

-- One of them, unless it changed since it was read. Orleans before 10.4 does without.
('CleanupDefunctSiloEntryKey', $$
    DELETE FROM orleans_silo
    WHERE (cluster, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation) AND status = 6
        AND (starttime, iamalivetime) = (@StartTime, @IAmAliveTime) AND suspecttimes IS NOT DISTINCT FROM @SuspectTimes
$$),

('DeleteMembershipTableEntriesKey', $$
    DELETE FROM orleans_cluster WHERE id = @DeploymentId
$$),

('ReadFromStorageKey', $$
    SELECT payload AS payloadbinary, version FROM orleans_state
    WHERE (service, type, n0, n1, extension) =
        (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
$$),

-- No row comes back where another activation was first, which the provider takes for a conflict.
('WriteToStorageKey', $$
    WITH added AS (
        INSERT INTO orleans_state (service, type, n0, n1, extension, version, payload)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version),
    updated AS (
        UPDATE orleans_state SET payload = @PayloadBinary, version = version + 1
        WHERE version = @GrainStateVersion AND (service, type, n0, n1, extension) =
            (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
        RETURNING version)
    SELECT version AS newgrainstateversion FROM added UNION ALL SELECT version FROM updated
$$),

('ClearStorageKey', $$
    UPDATE orleans_state SET payload = NULL, version = version + 1
    WHERE version = @GrainStateVersion AND (service, type, n0, n1, extension) =
        (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
    RETURNING version
$$),

('DeleteStorageKey', $$
    DELETE FROM orleans_state
    WHERE version = @GrainStateVersion AND (service, type, n0, n1, extension) =
        (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
    RETURNING version + 1
$$);
