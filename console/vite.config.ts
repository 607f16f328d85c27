import vueJsx from '@vitejs/plugin-vue-jsx';
import { defineConfig } from 'vite';

/** The console as files that the hub serves at `/`. Nothing in it is fetched from anywhere else. */
export default defineConfig({
  root: import.meta.dirname,
  // HTML has had this element since 2023; Vue's list of them is older.
  plugins: [vueJsx({ isCustomElement: (tag) => tag === 'search' })],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // Files within others would be data: addresses, which the pages' policy allows for pictures alone.
    assetsInlineLimit: 0,
    // Polyfills for browsers without modulepreload would be a script in the page, which the policy refuses.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
  },
});
