// How the extension is built: `vite build extension --mode chromium`, or firefox, into dist/ and the name of the browser.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { defineConfig, type Plugin } from 'vite'
import { browsers, iconSizes, makeManifest, type BrowserName } from './manifest.ts'

const root = import.meta.dirname

/** Browsers take no SVG for the button: the icon of the console, as pictures. */
function manifestAndIcons(browser: BrowserName): Plugin {
  return {
    name: 'manifest-and-icons',
    async generateBundle() {
      const { version } = JSON.parse(await readFile(path.join(root, '../package.json'), 'utf8')) as {
        version: string
      }
      const source = `${JSON.stringify(makeManifest(browser, version), null, 2)}\n`
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source })
      const icon = await readFile(path.join(root, '../console/app/favicon.svg'))
      for (const size of iconSizes) {
        const picture = await sharp(icon, { density: 600 }).resize(size).png().toBuffer()
        this.emitFile({ type: 'asset', fileName: `icon-${size}.png`, source: picture })
      }
    },
  }
}

export default defineConfig(({ mode }) => {
  const browser = browsers.find((name) => name === mode)
  if (browser === undefined) throw new Error(`Say for which browser: --mode ${browsers.join(' or --mode ')}.`)
  return {
    root,
    base: './',
    plugins: [manifestAndIcons(browser)],
    build: {
      target: 'es2022',
      outDir: path.join(root, 'dist', browser),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(root, 'popup.html'),
        output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
      },
    },
  }
})
