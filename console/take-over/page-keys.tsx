// The keys that a keyboard on the glass does not have. Pressed, they leave the focus where it is.
import {
  IconArrowBack,
  IconArrowDown,
  IconArrowUp,
  IconBackspace,
  IconKeyboard,
  IconZoomIn,
  IconZoomOut,
  type Icon,
} from '@tabler/icons-react'
import { useTexts } from '../texts/texts.ts'
import type { TakeOverKey } from '../../contract/take-over-keys.ts'
import type { InputLine } from './input-line.ts'
import classes from './page-keys.module.css'

const keys: { key: TakeOverKey; label: string; icon?: Icon }[] = [
  { key: 'Tab', label: 'Tab' },
  { key: 'Enter', label: 'Enter', icon: IconArrowBack },
  { key: 'Backspace', label: 'Backspace', icon: IconBackspace },
  { key: 'Escape', label: 'Esc' },
  { key: 'ArrowUp', label: '↑' },
  { key: 'ArrowDown', label: '↓' },
  { key: 'PageUp', label: 'PageUp', icon: IconArrowUp },
  { key: 'PageDown', label: 'PageDown', icon: IconArrowDown },
]

export function PageKeys(props: { line: InputLine; isLarge: boolean; onSize: () => void }) {
  const { t } = useTexts()
  const Zoom = props.isLarge ? IconZoomOut : IconZoomIn
  return (
    <div className={classes.row}>
      <IconKeyboard size={18} stroke={1.6} aria-hidden className={classes.mark} />
      <div role="group" aria-label={t('takeOver.keys')} className={classes.keys}>
        {keys.map(({ key, label, icon: KeyIcon }) => (
          <button
            key={key}
            type="button"
            className={classes.key}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => props.line.add({ kind: 'key', key })}
          >
            {KeyIcon !== undefined && <KeyIcon size={15} stroke={1.7} aria-hidden />}
            {label}
          </button>
        ))}
      </div>
      <button type="button" className={classes.key} onClick={props.onSize}>
        <Zoom size={15} stroke={1.7} aria-hidden />
        {t(props.isLarge ? 'takeOver.smaller' : 'takeOver.larger')}
      </button>
    </div>
  )
}
