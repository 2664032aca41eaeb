// What the extension says of itself to the browser, and what it may: as little as there is. Source: Manifest V3.

export const browsers = ['chromium', 'firefox'] as const
export type BrowserName = (typeof browsers)[number]

export const iconSizes = [16, 32, 48, 128] as const

const iconFiles = Object.fromEntries(iconSizes.map((size) => [size, `icon-${size}.png`]))

/** No script but our own, no page around ours, and nothing is fetched from elsewhere than a Countersign. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  'connect-src https: http://127.0.0.1:* http://localhost:*',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function makeManifest(browser: BrowserName, version: string): Record<string, unknown> {
  return {
    manifest_version: 3,
    name: 'Countersign',
    description: 'The codes of your connections, typed where they belong and nowhere else.',
    version,
    icons: iconFiles,
    action: { default_popup: 'popup.html', default_title: 'Countersign', default_icon: iconFiles },
    // The page one looks at is reached by activeTab: for the tab in which the button was pressed, until it goes elsewhere.
    permissions: ['activeTab', 'scripting', 'storage'],
    // Asked for when the address of one's own Countersign is typed, for that one host.
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    content_security_policy: { extension_pages: policy },
    ...(browser === 'chromium'
      ? { minimum_chrome_version: '121' }
      : {
          browser_specific_settings: {
            gecko: {
              id: 'extension@countersign.invalid',
              strict_min_version: '128.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }),
  }
}
