// What is signalled when a screen, its playlist or a message on it changes.
export function screenTopic(id: string): string {
  return `screen ${id}`
}
