// Recording in the tab that one looks at: begun, looked at, and ended.
import { secretBoxWords, type SecretBoxWords } from '../../contract/secret-boxes.ts'
import { browserApi, type Tab } from '../app/browser-api.ts'
import { recordInPage, type RecordCommand, type RecordedWay } from './record-in-page.ts'

/** Nothing where nothing is recorded, or the page may not be looked at. */
export async function record(tab: Tab, command: RecordCommand): Promise<RecordedWay | undefined> {
  if (tab.id === undefined) return undefined
  const args: [RecordCommand, SecretBoxWords] = [command, secretBoxWords]
  const injection = { target: { tabId: tab.id }, func: recordInPage, args }
  const [answer] = await browserApi.scripting.executeScript(injection).catch(() => [])
  return answer?.result ?? undefined
}
