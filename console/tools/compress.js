// Packs what browsers load, once at build time, so that the server never has to.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUILT = new URL("../../src/leadbase/console/built/", import.meta.url);
const PACKED = /\.(html|js|css|svg|json)$/;

for (const name of readdirSync(BUILT, { recursive: true })) {
  if (!PACKED.test(name) || name.startsWith(".vite")) continue;
  const file = new URL(name, BUILT);
  writeFileSync(new URL(`${name}.gz`, BUILT), gzipSync(readFileSync(file), { level: 9 }));
}
