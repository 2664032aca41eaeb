// The guide that helps with a dashboard, by the service of its connection.
import type { GuideName } from '../guides/guides.ts'

const guides: Partial<Record<string, GuideName>> = {
  atlassian: 'show-jira',
  trello: 'show-trello',
  'power-bi': 'show-power-bi',
  salesforce: 'show-salesforce',
  zendesk: 'show-zendesk',
}

/** @param service nothing for a public page */
export function guideFor(service: string | undefined): GuideName {
  return guides[service ?? ''] ?? 'show-any'
}
