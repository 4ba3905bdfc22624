/** The designer's state: the plan, which field is chosen, and saving it. */
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { App } from "antd";
import { useTell } from "@/ui/undo";
import { added, changed, continued, countOf, faultOf, markOf, moved, newDraft, planOf, removed, type Draft, type Plan } from "./plan";
import type { FieldType, Table } from "./reads";
import { savePlan, StepRefused } from "./saving";

export interface Design {
  plan: Plan;
  chosen: string | null;
  count: number;
  saving: boolean;
  choose: (key: string | null) => void;
  change: (key: string, change: Partial<Draft>) => void;
  add: (type: FieldType, label: string) => void;
  move: (key: string, to: number) => void;
  remove: (key: string) => void;
  mark: (draft: Draft) => ReturnType<typeof markOf>;
  discard: () => void;
  save: () => Promise<void>;
}

let made = 0;

/** The types whose fields are searched unless somebody says otherwise. */
const SEARCHED = ["text", "phone", "email"];

export function useDesign(table: Table): Design {
  const { t } = useTranslation("designer");
  const { message } = App.useApp();
  const tell = useTell();
  const [plan, setPlan] = useState(() => planOf(table.fields));
  const [chosen, choose] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [saves, setSaves] = useState(0);
  const count = countOf(plan, table.fields);
  useEffect(() => {
    // Someone else's change is taken over while nothing of one's own waits to be saved.
    setPlan((now) => (countOf(now, now.drafts.flatMap((draft) => draft.original ?? [])) ? now : planOf(table.fields)));
  }, [table.fields, saves]);
  const save = useCallback(async () => {
    const fault = faultOf(plan);
    if (fault) {
      choose(fault.key);
      message.error(t(fault.text, { name: fault.name }));
      return;
    }
    setSaving(true);
    try {
      await savePlan(table.id, plan, table.fields);
      // What was saved is read again; whether that has come already or is yet to come, the plan begins with it.
      setPlan({ drafts: [] });
      setSaves((now) => now + 1);
      tell.done(t("saved", { count }));
    } catch (error) {
      if (error instanceof StepRefused) {
        setPlan((now) => continued(now, error.done));
        choose(error.draft.key);
        message.error(t("partly", { name: error.draft.label, reason: error.reason }), 8);
      } else tell.failed(error);
    } finally {
      setSaving(false);
    }
  }, [count, message, plan, t, table, tell]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        if (count) void save();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [count, save]);
  return {
    plan,
    chosen,
    count,
    saving,
    choose,
    change: (key, change) => setPlan((now) => changed(now, key, change)),
    add: (type, label) => {
      const draft = newDraft(`new-${++made}`, type.name, label, SEARCHED.includes(type.name));
      setPlan((now) => added(now, draft));
      choose(draft.key);
    },
    move: (key, to) => setPlan((now) => moved(now, key, to)),
    remove: (key) => setPlan((now) => removed(now, key)),
    mark: (draft) => markOf(plan, draft, table.fields),
    discard: () => {
      setPlan(planOf(table.fields));
      choose(null);
    },
    save,
  };
}
