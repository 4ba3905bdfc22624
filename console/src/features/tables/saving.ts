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
  ) {
    super(reason);
  }
}

/** Save a plan over the fields that the server has. Throws StepRefused for the first refusal. */
export async function savePlan(table: string, plan: Plan, fields: readonly Field[]): Promise<void> {
  const ids: string[] = [];
  try {
    for (const draft of plan.drafts) {
      const id = await step(draft, () => saveDraft(table, draft));
      if (id) ids.push(id);
    }
    const isNew = plan.drafts.some((draft, index) => !draft.original && index < plan.drafts.length - 1);
    if (isNew || movedKeys(plan, fields).size) await api.PUT("/api/v1/tables/{table}/fields/order", { params: { path: { table } }, body: { first: ids } });
  } finally {
    await queries.invalidateQueries({ queryKey: ["tables"] });
  }
}

async function step<T>(draft: Draft, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem) throw new StepRefused(draft, error.message);
    throw error;
  }
}

/** Give the id of the field where it still stands in the table afterwards. */
async function saveDraft(table: string, draft: Draft): Promise<string | null> {
  if (!draft.original) {
    const { name, ...rest } = difference(draft);
    const body = { ...rest, type: draft.type, name: name || null } as Schemas["FieldIn"];
    return (await data(api.POST("/api/v1/tables/{table}/fields", { params: { path: { table } }, body }))).id;
  }
  const path = { table, field: draft.original.id };
  if (draft.removed) {
    await api.DELETE("/api/v1/tables/{table}/fields/{field}", { params: { path } });
    return null;
  }
  const body = difference(draft) as Schemas["FieldPatch"];
  if (Object.keys(body).length) await api.PATCH("/api/v1/tables/{table}/fields/{field}", { params: { path }, body });
  return draft.original.id;
}
