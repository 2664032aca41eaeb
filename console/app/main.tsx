// Where the console begins.
import './base.css'
import { MantineProvider } from '@mantine/core'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { startTexts } from '../texts/texts.ts'
import { takeLinkToken } from './link-token.ts'
import { router } from './router.tsx'
import { appearanceManager, cssVariables, theme } from './theme.ts'

// Before anything else: a token does not stay in the address while the rest loads.
takeLinkToken()
window.addEventListener('hashchange', takeLinkToken)

async function show(): Promise<void> {
  const element = document.getElementById('root')
  if (element === null) throw new Error('index.html has no element with the id root')
  await startTexts()
  createRoot(element).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={appearanceManager}
      defaultColorScheme="auto"
    >
      <RouterProvider router={router} />
    </MantineProvider>,
  )
}

void show()
