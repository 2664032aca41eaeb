// A dialog, the browser's own: it keeps the focus inside, makes the rest inert, and gives the focus back.
import { IconX } from '@tabler/icons-react'
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useTexts } from '../texts/texts.ts'
import classes from './dialog.module.css'

export function Dialog(props: {
  title: string
  onClose: () => void
  size?: 'sm' | 'md' | 'lg'
  /** Closed by its own button only: what it shows is shown this once. */
  isHeld?: boolean
  children: ReactNode
}) {
  const { t } = useTexts()
  const { isHeld = false, onClose } = props
  const titleId = useId()
  const ref = useRef<HTMLDialogElement>(null)

  // A layout effect, because its end comes before the element is gone: only then does the browser return the focus.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      dialog?.close()
      // What opened it may be gone by now, a deleted row: then the page, so that the keyboard is not sent to the top.
      const focused = document.activeElement
      if (focused === document.body || dialog?.contains(focused) === true) {
        document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
      }
    }
  }, [])

  return createPortal(
    <dialog
      ref={ref}
      className={classes.dialog}
      data-size={props.size ?? 'md'}
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isHeld) event.preventDefault()
      }}
      onCancel={(event) => {
        event.preventDefault()
        if (!isHeld) onClose()
      }}
      onMouseDown={(event) => {
        // The backdrop belongs to the element; everything visible of the dialog lies in the elements inside.
        if (event.target === event.currentTarget && !isHeld) onClose()
      }}
    >
      <div className={classes.whole}>
        <div className={classes.head}>
          <h2 id={titleId} className={classes.title}>
            {props.title}
          </h2>
          {!isHeld && (
            <button type="button" className={classes.close} aria-label={t('action.close')} onClick={onClose}>
              <IconX size={20} stroke={1.7} aria-hidden />
            </button>
          )}
        </div>
        {props.children}
      </div>
    </dialog>,
    document.body,
  )
}
