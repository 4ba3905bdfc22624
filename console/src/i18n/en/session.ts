import type { English } from "../english";
import type { session as zh } from "../zh-CN/session";

export const session = {} satisfies English<typeof zh>;
