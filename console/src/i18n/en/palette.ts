import type { English } from "../english";
import type { palette as zh } from "../zh-CN/palette";

export const palette = {} satisfies English<typeof zh>;
