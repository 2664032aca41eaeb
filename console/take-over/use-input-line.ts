// One line of inputs for as long as the page is one's own: what is on its way is not overtaken.
import { useEffect, useMemo, useRef } from 'react'
import { toFailure, type Failure } from '../app/failure.ts'
import { openInputLine, type InputLine, type PageInput } from './input-line.ts'

/** @param send another one begins another line */
export function useInputLine(
  send: (inputs: PageInput[]) => Promise<void>,
  fail: (failure: Failure) => void,
): InputLine {
  const tell = useRef(fail)
  useEffect(() => {
    tell.current = fail
  })
  return useMemo(() => openInputLine(send, (error) => tell.current(toFailure(error))), [send])
}
