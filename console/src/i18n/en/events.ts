import type { English } from "../english";
import type { events as zh } from "../zh-CN/events";

export const events = {} satisfies English<typeof zh>;
