// What is signalled when a dashboard's frame, trouble, live picture or settings change.
export function dashboardTopic(id: string): string {
  return `dashboard ${id}`
}
