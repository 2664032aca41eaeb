// How the page of screens is built: one plain script without imports, for browsers from Chromium 49 on.
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2015',
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      input: 'page.ts',
      output: { format: 'iife', entryFileNames: 'screen.js' },
    },
  },
})
