import type { English } from "../english";
import type { home as zh } from "../zh-CN/home";

export const home = {} satisfies English<typeof zh>;
