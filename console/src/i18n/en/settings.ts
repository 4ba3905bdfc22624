import type { English } from "../english";
import type { settings as zh } from "../zh-CN/settings";

export const settings = {} satisfies English<typeof zh>;
