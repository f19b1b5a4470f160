import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// What Electron or node_modules provides at run time; everything else is bundled, so that the packed app is small.
const external = ['electron', 'better-sqlite3', 'koffi', 'node-mac-permissions', /^node:/, ...builtinModules]

/** One config builds all: the window (client), the app and its threads (main), the sandboxed bridge (preload). */
export default defineConfig({
  root: at('./renderer'),
  base: './',
  plugins: [vue()],
  server: { host: '127.0.0.1', port: 5273, strictPort: true },
  environments: {
    client: {
      build: {
        outDir: at('./out/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        sourcemap: true,
        rolldownOptions: {
          input: { index: at('./renderer/index.html'), popover: at('./renderer/popover.html') },
        },
        // Fonts and images stay files: the window's CSP allows no data: fonts.
        assetsInlineLimit: 0,
      },
    },
    main: {
      consumer: 'server',
      build: {
        outDir: at('./out/main'),
        emptyOutDir: true,
        target: 'node20.18',
        sourcemap: true,
        minify: false,
        ssr: true,
        copyPublicDir: false,
        rolldownOptions: {
          external,
          input: {
            index: at('./main/index.ts'),
            'sources.thread': at('./main/threads/sources.thread.ts'),
            'data.thread': at('./main/threads/data.thread.ts'),
            'sampler.thread': at('./main/threads/sampler.thread.ts'),
            'preview.thread': at('./main/threads/preview.thread.ts'),
            'compare.thread': at('./main/threads/compare.thread.ts'),
            'demo.thread': at('./main/threads/demo.thread.ts'),
            'cli/snapshot': at('./main/cli/snapshot.ts'),
            'cli/diagnose': at('./main/cli/diagnose.ts'),
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
      resolve: {
        noExternal: true,
        external: ['electron', 'better-sqlite3', 'koffi', 'node-mac-permissions'],
      },
    },
    preload: {
      consumer: 'server',
      build: {
        outDir: at('./out/preload'),
        emptyOutDir: true,
        target: 'chrome130',
        sourcemap: false,
        minify: false,
        ssr: true,
        copyPublicDir: false,
        rolldownOptions: {
          external: ['electron'],
          input: { index: at('./preload/index.ts') },
          // A sandboxed preload can be neither an ES module nor several files.
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'main', 'preload'] as const) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
    },
  },
  cacheDir: `${root}/.cache/vite`,
})
