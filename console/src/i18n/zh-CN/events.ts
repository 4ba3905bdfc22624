export const events = {
  unnamed: "未命名",
  state_received: "已收到",
  state_running: "执行中",
  state_done: "成功",
  state_waiting: "等待重试",
  state_failed: "失败",
  state_held: "留存（已停用）",
  state_rejected: "被拒绝",
  state_duplicate: "重复",
} as const;
