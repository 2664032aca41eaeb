// What changed for better or worse on the wall, and where it is told.
import { sql, type Kysely } from 'kysely'

const statements = [
  /*
   * How each connection, dashboard, screen and runner was when it was last looked at. `was` and `was_told` are what the
   * last change found, so that the statement which changes it can say so.
   */
  `CREATE TABLE wall_states (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('connection', 'dashboard', 'screen', 'runner')),
    subject_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('good', 'bad')),
    reason text,
    since timestamptz NOT NULL,
    is_told boolean NOT NULL DEFAULT false,
    was text,
    was_told boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, kind, subject_id)
  )`,
  `CREATE INDEX wall_states_untold ON wall_states (since) WHERE state = 'bad' AND NOT is_told`,
  `CREATE TABLE wall_events (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('connection', 'dashboard', 'screen', 'runner')),
    subject_id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('good', 'bad')),
    reason text,
    PRIMARY KEY (organization_id, id)
  )`,
  `CREATE INDEX wall_events_by_time ON wall_events (organization_id, at, id)`,
  // The address of a webhook is often all that it takes to write there: it is sealed, and only its host is told.
  `CREATE TABLE alert_targets (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('webhook', 'mail')),
    host text,
    sealed_url bytea,
    sealed_secret bytea,
    sealed_old_secret bytea,
    old_secret_until timestamptz,
    address text,
    about text[] NOT NULL,
    is_on boolean NOT NULL DEFAULT true,
    last_at timestamptz,
    last_problem text,
    last_status integer,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    PRIMARY KEY (organization_id, id)
  )`,
  // An alert is not lost with the server that was about to send it. No event: a test.
  `CREATE TABLE alert_deliveries (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    target_id uuid NOT NULL,
    event_id uuid,
    queued_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, target_id) REFERENCES alert_targets ON DELETE CASCADE,
    FOREIGN KEY (organization_id, event_id) REFERENCES wall_events ON DELETE CASCADE
  )`,
  // The job is there exactly when the delivery is, and names it and nothing else.
  `CREATE FUNCTION queue_alert_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM graphile_worker.add_job('deliver_alert',
        json_build_object('organizationId', NEW.organization_id, 'deliveryId', NEW.id), max_attempts => 10);
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER alert_deliveries_are_made AFTER INSERT ON alert_deliveries
    FOR EACH ROW EXECUTE FUNCTION queue_alert_delivery()`,
  // A sign-in that failed is told at once, and not with the next round, and so is the first that ends well after it.
  `CREATE FUNCTION queue_wall_watch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.state = 'signed_in' AND NOT EXISTS (SELECT FROM wall_states AS held
        WHERE held.organization_id = NEW.organization_id AND held.kind = 'connection'
          AND held.subject_id = NEW.connection_id AND held.state = 'bad')
      THEN RETURN NULL;
      END IF;
      PERFORM graphile_worker.add_job('watch_wall', '{}'::json, job_key => 'watch_wall');
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER connections_are_watched AFTER UPDATE OF state ON connection_work
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('signed_in', 'needs_attention'))
    EXECUTE FUNCTION queue_wall_watch()`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
