import type { English } from "../english";
import type { events as zh } from "../zh-CN/events";

export const events = {
  unnamed: "(no name)",
  state_received: "Received",
  state_running: "Running",
  state_done: "Done",
  state_waiting: "Waiting to retry",
  state_failed: "Failed",
  state_held: "Held (off)",
  state_rejected: "Rejected",
  state_duplicate: "Duplicate",
} satisfies English<typeof zh>;
