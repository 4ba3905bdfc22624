import type { English } from "../english";
import type { testing as zh } from "../zh-CN/testing";

export const testing = {} satisfies English<typeof zh>;
