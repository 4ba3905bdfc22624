/** Carries a paste out: in pieces that others can work between, stoppable after each, refusals told row by row. */
import { api, data } from "@/api/client";
import { hues } from "@/theme";
import { optionsOf } from "@/widgets/values/field";
import { changeMany } from "../api";
import type { Column } from "../model/types";
import { CHUNK } from "../store/writes";
import { sizeOf, type PastePlan } from "./plan";

export interface Progress {
  done: number;
  total: number;
  created: string[];
  changed: number;
  refused: { index: number; detail: string }[];
  isStopped: boolean;
}

/** Paste; `tell` hears how far it is, `isStopped` is asked before each piece. */
export async function runPaste(table: string, plan: PastePlan, tell: (progress: Progress) => void, isStopped: () => boolean): Promise<Progress> {
  const updates = [...plan.updates].map(([id, values]) => ({ _id: id, ...values }));
  const progress: Progress = { done: 0, total: sizeOf(plan), created: [], changed: 0, refused: [], isStopped: false };
  // The newest record stands first: made from the last to the first, they stand as they were copied.
  const creates = [...plan.creates].reverse();
  const pieces = [...chunks(updates).map((update) => ({ update })), ...chunks(creates).map((create) => ({ create }))];
  for (const piece of pieces) {
    if (isStopped()) {
      progress.isStopped = true;
      break;
    }
    const items = await changeMany(table, piece);
    for (const { action, index, record, problem } of items) {
      if (problem) progress.refused.push({ index: progress.done + index, detail: problem.detail });
      else if (action === "create") progress.created.push((record as unknown as { _id: string })._id);
      else progress.changed += 1;
    }
    progress.done += items.length;
    tell({ ...progress });
  }
  return progress;
}

/** Add what the clipboard named to the lists of options. */
export async function addOptions(table: string, columns: readonly Column[], strangers: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const [field, labels] of strangers) {
    const column = columns.find((one) => one.id === field);
    if (!column) continue;
    const options = optionsOf(column);
    const added = labels.map((label, index) => ({ handle: label.slice(0, 100), label: label.slice(0, 200), hue: hues[(options.length + index) % hues.length]! }));
    const params = { ...column.params, options: [...options, ...added] };
    await data(api.PATCH("/api/v1/tables/{table}/fields/{field}", { params: { path: { table, field } }, body: { params } as never }));
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) => items.slice(index * CHUNK, (index + 1) * CHUNK));
}
