// The page of a service in the hands of a person: its picture, and what is pressed and typed there. A field without a look
// of its own lies over the picture, since only a field hears dead keys, input methods, the keyboard on the glass and what
// is pasted; it is emptied with each letter.
import { useEffect, useRef, useState, type PointerEvent, type SyntheticEvent } from 'react'
import type { InputLine } from './input-line.ts'
import { keyOf } from './key-input.ts'
import classes from './live-page.module.css'
import { placeInPicture } from './place-in-picture.ts'

/** Less than this, in pixels of the window, is a press with a trembling hand. */
const leastDragPixels = 8

export function LivePage(props: {
  view: { picture: string; width: number; height: number }
  line: InputLine
  isLarge: boolean
  /** Whose page it is, and that what is typed goes there. */
  label: string
  describedBy: string
}) {
  const { view, line } = props
  const frame = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const pressedAt = useRef<{ clientX: number; clientY: number }>(undefined)
  const [isLeaving, setLeaving] = useState(false)

  const placeOf = (at: { clientX: number; clientY: number }, target: Element) =>
    placeInPicture(at, target.getBoundingClientRect(), view)

  const release = (event: PointerEvent<HTMLTextAreaElement>): void => {
    const from = pressedAt.current
    pressedAt.current = undefined
    if (from === undefined) return
    const far = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY)
    const { x, y } = placeOf(from, event.currentTarget)
    const to = placeOf(event, event.currentTarget)
    line.add(far < leastDragPixels ? { kind: 'press', x, y } : { kind: 'drag', x, y, toX: to.x, toY: to.y })
  }

  const takeText = (event: SyntheticEvent<HTMLTextAreaElement>): void => {
    const { value } = event.currentTarget
    event.currentTarget.value = ''
    // A line break arrives as the key that it is.
    for (const [at, text] of value.split(/\r?\n/).entries()) {
      if (at > 0) line.add({ kind: 'key', key: 'Enter' })
      if (text !== '') line.add({ kind: 'text', text })
    }
  }

  useEffect(() => {
    const element = field.current
    if (element === null) return undefined
    // React listens to wheels passively: the page around would scroll, too.
    const turn = (event: WheelEvent): void => {
      if (document.activeElement !== element || event.deltaY === 0) return
      event.preventDefault()
      const { x, y } = placeInPicture(event, element.getBoundingClientRect(), view)
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY
      line.add({ kind: 'scroll', x, y, by: Math.round(Math.max(-5000, Math.min(5000, pixels))) })
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [line, view])

  const { isLarge } = props
  useEffect(() => {
    // Forms stand in the middle of pages.
    const element = frame.current
    if (isLarge && element !== null) element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2
  }, [isLarge])

  return (
    <div ref={frame} className={classes.frame} data-large={isLarge || undefined}>
      <div
        className={classes.page}
        style={isLarge ? { width: view.width } : { aspectRatio: `${view.width} / ${view.height}` }}
      >
        <img
          className={classes.picture}
          src={`data:image/jpeg;base64,${view.picture}`}
          width={view.width}
          height={view.height}
          alt=""
          draggable={false}
        />
        <textarea
          ref={field}
          className={classes.field}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="none"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            const key = keyOf(event)
            const isOut = isLeaving && (key === 'Tab' || key === 'Shift+Tab')
            setLeaving(key === 'Escape')
            if (key === undefined || isOut) return
            event.preventDefault()
            line.add({ kind: 'key', key })
          }}
          onInput={(event) => {
            if (!event.nativeEvent.isComposing) takeText(event)
          }}
          onCompositionEnd={takeText}
          onBlur={() => setLeaving(false)}
          onDrop={(event) => event.preventDefault()}
          onContextMenu={(event) => event.preventDefault()}
          onPointerDown={(event) => {
            if (event.button !== 0) return
            event.currentTarget.setPointerCapture(event.pointerId)
            pressedAt.current = { clientX: event.clientX, clientY: event.clientY }
          }}
          onPointerUp={release}
          onPointerCancel={() => {
            pressedAt.current = undefined
          }}
        />
      </div>
    </div>
  )
}
