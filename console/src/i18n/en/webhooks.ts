import type { English } from "../english";
import type { webhooks as zh } from "../zh-CN/webhooks";

export const webhooks = {} satisfies English<typeof zh>;
