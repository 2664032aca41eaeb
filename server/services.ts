// What every feature is given: the database, the vault, the clock and the dice. Nothing is reached for globally.
import type { Database } from './database/database.ts'
import type { FrameFiles } from './frames/frame-files.ts'
import type { Signals } from './database/signals.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Metrics } from './http/metrics.ts'
import type { ScreenFiles } from './http/screen-files.ts'
import type { PasswordHasher } from './passwords/password-hash.ts'
import type { RandomBytes } from './sessions/token.ts'
import type { ServicePacks } from './service-packs/service-packs.ts'
import type { Settings } from './settings.ts'
import type { SetupToken } from './setup/setup-token.ts'
import type { Vault } from './vault/vault.ts'

export interface Services {
  settings: Settings
  database: Database
  signals: Signals
  /** Where the pictures of dashboards lie. */
  frameFiles: FrameFiles
  vault: Vault
  hasher: PasswordHasher
  metrics: Metrics
  setupToken: SetupToken
  servicePacks: ServicePacks
  /** The page of screens that goes with this server; nothing where it is not built. */
  screenFiles: ScreenFiles | undefined
  /** Nothing where no mail server is set. */
  mailer: Mailer | undefined
  randomBytes: RandomBytes
  /** Starts the runner beside this server; nothing where none is wanted. */
  wakeRunner: (() => void) | undefined
  /** Tells what an operator has to see; never secrets, never what somebody typed. */
  report: (event: string, facts: Record<string, string | number>) => void
}
