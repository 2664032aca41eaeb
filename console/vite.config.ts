// How the console is built. Its output, console/dist, is served by the server as it is.
import react from '@vitejs/plugin-react'
import postcssMantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
  },
})
