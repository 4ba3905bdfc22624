// Copies the files of the API's own page into built/, where the server finds them; nothing is fetched when it is shown.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeNotices } from "../../../tools/notices.mjs";

const folder = import.meta.dirname;
const built = join(folder, "built");

rmSync(built, { recursive: true, force: true });
mkdirSync(built);
for (const name of ["docs.html", "docs.js"]) {
  cpSync(join(folder, name), join(built, name));
}
const page = join(folder, "node_modules/swagger-ui-dist");
// the first notices are of the packages that the bundle itself is made of
for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "favicon-32x32.png"]) {
  cpSync(join(page, name), join(built, name));
}
writeNotices(join(built, "NOTICES.txt"), [page]);
