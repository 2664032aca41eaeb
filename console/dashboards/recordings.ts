// Showing the way to a dashboard: beginning it, the page as it is, doing something in it, giving it back.
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { hasCode } from '../app/failure.ts'
import type { PageInput } from '../take-over/input-line.ts'

export type RecordedView = Answer<'GET /api/v1/dashboards/{id}/recording'>

/** Needs a fresh proof. */
export async function beginRecording(id: string): Promise<void> {
  await client.call('POST /api/v1/dashboards/{id}/recording', { params: { id } })
}

export function readRecording(id: string, after: number): Promise<RecordedView> {
  return client.call('GET /api/v1/dashboards/{id}/recording', { params: { id }, query: { after } })
}

export async function sendRecordingInputs(id: string, inputs: PageInput[]): Promise<void> {
  await client.call('POST /api/v1/dashboards/{id}/recording/inputs', { params: { id }, body: { inputs } })
}

/** One that is over already is none that fails to end. */
export async function endRecording(id: string): Promise<void> {
  try {
    await client.call('POST /api/v1/dashboards/{id}/recording/end', { params: { id } })
  } catch (error) {
    if (!hasCode(error, 'recording.over')) throw error
  }
}
