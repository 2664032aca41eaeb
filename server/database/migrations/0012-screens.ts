// Screens: how they are paired, what each shows, and what was shown where.
import { sql, type Kysely } from 'kysely'

const statements = [
  // A screen that nobody has paired yet belongs to no organization.
  `CREATE TABLE screen_pairings (
    code_hash bytea PRIMARY KEY,
    poll_hash bytea NOT NULL UNIQUE,
    displayed_name text NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL,
    address_key text NOT NULL,
    width integer,
    height integer,
    pixel_ratio real,
    organization_id uuid,
    screen_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX screen_pairings_by_address ON screen_pairings (address_key)`,
  `CREATE INDEX screen_pairings_expired ON screen_pairings (expires_at)`,
  `CREATE TABLE playlists (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    transition text NOT NULL CHECK (transition IN ('cut', 'fade', 'slide')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
  )`,
  `CREATE INDEX playlists_by_name ON playlists (organization_id, lower(name), id)`,
  `CREATE TABLE playlist_items (
    organization_id uuid NOT NULL,
    playlist_id uuid NOT NULL,
    position smallint NOT NULL,
    dashboard_id uuid NOT NULL,
    seconds integer NOT NULL,
    hours jsonb,
    PRIMARY KEY (organization_id, playlist_id, position),
    FOREIGN KEY (organization_id, playlist_id) REFERENCES playlists ON DELETE CASCADE,
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE CASCADE
  )`,
  `CREATE INDEX playlist_items_by_dashboard ON playlist_items (organization_id, dashboard_id)`,
  /*
   * The token that a screen has, the one that it is to have next, and the one that it had: that one is good no more, and
   * whoever shows it has copied it. Neither is there before the screen has fetched its first one.
   */
  `CREATE TABLE screens (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    tags text[] NOT NULL,
    dashboard_id uuid,
    playlist_id uuid,
    orientation text NOT NULL DEFAULT 'as_it_is'
      CHECK (orientation IN ('as_it_is', 'turned_right', 'upside_down', 'turned_left')),
    fit text NOT NULL DEFAULT 'contain' CHECK (fit IN ('contain', 'cover', 'fill')),
    identify integer NOT NULL DEFAULT 0,
    restart integer NOT NULL DEFAULT 0,
    token_hash bytea UNIQUE,
    token_since timestamptz NOT NULL,
    next_token_hash bytea UNIQUE,
    previous_token_hash bytea UNIQUE,
    paired_at timestamptz NOT NULL,
    paired_by uuid NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL,
    last_seen_at timestamptz,
    width integer,
    height integer,
    pixel_ratio real,
    takes text[] NOT NULL DEFAULT '{}',
    now_dashboard_id uuid,
    now_address text,
    now_since timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, dashboard_id) REFERENCES dashboards ON DELETE SET NULL (dashboard_id),
    FOREIGN KEY (organization_id, playlist_id) REFERENCES playlists ON DELETE SET NULL (playlist_id),
    CHECK (num_nonnulls(dashboard_id, playlist_id) <= 1)
  ) WITH (fillfactor = 70)`,
  `CREATE UNIQUE INDEX screens_by_name ON screens (organization_id, lower(name))`,
  `CREATE INDEX screens_by_dashboard ON screens (organization_id, dashboard_id)`,
  `CREATE INDEX screens_by_playlist ON screens (organization_id, playlist_id)`,
  // What each screen shows, whether it shows one dashboard or a playlist.
  `CREATE VIEW screen_items AS
    SELECT organization_id, id AS screen_id, 0::smallint AS position, dashboard_id, 30 AS seconds, NULL::jsonb AS hours
    FROM screens WHERE dashboard_id IS NOT NULL
    UNION ALL
    SELECT s.organization_id, s.id, i.position, i.dashboard_id, i.seconds, i.hours
    FROM screens s JOIN playlist_items i ON i.organization_id = s.organization_id AND i.playlist_id = s.playlist_id`,
  // Which screens are meant is kept as it was said: one that is paired later hears a fire alarm, too.
  `CREATE TABLE wall_messages (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id uuid NOT NULL,
    level text NOT NULL CHECK (level IN ('note', 'warning', 'alarm')),
    text text NOT NULL,
    picture bytea,
    picture_address text,
    for_all boolean NOT NULL,
    screen_ids uuid[] NOT NULL,
    tags text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (organization_id, id)
  )`,
  // What was shown stays known when the screen and the dashboard are gone.
  `CREATE TABLE plays (
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    screen_id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    screen_name text NOT NULL,
    dashboard_name text NOT NULL,
    times integer NOT NULL,
    seconds integer NOT NULL,
    oldest_seconds integer NOT NULL,
    PRIMARY KEY (organization_id, hour, screen_id, dashboard_id)
  ) WITH (fillfactor = 70)`,
]

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}
