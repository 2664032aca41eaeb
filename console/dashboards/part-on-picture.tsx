// A rectangle over the picture of a page, drawn with the mouse, a pen or a finger. By keyboard it is typed, beside it.
import { useRef, useState, type PointerEvent } from 'react'
import classes from './dashboards.module.css'
import type { Rectangle } from './draft.ts'
import { drawnPart } from './drawn-part.ts'

interface Point {
  x: number
  y: number
}

export function DrawnPart(props: {
  part: Rectangle | undefined
  page: { width: number; height: number }
  onPart: (part: Rectangle) => void
}) {
  const { page, onPart } = props
  const from = useRef<Point>(undefined)
  const [drawn, setDrawn] = useState<Rectangle>()
  const shown = drawn ?? props.part

  const placeOf = (event: PointerEvent<HTMLDivElement>): Point => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height }
  }
  const share = (pixels: number, length: number): string => `${(pixels / length) * 100}%`

  return (
    <div
      className={classes.drawing}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = placeOf(event)
      }}
      onPointerMove={(event) => {
        if (from.current !== undefined) setDrawn(drawnPart(from.current, placeOf(event), page))
      }}
      onPointerUp={(event) => {
        const part = from.current && drawnPart(from.current, placeOf(event), page)
        from.current = undefined
        setDrawn(undefined)
        if (part !== undefined) onPart(part)
      }}
      onPointerCancel={() => {
        from.current = undefined
        setDrawn(undefined)
      }}
      style={{ overflow: 'hidden' }}
    >
      {shown !== undefined && (
        <div
          className={classes.part}
          style={{
            left: share(shown.x, page.width),
            top: share(shown.y, page.height),
            width: share(shown.width, page.width),
            height: share(shown.height, page.height),
          }}
        />
      )}
    </div>
  )
}
