import type { English } from "../english";
import type { designer as zh } from "../zh-CN/designer";

export const designer = {} satisfies English<typeof zh>;
