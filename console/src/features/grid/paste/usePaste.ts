/** Decides what becomes of a paste: a small one is done at once, a large one or one that makes anything is asked about first. */
import type { GridSelection } from "@glideapps/glide-data-grid";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sources } from "@/widgets/values/field";
import { grouped } from "@/widgets/values/text";
import type { Column, Rec } from "../model/types";
import { rectangleOf } from "../sheet/ranges";
import type { RecordStore } from "../store/records";
import type { Edit, Writer } from "../store/writes";
import { planPaste, tiled, type PastePlan } from "./plan";
import type { Progress } from "./run";

const AT_ONCE = 200;

interface Wish {
  store: RecordStore;
  writer: Writer;
  columns: readonly Column[];
  selection: GridSelection;
  sources: Sources;
  isReadOnly: boolean;
  tell: (text: string, undo?: () => unknown, isStep?: boolean) => void;
  failed: (error: unknown) => void;
}

export function usePaste({ store, writer, columns, selection, sources, isReadOnly, tell, failed }: Wish) {
  const { t } = useTranslation("grid");
  const [plan, setPlan] = useState<PastePlan>();
  const [before, remember] = useState<Edit[]>([]);

  const prepare = async (rows: string[][]) => {
    if (isReadOnly) return tell(t("readOnly"));
    const range = rectangleOf(selection, columns.length) ?? { x: 0, y: 0, width: 1, height: 1 };
    const block = tiled(rows, range.height, range.width);
    const next = planPaste(block, { records: await targets(store, range.y, block.length), columns: columns.slice(range.x), sources });
    if (next.creates.length === 0 && next.strangers.size === 0 && next.updates.size <= AT_ONCE) {
      const edits = [...next.updates].flatMap(([record, values]) => Object.entries(values).map(([field, value]): Edit => ({ record, field, value })));
      return writer.set(edits);
    }
    const here = store.loaded();
    remember([...next.updates].flatMap(([record, values]) => Object.keys(values).map((field): Edit => ({ record, field, value: here.get(record)?.[field] ?? null }))));
    setPlan(next);
  };

  const end = (progress: Progress | undefined) => {
    setPlan(undefined);
    if (!progress || progress.done === 0) return;
    const after = before.map(({ record, field }): Edit => ({ record, field, value: plan?.updates.get(record)?.[field] ?? null }));
    writer.made(progress.created, before, after);
    void store.reload();
    tell(t("pasted", { created: grouped(progress.created.length), changed: grouped(progress.changed) }), () => writer.steps.undo(), true);
  };

  return { plan, begin: (rows: string[][]) => void prepare(rows).catch(failed), end };
}

/** The records that a block falls on from a row on; heads of groups are stepped over. */
async function targets(store: RecordStore, first: number, height: number): Promise<Rec[]> {
  let last = first;
  let found = 0;
  for (let row = first; row < store.rows.length && found < height; row += 1) {
    if (store.rows.at(row)?.kind === "record") found += 1;
    last = row;
  }
  return found === 0 ? [] : (await store.range(first, last)).slice(0, height);
}
