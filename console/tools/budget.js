// Fails the build when what a browser must load before it shows anything outgrows its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUILT = new URL("../../src/leadbase/console/built/", import.meta.url);
const FIRST_LOAD = 450 * 1000;

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", BUILT), "utf8"));
const files = new Set();
const follow = (name) => {
  const chunk = manifest[name];
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const next of chunk.imports ?? []) if (!files.has(manifest[next].file)) follow(next);
};
follow("index.html");

const sizes = [...files].map((file) => [file, gzipSync(readFileSync(new URL(file, BUILT))).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const told = `first load ${Math.round(total / 1000)} kB gzip of ${FIRST_LOAD / 1000} kB`;
if (total > FIRST_LOAD) {
  for (const [file, size] of sizes) console.error(`  ${file} ${Math.round(size / 1000)} kB`);
  console.error(`The console is too heavy: ${told}.`);
  process.exit(1);
}
console.error(told);
