import path from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressFiles } from './build/compress-files.ts';
import { slimOperations } from './build/slim-operations.ts';

const folder = path.join(import.meta.dirname, '..', 'dist', 'web');

// A build that is started by a test runner is a build for use all the same: without this it would carry the development code of its libraries.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: path.join(import.meta.dirname, 'public'),
  cacheDir: path.join(import.meta.dirname, '..', 'node_modules', '.vite'),
  plugins: [slimOperations(), react(), tailwindcss(), compressFiles()],
  build: {
    outDir: folder,
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The content policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.startsWith('shared') ? 'shared' : '[name]'}-[hash].js`,
        // By themselves, modules that screens share become some fifty files a screen: the browser spends its time on fetching them one after the other.
        codeSplitting: {
          groups: [
            { name: 'shell', tags: ['$initial'], priority: 2 },
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 3_000, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': 'http://localhost:4300', '/openapi.json': 'http://localhost:4300' } },
});
