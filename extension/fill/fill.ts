// Fills a code into the page: look for a box first, then ask for the code, then type it into the very same document.
import { secretBoxWords as words } from '../../contract/secret-boxes.ts'
import { browserApi, type Tab } from '../app/browser-api.ts'
import { fillInPage, type FillJob, type FillOutcome } from './fill-in-page.ts'

interface Looked {
  outcome: FillOutcome
  /** The document that was looked at; Firefox does not tell. */
  documentId: string | undefined
}

async function run(tab: Tab, job: Omit<FillJob, 'words'>, documentId?: string): Promise<Looked> {
  if (tab.id === undefined) return { outcome: 'elsewhere', documentId: undefined }
  try {
    const [answer] = await browserApi.scripting.executeScript({
      target: { tabId: tab.id, ...(documentId === undefined ? {} : { documentIds: [documentId] }) },
      func: fillInPage,
      args: [{ ...job, words }],
    })
    return { outcome: answer?.result ?? 'elsewhere', documentId: answer?.documentId }
  } catch {
    // The document is gone, or we may not touch what stands there now.
    return { outcome: 'elsewhere', documentId: undefined }
  }
}

/**
 * @param askForCode is called once there is a box, so that no code is used up for nothing; throws what the server says
 */
export async function fillCode(
  tab: Tab,
  origin: string,
  digits: number,
  askForCode: () => Promise<string>,
): Promise<Exclude<FillOutcome, 'ready'>> {
  const looked = await run(tab, { origin, digits })
  if (looked.outcome !== 'ready') return looked.outcome
  const code = await askForCode()
  const { outcome } = await run(tab, { origin, digits, code }, looked.documentId)
  return outcome === 'ready' ? 'elsewhere' : outcome
}
