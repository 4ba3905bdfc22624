// Builds what the sandbox child runs: one self-contained file each, so that the child needs no file, package or network access.
import { mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { packagesOf, writeNotices } from "../../../../tools/notices.mjs";

const built = new URL("./built/", import.meta.url).pathname;
const here = (path) => new URL(path, import.meta.url).pathname;
const bundled = [];

/** Bundle one file, and remember what it was made from. */
async function bundle(options) {
  const { metafile } = await build({ ...options, absWorkingDir: here("./"), metafile: true });
  for (const output of Object.values(metafile.outputs)) bundled.push(...Object.keys(output.inputs).map((file) => here(`./${file}`)));
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built);

// The loop is the child's main module; everything else runs inside a realm of its own, where nothing can be imported.
await bundle({
  entryPoints: [here("./loop.ts")],
  outfile: `${built}loop.js`,
  bundle: true,
  format: "esm",
  platform: "neutral",
  external: ["node:*"],
  target: "esnext",
  logLevel: "warning",
});

const inside = { bundle: true, format: "iife", platform: "browser", target: "esnext", charset: "utf8", logLevel: "warning" };
await bundle({ ...inside, entryPoints: [here("./prelude/prelude.ts")], outfile: `${built}prelude.js` });
for (const library of ["moment", "moment-timezone", "lodash", "uuid", "crypto"]) {
  await bundle({
    ...inside,
    entryPoints: [here(`./libraries/${library}.ts`)],
    outfile: `${built}${library}.js`,
    minify: true,
    legalComments: "inline",
  });
}

writeNotices(`${built}NOTICES.txt`, packagesOf(bundled));
