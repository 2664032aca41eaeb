// With the wrong service chosen, the runner signs in by the wrong rules.
import { expect, test } from 'vitest'
import { whichService } from './which-service.ts'

const services = [
  { id: 'any', exampleUrl: 'https://dashboards.example.com/' },
  { id: 'atlassian', exampleUrl: 'https://your-site.atlassian.net/jira' },
  { id: 'zendesk', exampleUrl: 'https://your-company.zendesk.com/' },
]

test.each([
  ['https://northwind.zendesk.com', 'zendesk'],
  ['https://northwind.atlassian.net', 'atlassian'],
  ['https://zendesk.com.evil.example', 'any'],
  ['https://grafana.northwind.example', 'any'],
])('%s is %s', (origin, id) => {
  expect(whichService(services, origin)).toBe(id)
})
