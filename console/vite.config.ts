import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { packagesOf, writeNotices } from "../tools/notices.mjs";

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

/** Writes what the licences of the bundled packages ask for beside the bundle. */
function notices(): Plugin {
  return {
    name: "notices",
    apply: "build",
    writeBundle({ dir }, bundle) {
      const files = Object.values(bundle).flatMap((part) =>
        part.type === "chunk" ? part.moduleIds : part.originalFileNames.map((name) => resolve(name)),
      );
      writeNotices(join(dir ?? ".", "NOTICES.txt"), packagesOf(files));
    },
  };
}

export default defineConfig({
  plugins: [eagerEditors(), react(), notices()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/leadbase/console/built",
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
  },
  // A development server for the console alone; LEADBASE names the server whose API it shows.
  // The host is kept, because the server compares it with where a change comes from.
  server: {
    proxy: { "/api": { target: process.env["LEADBASE"] ?? "http://127.0.0.1:8420", changeOrigin: false } },
    fs: { allow: [".", "../docs"] },
  },
  test: { environment: "happy-dom", setupFiles: ["src/test/setup.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
