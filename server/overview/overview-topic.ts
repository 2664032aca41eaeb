// What is signalled when something of an organization happened that the page at a glance tells.
export function overviewTopic(organizationId: string): string {
  return `overview ${organizationId}`
}
