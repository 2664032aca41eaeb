// A file of the API, saved by the browser. Asked for by script, so that a question for a fresh proof can come first.
import { ApiError, ConnectionError } from '../../contract/client.ts'
import type { Problem } from '../../contract/problem.ts'

/** @throws {ApiError} what the server answered @throws {ConnectionError} */
export async function saveFile(path: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin' })
  } catch (cause) {
    throw new ConnectionError(cause)
  }
  if (!response.ok) throw new ApiError((await response.json()) as Problem)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name ?? 'export'
  link.click()
  URL.revokeObjectURL(url)
}
