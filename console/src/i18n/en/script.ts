import type { English } from "../english";
import type { script as zh } from "../zh-CN/script";

export const script = {} satisfies English<typeof zh>;
