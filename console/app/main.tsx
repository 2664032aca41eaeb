// Where the console begins.
import './base.css'
import { MantineProvider } from '@mantine/core'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { loadMobileTexts, loadSecondFactorTexts, startTexts } from '../texts/texts.ts'
import { isInApp } from './in-app.ts'
import { takeLinkToken } from './link-token.ts'
import { router } from './router.tsx'
import { appearanceManager, cssVariables, theme } from './theme.ts'

// Before anything else: a token does not stay in the address while the rest loads.
takeLinkToken()
window.addEventListener('hashchange', takeLinkToken)

const AppGate = lazy(async () => {
  const [{ AppGate: Gate }] = await Promise.all([
    import('../mobile/app-gate.tsx'),
    loadMobileTexts(),
    loadSecondFactorTexts(),
  ])
  return { default: Gate }
})

async function show(): Promise<void> {
  const element = document.getElementById('root')
  if (element === null) throw new Error('index.html has no element with the id root')
  await startTexts()
  const root = createRoot(element)
  forgetWhenLeft(root)
  root.render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={appearanceManager}
      defaultColorScheme="auto"
    >
      {isInApp ? (
        <Suspense>
          <AppGate>
            <RouterProvider router={router} />
          </AppGate>
        </Suspense>
      ) : (
        <RouterProvider router={router} />
      )}
    </MantineProvider>,
  )
}

/** Browsers keep a page that was left, to show it again at once: with its QR code, its recovery codes, its token. */
function forgetWhenLeft(root: Root): void {
  window.addEventListener('pagehide', (event) => {
    if (event.persisted) root.unmount()
  })
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload()
  })
}

void show()
