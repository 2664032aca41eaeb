// The console's client of the API: the server that the page came from, the session in a cookie that script cannot see.
import { createClient, type Client } from '../../contract/client.ts'
import { hasCode } from './failure.ts'
import { noteServerDate } from './server-clock.ts'

const api = createClient({
  baseUrl: '',
  fetch: async (url, request) => {
    const response = await fetch(url, request)
    noteServerDate(response.headers.get('date'), Date.now())
    return response
  },
})

let sessionEnd: (() => void) | undefined

/** What happens when the server no longer knows the session; returns how to take that back. */
export function onSessionEnd(react: () => void): () => void {
  sessionEnd = react
  return () => {
    if (sessionEnd === react) sessionEnd = undefined
  }
}

const call: Client['call'] = async (key, ...input) => {
  try {
    return await api.call(key, ...input)
  } catch (error) {
    if (hasCode(error, 'session.required')) sessionEnd?.()
    throw error
  }
}

export const client: Client = { call }
