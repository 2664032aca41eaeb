// Copies a text to the clipboard, and says so.
import { Button, type ButtonProps } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTexts } from '../texts/texts.ts'

const shownForMs = 2500

export function CopyButton({ text, label, ...style }: { text: string; label: string } & ButtonProps) {
  const { t } = useTexts()
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()

  useEffect(() => {
    if (outcome === undefined) return undefined
    const timer = setTimeout(() => setOutcome(undefined), shownForMs)
    return () => clearTimeout(timer)
  }, [outcome])

  const shown = { copied: t('action.copied'), failed: t('action.copyFailed') }
  return (
    <Button
      variant="default"
      leftSection={
        outcome === 'copied' ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
      }
      {...style}
      onClick={() => void copyText(text).then((isDone) => setOutcome(isDone ? 'copied' : 'failed'))}
    >
      <span aria-live="polite">{outcome === undefined ? label : shown[outcome]}</span>
    </Button>
  )
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** Over plain HTTP from another machine browsers have no clipboard interface; selecting and copying works there. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const focused = document.activeElement
  // Inside the dialog that holds the focus, where there is one: it would take the focus back.
  const parent = focused?.closest('dialog') ?? document.body
  parent.append(area)
  area.select()
  // oxlint-disable-next-line typescript/no-deprecated -- the only way to copy without a secure context, see above
  const isDone = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isDone
}
