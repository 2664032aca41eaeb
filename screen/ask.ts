// Asking the server, in a way that browsers from before `fetch` could be stopped know, too.

export interface Answer {
  isOk: boolean
  /** Of the failure, by contract/errors.ts; nothing where the server was not reached. */
  code: string | undefined
  body: unknown
}

export function ask(
  method: string,
  path: string,
  body: object | undefined,
  done: (answer: Answer) => void,
): void {
  const request = new XMLHttpRequest()
  request.open(method, path)
  request.timeout = 40000
  if (body !== undefined) request.setRequestHeader('content-type', 'application/json')
  request.addEventListener('loadend', () => {
    let read: unknown
    try {
      read = JSON.parse(request.responseText)
    } catch {
      read = undefined
    }
    const isOk = isGood(request)
    done({ isOk, code: isOk || !read ? undefined : (read as { code?: string }).code, body: read })
  })
  request.send(body === undefined ? null : JSON.stringify(body))
}

const isGood = ({ status }: XMLHttpRequest): boolean => Math.floor(status / 100) === 2

/** A picture with its number; nothing where there is none, or the server was not reached. */
export function askPicture(
  path: string,
  done: (picture: { blob: Blob; number: number } | 'unchanged' | undefined) => void,
): void {
  const request = new XMLHttpRequest()
  request.open('GET', path)
  request.responseType = 'blob'
  request.timeout = 40000
  request.addEventListener('loadend', () => {
    const number = Number(request.getResponseHeader('countersign-picture'))
    if (isGood(request)) done({ blob: request.response as Blob, number })
    // It was named without being sent: it is still that one.
    else done(number > 0 ? 'unchanged' : undefined)
  })
  request.send()
}

export function chance(): number {
  const numbers = new Uint32Array(1)
  crypto.getRandomValues(numbers)
  return (numbers[0] ?? 0) / 4294967296
}
