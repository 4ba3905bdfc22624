import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Loads the cell editor of the grid with the grid itself. It is a React.lazy, and until it has come each key replaces
 * the one before, so that "fast12345" would begin with "ast".
 */
function eagerEditors(): Plugin {
  const lazy = /const (\w+) = React\.lazy\(async \(\) => await import\((["'][^"']+["'])\)\);/g;
  return {
    name: "eager-editors",
    transform(code, id) {
      if (!id.includes("glide-data-grid") || !code.includes("React.lazy")) return null;
      return { code: code.replace(lazy, "import $1 from $2;"), map: null };
    },
  };
}

export default defineConfig({
  plugins: [eagerEditors(), react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/leadbase/console/built",
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
  },
  // A development server for the console alone; LEADBASE names the server whose API it shows.
  server: { proxy: { "/api": process.env["LEADBASE"] ?? "http://127.0.0.1:8420" } },
  test: { environment: "happy-dom", setupFiles: ["src/test/setup.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
