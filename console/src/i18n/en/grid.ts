import type { English } from "../english";
import type { grid as zh } from "../zh-CN/grid";

export const grid = {} satisfies English<typeof zh>;
