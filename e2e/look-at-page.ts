// Looks at a page in both themes, on a desk and on a phone: axe, room to the sides, and a picture where one is wanted.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const themes = ['light', 'dark'] as const
const widths = {
  desk: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
} as const

type Width = keyof typeof widths

export interface Eye {
  /** That something was looked at so often at least, and nothing was wrong with it. */
  expectNothing(leastLooks: number): void
  /**
   * Looks at the page as it stands, and puts it back to desk width.
   *
   * @param anew brings the page into the state where a new width has undone it
   */
  lookAt(page: Page, name: string, anew?: (width: Width) => Promise<void>): Promise<void>
  /** The same at something that is as large as what is in it, such as a popup of the browser. */
  lookAtPopup(page: Page, name: string): Promise<void>
}

/** @param picturesDir where the pictures go; none are taken without it */
export function openEye(picturesDir: string | undefined): Eye {
  const findings: string[] = []
  let looks = 0

  async function lookOnce(page: Page, where: string): Promise<void> {
    looks += 1
    await settle(page)
    // Our pages have no frames: the other mode would open a window of its own each time, only to gather theirs.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .options({ rules: { 'target-size': { enabled: true } } })
      .analyze()
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        findings.push(`${where}: ${id} at ${JSON.stringify(target)}: ${failureSummary ?? ''}`)
      }
    }
    for (const wide of await page.evaluate(findTooWide)) findings.push(`${where}: ${wide}`)
  }

  async function lookInThemes(page: Page, name: string, width: Width | 'popup'): Promise<void> {
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await lookOnce(page, `${name}, ${theme}, ${width}`)
      if (picturesDir === undefined) continue
      await mkdir(picturesDir, { recursive: true })
      const fileName = (name.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-')
      const path = join(picturesDir, `${fileName}.${theme}.${width}.png`)
      // A dialog covers what can be seen; below that the page would show as if there were none. A popup has no below.
      const fullPage = width !== 'popup' && (await page.locator('dialog[open]').count()) === 0
      await page.screenshot({ path, fullPage, animations: 'disabled' })
    }
  }

  return {
    expectNothing(leastLooks) {
      expect(findings).toEqual([])
      expect(looks).toBeGreaterThanOrEqual(leastLooks)
    },
    async lookAt(page, name, anew) {
      // A browser draws a tab that lies behind another one once in a second.
      await page.bringToFront()
      for (const width of ['desk', 'phone'] as const) {
        await page.setViewportSize(widths[width])
        await anew?.(width)
        await lookInThemes(page, name, width)
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await page.setViewportSize(widths.desk)
    },
    async lookAtPopup(page, name) {
      await lookInThemes(page, name, 'popup')
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    },
  }
}

/** Colours on their way to other colours are none that a person reads. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    // A colour that comes to its end sets those on their way that are inherited from it.
    for (let round = 0; round < 5; round += 1) {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      const ending = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
      for (const animation of ending) animation.finish()
      if (ending.length === 0) return
    }
  })
}

/** Runs in the page: what has to be moved sideways to be read. */
function findTooWide(): string[] {
  const root = document.documentElement
  const tooWide = root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} px wide`] : []
  for (const dialog of document.querySelectorAll('dialog[open]')) {
    if (dialog.scrollWidth > dialog.clientWidth) tooWide.push(`the dialog is ${dialog.scrollWidth} px wide`)
  }
  return tooWide
}
