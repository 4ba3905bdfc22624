// Writes built/regions.json, which the field type region reads: six-digit codes and full names, in the order of codes.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { areaList } from "@vant/area-data";
import { writeNotices } from "../../../../tools/notices.mjs";

const folder = import.meta.dirname;
const built = join(folder, "built");
const { province_list: provinces, city_list: cities, county_list: counties } = areaList;
const regions = Object.entries({ ...provinces, ...cities, ...counties }).sort(([one], [other]) => Number(one) - Number(other));

rmSync(built, { recursive: true, force: true });
mkdirSync(built);
writeFileSync(join(built, "regions.json"), JSON.stringify(Object.fromEntries(regions)));
writeNotices(join(built, "NOTICES.txt"), [join(folder, "node_modules/@vant/area-data")]);
