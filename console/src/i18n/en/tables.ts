import type { English } from "../english";
import type { tables as zh } from "../zh-CN/tables";

export const tables = {} satisfies English<typeof zh>;
