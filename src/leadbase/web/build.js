// Copies the files of the API's own page into built/, where the server finds them; nothing is fetched when it is shown.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const folder = import.meta.dirname;
const built = join(folder, "built");

rmSync(built, { recursive: true, force: true });
mkdirSync(built);
for (const name of ["docs.html", "docs.js"]) {
  cpSync(join(folder, name), join(built, name));
}
for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE"]) {
  cpSync(join(folder, "node_modules/swagger-ui-dist", name), join(built, name));
}
