import type { English } from "../english";
import type { people as zh } from "../zh-CN/people";

export const people = {} satisfies English<typeof zh>;
