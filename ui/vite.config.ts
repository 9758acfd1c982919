import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Relative, so that the same files work under tauri://localhost and under the bridge's path.
  base: './',
  clearScreen: false,
  server: { host: '127.0.0.1', port: 5173, strictPort: false, fs: { allow: ['..'] } },
  build: {
    outDir: 'dist',
    // The oldest web view the app meets: WKWebView of macOS 13. WebKitGTK and WebView2 are newer.
    target: 'safari16',
    cssTarget: 'safari16',
    // Inline assets would be data: URLs, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in some browsers; every web view here knows modulepreload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  // Vitest would otherwise take Svelte's server build.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    // Ends what hangs; a test that works takes as long as a busy machine needs.
    testTimeout: 30_000,
    restoreMocks: true,
  },
}));
