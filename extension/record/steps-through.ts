// The steps as they are kept for a connection: its own name is named in them, as its password and its codes are.
import type { CaptureStep } from '../../contract/dashboards.ts'

/** @param username of the connection; nothing where the page is seen through none */
export function stepsThrough(steps: readonly CaptureStep[], username: string | undefined): CaptureStep[] {
  return steps.map((step) => {
    const isName = step.do === 'type' && step.text.trim().toLowerCase() === username?.toLowerCase()
    // It may be another name tomorrow.
    return isName ? { do: 'type_secret', on: step.on, secret: 'username' } : step
  })
}
