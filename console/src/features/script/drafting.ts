/** The draft being written: kept by itself a moment after each change, and never over another's. */
import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "@/api/client";
import { saveDraft, type Draft } from "./reads";

const AFTER_MS = 1_000;
const AGAIN_MS = 5_000;

export type Saving = "kept" | "changed" | "saving" | "failed" | "conflict";

export interface Start {
  source: string;
  language: string;
  lock: number | null;
}

export interface Drafting {
  source: string;
  language: string;
  saving: Saving;
  /** The draft that someone else kept meanwhile. */
  other: Draft | null;
  /** What the editor is to show instead of what it has; a new object each time. */
  given: { source: string };
  /** Take what was typed. */
  change: (source: string) => void;
  /** Put another source in its place, from outside of the editor. */
  replace: (source: string) => void;
  speak: (language: string) => void;
  /** Keep it now; resolves to whether it is kept. */
  keep: () => Promise<boolean>;
  /** Go on over the other's draft: with mine (theirs is lost), or with theirs. */
  settle: (choice: "mine" | "theirs") => void;
}

export function useDrafting(webhook: string, start: Start): Drafting {
  const [source, setSource] = useState(start.source);
  const [language, setLanguage] = useState(start.language);
  const [given, setGiven] = useState({ source: start.source });
  const [saving, setSaving] = useState<Saving>("kept");
  const [other, setOther] = useState<Draft | null>(null);
  const now = useRef({ source: start.source, language: start.language, lock: start.lock, kept: `${start.language}:${start.source}` });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean>>(Promise.resolve(true));

  const write = useCallback(async (): Promise<boolean> => {
    const { source, language, lock } = now.current;
    const mark = `${language}:${source}`;
    if (mark === now.current.kept) {
      setSaving((state) => (state === "conflict" ? state : "kept"));
      return true;
    }
    setSaving("saving");
    try {
      const draft = await saveDraft(webhook, source, language, lock);
      now.current.lock = draft.lock;
      now.current.kept = mark;
      setSaving(`${now.current.language}:${now.current.source}` === mark ? "kept" : "changed");
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === "draft_changed") {
        setOther(error.facts as unknown as Draft);
        setSaving("conflict");
      } else {
        setSaving("failed");
        timer.current = setTimeout(() => void keep(), AGAIN_MS);
      }
      return false;
    }
  }, [webhook]);

  const keep = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    running.current = running.current.then(write, write);
    return running.current;
  }, [write]);

  const later = useCallback(() => {
    setSaving((state) => (state === "conflict" ? state : "changed"));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void keep(), AFTER_MS);
  }, [keep]);

  const change = useCallback(
    (text: string) => {
      now.current.source = text;
      setSource(text);
      later();
    },
    [later],
  );
  const replace = useCallback(
    (text: string) => {
      change(text);
      setGiven({ source: text });
    },
    [change],
  );
  const speak = useCallback(
    (name: string) => {
      now.current.language = name;
      setLanguage(name);
      later();
    },
    [later],
  );
  const settle = useCallback(
    (choice: "mine" | "theirs") => {
      if (!other) return;
      now.current.lock = other.lock;
      if (choice === "theirs") {
        now.current = { ...now.current, source: other.source, language: other.language || "javascript", kept: `${other.language}:${other.source}` };
        setSource(other.source);
        setGiven({ source: other.source });
        setLanguage(other.language || "javascript");
        setSaving("kept");
      } else void keep();
      setOther(null);
    },
    [keep, other],
  );
  // What was typed last is kept when the page is left within the moment.
  useEffect(() => () => void keep(), [keep]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (`${now.current.language}:${now.current.source}` !== now.current.kept) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
  return { source, language, saving, other, given, change, replace, speak, keep, settle };
}
