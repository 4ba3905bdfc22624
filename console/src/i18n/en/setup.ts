import type { English } from "../english";
import type { setup as zh } from "../zh-CN/setup";

export const setup = {} satisfies English<typeof zh>;
