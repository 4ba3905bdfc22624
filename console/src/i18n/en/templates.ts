import type { English } from "../english";
import type { templates as zh } from "../zh-CN/templates";

export const templates = {} satisfies English<typeof zh>;
