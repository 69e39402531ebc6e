import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// File names without hashes: the server sends an ETag, and what is committed changes only where its content does.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: { entryFileNames: "app/[name].js", chunkFileNames: "app/[name].js", assetFileNames: "app/[name][extname]" },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7878", "/sparql": "http://127.0.0.1:7878", "/id": "http://127.0.0.1:7878" } },
});
