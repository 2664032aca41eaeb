// Every route of the API in one table: the server, the OpenAPI document and the typed client all read it.
import { accountRoutes } from './accounts.ts'
import { accountSelfRoutes } from './account-self.ts'
import { alertRoutes } from './alerts.ts'
import { approvalRoutes } from './approvals.ts'
import { attemptRoutes } from './attempts.ts'
import { captureRoutes } from './captures.ts'
import { auditRoutes } from './audit.ts'
import { connectionRoutes } from './connections.ts'
import { dashboardRoutes } from './dashboards.ts'
import { grantRoutes } from './grants.ts'
import { healthRoutes } from './health.ts'
import { helpRoutes } from './help.ts'
import { historyRoutes } from './history.ts'
import { noticeRoutes } from './notices.ts'
import { operatorRoutes } from './operators.ts'
import { organizationRoutes } from './organizations.ts'
import { overviewRoutes } from './overview.ts'
import { passkeyRoutes } from './passkeys.ts'
import { policyRoutes } from './policies.ts'
import { recordingRoutes } from './recordings.ts'
import { runnerRoutes } from './runners.ts'
import { screenPageRoutes } from './screen-page.ts'
import { screenRoutes } from './screens.ts'
import { secretRoutes } from './secrets.ts'
import { serviceRoutes } from './services.ts'
import { sessionRoutes } from './sessions.ts'
import { setupRoutes } from './setup.ts'
import { signInRoutes } from './sign-in.ts'
import { takeOverRoutes } from './take-over.ts'
import { totpRoutes } from './totp.ts'

export const contract = {
  ...healthRoutes,
  ...setupRoutes,
  ...signInRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...organizationRoutes,
  ...overviewRoutes,
  ...totpRoutes,
  ...passkeyRoutes,
  ...approvalRoutes,
  ...policyRoutes,
  ...helpRoutes,
  ...historyRoutes,
  ...auditRoutes,
  ...noticeRoutes,
  ...accountSelfRoutes,
  ...alertRoutes,
  ...connectionRoutes,
  ...attemptRoutes,
  ...runnerRoutes,
  ...serviceRoutes,
  ...takeOverRoutes,
  ...grantRoutes,
  ...operatorRoutes,
  ...secretRoutes,
  ...dashboardRoutes,
  ...captureRoutes,
  ...screenRoutes,
  ...screenPageRoutes,
  ...recordingRoutes,
}

export type Contract = typeof contract
