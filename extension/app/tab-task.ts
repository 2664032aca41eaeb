// What a popup leaves to a tab of the extension, because it would not be there any more when it is done.
import { browserApi } from './browser-api.ts'

/** Beside a password, as the whole sign-in, or before something grave: none of them turns into another. */
const tasks = ['passkey', 'passkey-alone', 'step-up'] as const
export type TabTask = (typeof tasks)[number]

export async function continueInTab(task: TabTask): Promise<void> {
  await openTab(`popup.html#${task}`)
  window.close()
}

/** Of ours. Closed, it leads back to the tab that was looked at. */
export async function openTab(path: string): Promise<void> {
  const [opener] = await browserApi.tabs.query({ active: true, currentWindow: true })
  await browserApi.tabs.create({
    url: browserApi.runtime.getURL(path),
    ...(opener?.id === undefined ? {} : { openerTabId: opener.id }),
  })
}

/** What this tab was opened for, told once: loaded anew, it begins nothing by itself. */
export function takeTask(): TabTask | undefined {
  const task = tasks.find((name) => location.hash === `#${name}`)
  history.replaceState(null, '', location.pathname)
  return task
}

/** Presses the button of what it was opened for. */
export function beginTask(task: TabTask | undefined): void {
  if (task === undefined) return
  document.querySelector<HTMLFormElement>(`form[data-task="${task}"]`)?.requestSubmit()
}

/** This popup, or this tab: browsers let a page close itself only where a page has opened it. */
export async function closeTab(): Promise<void> {
  const tab = await browserApi.tabs.getCurrent()
  if (tab?.id === undefined) window.close()
  else await browserApi.tabs.remove(tab.id)
}
