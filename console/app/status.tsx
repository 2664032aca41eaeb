// A short word that something was done, at the edge of the window and aloud; it goes by itself.
import { IconCircleCheck } from '@tabler/icons-react'
import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import classes from './status.module.css'

const shownForMs = 5000

const Status = createContext<(text: string) => void>(() => undefined)

/** Says what was done. */
export function useStatus(): (text: string) => void {
  return use(Status)
}

export function StatusProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ text: string; count: number }>({ text: '', count: 0 })
  useEffect(() => {
    if (said.text === '') return undefined
    const timer = setTimeout(() => setSaid(({ count }) => ({ text: '', count })), shownForMs)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <Status value={(text) => setSaid(({ count }) => ({ text, count: count + 1 }))}>
      {children}
      <div role="status" className={classes.region}>
        {said.text !== '' && (
          <div className={classes.said} key={said.count}>
            <IconCircleCheck size={18} stroke={1.8} aria-hidden />
            {said.text}
          </div>
        )}
      </div>
    </Status>
  )
}
