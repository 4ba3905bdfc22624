/** A dashboard while it is changed here: each change shows at once and is saved a moment later, one after the other. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "@/api/client";
import { useTell } from "@/ui/undo";
import type { Dashboard } from "./model";
import { changeDashboard } from "./reads";

type Change = Partial<Pick<Dashboard, "label" | "sharing" | "period" | "tiles">>;

const SAVE_AFTER_MS = 500;
const AGAIN_AFTER_MS = 5_000;

export interface Draft {
  dashboard: Dashboard;
  change: (change: Change) => void;
  isSaving: boolean;
}

export function useDraft(saved: Dashboard): Draft {
  const client = useQueryClient();
  const { failed } = useTell();
  const [waiting, setWaiting] = useState<Change>({});
  const [isSaving, setSaving] = useState(false);
  const unsent = useRef<Change>({});
  const version = useRef(saved.version);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sending = useRef(Promise.resolve());
  const again = useRef(() => {});
  useEffect(() => {
    version.current = Math.max(version.current, saved.version);
  }, [saved.version]);

  const send = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    sending.current = sending.current.then(async () => {
      const change = unsent.current;
      if (Object.keys(change).length === 0) return;
      unsent.current = {};
      try {
        const answer = await changeDashboard(saved.id, { ...change, version: version.current });
        version.current = answer.version;
        client.setQueryData(["dashboards", saved.name], answer);
      } catch (error) {
        // What was changed stays on the page where it could not be sent; against a newer version it gives way.
        if (error instanceof Problem && error.code === "network") {
          unsent.current = { ...change, ...unsent.current };
          timer.current ??= setTimeout(() => again.current(), AGAIN_AFTER_MS);
        } else version.current = 0;
        failed(error);
      }
      if (Object.keys(unsent.current).length === 0) {
        setWaiting({});
        setSaving(false);
      }
      await client.invalidateQueries({ queryKey: ["dashboards"] });
    });
  }, [client, failed, saved.id, saved.name]);

  useEffect(() => {
    again.current = send;
  }, [send]);

  const change = useCallback(
    (next: Change) => {
      unsent.current = { ...unsent.current, ...next };
      setWaiting((before) => ({ ...before, ...next }));
      setSaving(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(send, SAVE_AFTER_MS);
    },
    [send],
  );
  // Leaving the page doesn't lose what was changed last.
  useEffect(() => () => void (timer.current !== undefined && send()), [send]);
  return { dashboard: { ...saved, ...waiting }, change, isSaving };
}
