// What the signed-in pages have read from the server, in memory only.
import { QueryClient } from '@tanstack/react-query'
import { ConnectionError } from '../../contract/client.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What the server answered it would answer again; only a lost connection is worth a second try.
      retry: (failureCount, error) => error instanceof ConnectionError && failureCount < 1,
    },
  },
})
