import type { English } from "../english";
import type { records as zh } from "../zh-CN/records";

export const records = {} satisfies English<typeof zh>;
