// Every stand-in there is. They are made from public descriptions of the services' pages (their ids, their order, what comes
// between), in words and markup of our own; they are no copies, and a service may have changed since.
import { atlassian, jira, trello } from './services/atlassian.ts'
import { captchaSite, evilSite } from './services/frames.ts'
import { google, lookerStudio, okta } from './services/identity-providers.ts'
import { microsoft, powerBi } from './services/microsoft.ts'
import { grafana, looker, plainApplication } from './services/on-site.ts'
import { lightning, salesforce, tableau, tableauSignIn } from './services/salesforce.ts'
import { zendesk } from './services/zendesk.ts'
import type { StandIn } from './stand-in.ts'

/** The first that answers for a host is asked, so that exact hosts come before their neighbours. */
export const allStandIns: readonly StandIn[] = [
  atlassian,
  jira,
  trello,
  microsoft,
  powerBi,
  salesforce,
  lightning,
  tableauSignIn,
  tableau,
  zendesk,
  google,
  lookerStudio,
  okta,
  grafana,
  looker,
  plainApplication,
  captchaSite,
  evilSite,
]
