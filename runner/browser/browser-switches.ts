// The switches that Chromium is started with, each for a reason. What is not here is as the browser has it: site
// isolation, the sandbox, the popup blocker.

/** Features that ask servers of the browser's maker for something at every start, or that get in the way. */
const withoutFeatures = [
  'AimEnabled',
  'FedCm', // a dialog of the browser that no page can close
  'HttpsFirstBalancedModeAutoEnable', // dashboards inside a house are often plain HTTP, and are asked as such
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter', // looks for televisions in the network
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding', // shows the page before for a moment, and pictures have to be true
  'PreconnectToSearch',
]

const features = ['CDPScreenshotNewSurface', 'SkipListAccountsWithoutGaiaCookies']

export interface SwitchesFor {
  profileFolder: string
  /** `http://host:port` of the egress proxy. */
  proxy: string
  /** Of the script's heap of one page. Beyond it the page ends, and no other one. */
  scriptHeapMegabytes: number
}

export function browserSwitches({ profileFolder, proxy, scriptHeapMegabytes }: SwitchesFor): string[] {
  return [
    '--headless',
    // A pipe that only we hold. With a port, every program of this machine could drive the browser.
    '--remote-debugging-pipe',
    `--user-data-dir=${profileFolder}`,
    '--no-startup-window',

    // Everything goes through the proxy, what is called local too: it decides what may be reached.
    `--proxy-server=${proxy}`,
    '--proxy-bypass-list=<-loopback>',
    '--disable-quic',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    // Should ever something ask for a name past the proxy, there is no answer.
    `--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE ${new URL(proxy).hostname}`,
    '--dns-prefetch-disable',

    '--disable-background-networking',
    '--disable-component-update',
    '--disable-component-extensions-with-background-pages',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-field-trial-config',
    '--disable-sync',
    '--metrics-recording-only',
    '--no-default-browser-check',
    '--no-first-run',
    '--no-pings',
    '--disable-search-engine-choice-screen',

    // A dump of memory holds what was typed.
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--password-store=basic',
    '--use-mock-keychain',

    // Nobody sits there to touch a key: pages see a browser without passkeys, and offer what else there is.
    '--disable-blink-features=WebAuth',
    '--deny-permission-prompts',
    '--disable-prompt-on-repost',
    '--disable-back-forward-cache',
    '--mute-audio',
    '--hide-scrollbars',
    // Pages are out of sight, and are to go on as if they were not.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    // Shared memory is small in containers.
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
    '--lang=en-US',
    `--js-flags=--max-old-space-size=${scriptHeapMegabytes}`,
    `--disable-features=${withoutFeatures.join(',')}`,
    `--enable-features=${features.join(',')}`,
  ]
}
