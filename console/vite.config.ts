// How the console is built. Its output, console/dist, is served by the server as it is.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import postcssMantine from 'postcss-preset-mantine'
import { defineConfig, type Plugin } from 'vite'
import { guides } from './guides/markdown-guide.ts'
import { appWorker } from './worker/build-worker.ts'

const texts = /\.(?:js|css|svg|html)$/
const worthwhileBytes = 1024

/**
 * Writes each text file of the build a second and a third time, as gzip and Brotli, for a server to send as they are:
 * the best ratio, and no work per request.
 */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '.' }, bundle) {
      for (const name of [...Object.keys(bundle), 'index.html']) {
        if (!texts.test(name)) continue
        const file = path.join(dir, name)
        const content = await readFile(file)
        if (content.length < worthwhileBytes) continue
        await writeFile(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
        await writeFile(`${file}.br`, brotliCompressSync(content))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [guides(), react(), appWorker(), precompress()],
  css: { postcss: { plugins: [postcssMantine()] } },
  server: {
    host: '127.0.0.1',
    port: 8401,
    proxy: { '/api': { target: 'http://127.0.0.1:8400', changeOrigin: true } },
  },
  build: {
    target: 'es2022',
    manifest: true,
    emptyOutDir: true,
    // The content security policy allows files of our own origin only: nothing becomes a data: URL.
    assetsInlineLimit: 0,
    // Every browser that we build for preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The entry names every file that a page may want: without their names it is a kilobyte smaller.
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: ({ names: [name = ''] }) =>
          name.endsWith('.css') ? 'assets/[hash].css' : 'assets/[name]-[hash][extname]',
      },
    },
  },
})
