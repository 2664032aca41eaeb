// Dashboards and their frames, and the places where runners make them.
import { sql, type Kysely } from 'kysely'

const statements = [
  /*
   * A dashboard without its connection is nothing: it would be looked at by nobody, and shown as if it were public. So it
   * goes with it. `asked` grows with each wish for a picture now, `changed_asked` is what it was when the last change of
   * what is seen came: a picture from before that is not published any more.
   */
  `CREATE TABLE dashboards (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    connection_id uuid,
    url text NOT NULL,
    capture jsonb NOT NULL,
    refresh_seconds integer NOT NULL CHECK (refresh_seconds BETWEEN 5 AND 86400),
    is_live boolean NOT NULL,
    hours jsonb,
    is_paused boolean NOT NULL,
    asked integer NOT NULL DEFAULT 0,
    changed_asked integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections ON DELETE CASCADE
  )`,
  `CREATE INDEX dashboards_by_name ON dashboards (organization_id, lower(name), id)`,
  `CREATE INDEX dashboards_by_connection ON dashboards (organization_id, connection_id)`,
  // The last good frame of each, and why there is no newer one. Written every few seconds, so apart from the dashboard.
  `CREATE TABLE frames (
    organization_id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    number bigint NOT NULL DEFAULT 0,
    address text,
    hash text,
    formats text[] NOT NULL DEFAULT '{}',
    width integer,
    height integer,
    taken_at timestamptz,
    trouble text,
    trouble_since timestamptz,
    PRIMARY KEY (organization_id, dashboard_id),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE CASCADE,
    CHECK (num_nonnulls(address, hash, width, height, taken_at) IN (0, 5)),
    CHECK (num_nonnulls(trouble, trouble_since) IN (0, 2))
  ) WITH (fillfactor = 70)`,
  // What lies on the disk. One from before is kept a while for screens that still show it.
  `CREATE TABLE frame_files (
    organization_id uuid NOT NULL,
    address text NOT NULL,
    dashboard_id uuid NOT NULL,
    formats text[] NOT NULL,
    bytes integer NOT NULL,
    made_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (organization_id, address),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE CASCADE
  )`,
  `CREATE INDEX frame_files_by_dashboard ON frame_files (organization_id, dashboard_id)`,
  `CREATE INDEX frame_files_superseded ON frame_files (superseded_at) WHERE superseded_at IS NOT NULL`,
  /*
   * A place is a connection, or the public pages of an organization, which have zeros for one. The column beside it is
   * what lets a place go with its connection.
   */
  `CREATE TABLE capture_places (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    connection_id uuid NOT NULL,
    connection_there uuid GENERATED ALWAYS AS
      (nullif(connection_id, '00000000-0000-0000-0000-000000000000')) STORED,
    revision integer NOT NULL DEFAULT 1,
    lease_id uuid UNIQUE,
    lease_runner_id uuid REFERENCES runners ON DELETE SET NULL,
    lease_expires_at timestamptz,
    rest_until timestamptz,
    signed_out_times smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, connection_id),
    FOREIGN KEY (organization_id, connection_there) REFERENCES connections ON DELETE CASCADE
  ) WITH (fillfactor = 70)`,
  `CREATE TABLE previews (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    connection_id uuid,
    url text NOT NULL,
    capture jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    trouble text,
    picture bytea,
    width integer,
    height integer,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections ON DELETE CASCADE
  )`,
  `CREATE INDEX previews_by_time ON previews (asked_at)`,
  // Pictures of this very second: lost with the database's process, and made anew.
  `CREATE UNLOGGED TABLE live_frames (
    organization_id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    number integer NOT NULL DEFAULT 0,
    picture bytea,
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    at timestamptz,
    watched_at timestamptz,
    PRIMARY KEY (organization_id, dashboard_id),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE CASCADE
  )`,
  // A person shows the way to a dashboard: one at a time for each.
  `CREATE TABLE recordings (
    organization_id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    ends_at timestamptz NOT NULL,
    number integer NOT NULL DEFAULT 0,
    picture bytea,
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    steps jsonb NOT NULL DEFAULT '[]',
    told_at timestamptz,
    PRIMARY KEY (organization_id, dashboard_id),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_inputs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES recordings ON DELETE CASCADE
  )`,
  `CREATE INDEX recording_inputs_by_dashboard ON recording_inputs (organization_id, dashboard_id)`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
