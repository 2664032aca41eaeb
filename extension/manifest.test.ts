// A permission that slips in is granted by everybody who updates.
import { expect, test } from 'vitest'
import { browsers, makeManifest } from './manifest.ts'

test.each(browsers)('on %s it may store, and touch the page that its button was pressed on', (browser) => {
  const manifest = makeManifest(browser, '1.2.3')
  expect(manifest.permissions).toEqual(['activeTab', 'scripting', 'storage'])
  // No host of its own accord, no script in every page, nothing of it within reach of a page.
  for (const key of [
    'host_permissions',
    'content_scripts',
    'web_accessible_resources',
    'externally_connectable',
    'background',
  ]) {
    expect(manifest).not.toHaveProperty(key)
  }
})

test.each(browsers)('on %s nothing but its own script runs in it, and no page frames it', (browser) => {
  const policy = JSON.stringify(makeManifest(browser, '1.2.3').content_security_policy)
  expect(policy).toContain("default-src 'none'; script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})

test.each(browsers)('on %s a Countersign is reached over http on this machine alone', (browser) => {
  const hosts = makeManifest(browser, '1.2.3').optional_host_permissions as string[]
  expect(hosts.filter((host) => !host.startsWith('https://'))).toEqual([
    'http://localhost/*',
    'http://127.0.0.1/*',
  ])
})
