// Writes the notices that the licences of bundled packages ask for: each package that went into a bundle, with its
// version and the text of its licence, as they are in node_modules when the bundle is built.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LICENCE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;
const LINE = "-".repeat(80);

/** Give the folders of the packages that these files are from: what stands up to a name after the last node_modules. */
export function packagesOf(files) {
  const found = new Set();
  for (const file of files) {
    const path = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll("\\", "/"))?.[1];
    if (path !== undefined && existsSync(join(path, "package.json"))) found.add(path);
  }
  return [...found];
}

/** Write the notices of these packages (their folders) into a file. */
export function writeNotices(target, packages) {
  const notices = packages.map(notice).sort((one, other) => (one < other ? -1 : 1));
  const head = "The files beside this one contain code of the following packages, under the licences that follow each.\n";
  writeFileSync(target, [head, ...new Set(notices)].join(`\n${LINE}\n`));
}

function notice(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => LICENCE.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  const by = typeof author === "string" ? author : author?.name;
  const told = texts.length > 0 ? texts.join("\n\n") : `Its package has no text of a licence.${by ? ` By ${by}.` : ""}`;
  return `${name} ${version} (${typeof license === "string" ? license : "see below"})\n\n${told}\n`;
}
