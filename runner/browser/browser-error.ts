// Why there is no browser, as a code for the program and a sentence for a person that says what to do.

export type BrowserErrorCode = 'no_browser' | 'no_sandbox' | 'no_user' | 'no_font' | 'resting' | 'failed'

export class BrowserError extends Error {
  override readonly name = 'BrowserError'
  readonly code: BrowserErrorCode

  constructor(code: BrowserErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }
}

const noSandbox = `The kernel refuses the browser its sandbox here, and without one no page of others is opened. Allow user namespaces: \
"sysctl -w user.max_user_namespaces=15000"; on Ubuntu also "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"; \
in Docker, a seccomp profile that allows clone, setns and unshare (docs/runner-browser.md). Or name a browser on another machine with COUNTERSIGN_BROWSER.`

/** What Chromium writes when it has no sandbox: of the namespaces, of the helper with the setuid bit, of root. */
const sandboxComplaints =
  /no usable sandbox|without --no-sandbox|sandbox_host_linux|setuid_sandbox|zygote_host_impl_linux|credentials\.cc|namespace_sandbox|failed to move to new namespace|operation not permitted.*namespace/i

/** @param output what the browser wrote before it ended */
export function explainBrowserOutput(path: string, output: string, cause: unknown): BrowserError {
  if (cause instanceof BrowserError) return cause
  if (sandboxComplaints.test(output)) return new BrowserError('no_sandbox', noSandbox, { cause })
  if (/SkFontMgr|fontconfig.*no fonts/i.test(output)) {
    const sentence = `The browser ${path} found no font: install one (on Debian: apt-get install fonts-liberation).`
    return new BrowserError('no_font', sentence, { cause })
  }
  if (/permission denied|EACCES/i.test(output)) {
    const sentence = `The browser ${path} cannot be started by the user that it is to run as: put it where everybody may read it.`
    return new BrowserError('no_browser', sentence, { cause })
  }
  if (/EINVAL|EPERM/.test(output)) {
    const sentence =
      'The browser does not run as root, and root may not change to another user here (a container without that right?): start the runner as an ordinary user.'
    return new BrowserError('no_user', sentence, { cause })
  }
  const said = output.trim().split('\n').at(-1) ?? ''
  const why = said === '' ? String(cause) : said
  return new BrowserError('failed', `The browser ${path} did not start: ${why}.`, { cause })
}
