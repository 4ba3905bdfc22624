/** Carries a plan out, step by step: new and changed fields, those for the trash, then the order. */
import { api, data, Problem, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import { difference, movedKeys, type Draft, type Plan } from "./plan";
import type { Field } from "./reads";

/** A step that the server refused; what came before it is saved. */
export class StepRefused extends Error {
  constructor(
    readonly draft: Draft,
    readonly reason: string,
    /** What was saved before, by the keys of the drafts; null: it is in the trash. */
    readonly done: ReadonlyMap<string, Field | null>,
  ) {
    super(reason);
  }
}

/** Save a plan over the fields that the server has. Throws StepRefused for the first refusal. */
export async function savePlan(table: string, plan: Plan, fields: readonly Field[]): Promise<void> {
  const done = new Map<string, Field | null>();
  try {
    for (const draft of plan.drafts) done.set(draft.key, await step(draft, done, () => saveDraft(table, draft)));
    const ids = [...done.values()].flatMap((field) => field?.id ?? []);
    const isNew = plan.drafts.some((draft, index) => !draft.original && index < plan.drafts.length - 1);
    if (isNew || movedKeys(plan, fields).size) await api.PUT("/api/v1/tables/{table}/fields/order", { params: { path: { table } }, body: { first: ids } });
  } finally {
    await queries.invalidateQueries({ queryKey: ["tables"] });
  }
}

async function step<T>(draft: Draft, done: ReadonlyMap<string, Field | null>, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem) throw new StepRefused(draft, error.message, done);
    throw error;
  }
}

/** Give the field as it is afterwards, null where it is in the trash. */
async function saveDraft(table: string, draft: Draft): Promise<Field | null> {
  if (!draft.original) {
    const { name, ...rest } = difference(draft);
    const body = { ...rest, type: draft.type, name: name || null } as Schemas["FieldIn"];
    return data(api.POST("/api/v1/tables/{table}/fields", { params: { path: { table } }, body }));
  }
  const path = { table, field: draft.original.id };
  if (draft.removed) {
    await api.DELETE("/api/v1/tables/{table}/fields/{field}", { params: { path } });
    return null;
  }
  const body = difference(draft) as Schemas["FieldPatch"];
  return Object.keys(body).length ? data(api.PATCH("/api/v1/tables/{table}/fields/{field}", { params: { path }, body })) : draft.original;
}
