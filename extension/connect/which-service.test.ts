// With the wrong service chosen, the runner signs in by the wrong rules.
import { expect, test } from 'vitest'
import { whichService } from './which-service.ts'

const services = [
  { id: 'any', exampleUrl: 'https://dashboards.example.com/' },
  { id: 'atlassian', exampleUrl: 'https://your-site.atlassian.net/jira' },
  { id: 'looker', exampleUrl: 'https://your-company.cloud.looker.com/' },
  { id: 'microsoft', exampleUrl: 'https://your-tenant.sharepoint.com/' },
  { id: 'of-the-house', exampleUrl: 'https://wall.example.co.uk/' },
  { id: 'on-site', exampleUrl: 'http://10.20.30.40/' },
  { id: 'trello', exampleUrl: 'https://trello.com/b/AbCdEfGh/board' },
  { id: 'zendesk', exampleUrl: 'https://your-company.zendesk.com/' },
]

test.each([
  ['northwind.zendesk.com', 'zendesk'],
  ['northwind.atlassian.net', 'atlassian'],
  ['northwind.cloud.looker.com', 'looker'],
  ['trello.com', 'trello'],
  ['wall.example.co.uk', 'of-the-house'],
  ['10.20.30.40', 'on-site'],
  ['zendesk.com.evil.example', 'any'],
  ['notzendesk.com', 'any'],
  ['zendesk.com', 'any'],
  ['another.co.uk', 'any'],
  ['example.co.uk', 'any'],
  ['9.9.30.40', 'any'],
  ['dashboards.example.com', 'any'],
  ['grafana.northwind.example', 'any'],
])('%s is %s', (host, id) => {
  expect(whichService(services, host)).toEqual({ id, isHome: true })
})

// As the guides have it: the page that shows the key is no page that a wall could show.
test.each([
  ['id.atlassian.com', 'atlassian'],
  ['mysignins.microsoft.com', 'microsoft'],
])('%s is %s, and no address of its own', (host, id) => {
  expect(whichService(services, host)).toEqual({ id, isHome: false })
})

test('a set-up page of a service that the server does not know is another address', () => {
  expect(whichService(services, 'myaccount.google.com')).toEqual({ id: 'any', isHome: true })
})
