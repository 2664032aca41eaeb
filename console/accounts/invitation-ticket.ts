// The ticket that accepting an invitation brought, kept in this page alone for the enrolment that follows.
let ticket: string | undefined

export function keepTicket(value: string | undefined): void {
  ticket = value
}

export function readTicket(): string | undefined {
  return ticket
}
