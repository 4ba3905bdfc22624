/** The code: one editor for as long as the page stands; everything around it talks to it by its handle. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/app/appearance";
import { Trouble, Waiting } from "@/ui/states";
import type { Names } from "@/ui/run/names";
import { compareLines } from "./lines";
import { loadMonaco } from "./load";
import type { Editor, monaco as Monaco } from "./monaco";
import { plainSpaces } from "./nbsp";
import { punctuationEdits } from "./punctuation";
import type { Finding } from "./reads";
import css from "./script.module.css";

export interface Problem {
  line: number;
  column: number;
  message: string;
  isError: boolean;
}

export interface Pasted {
  text: string;
  /** How many odd spaces were made plain. */
  spaces: number;
  /** How many full-width marks became those of code. */
  marks: number;
  /** Takes the mending back; the pasted text stays. */
  undo: () => void;
}

interface Props {
  value: string;
  /** What is to be shown instead of what was typed; typing never changes it. */
  given: { source: string };
  language: string;
  live: string | null;
  names: Names;
  typings: string | undefined;
  /** What the server found in what is kept. */
  findings: readonly Finding[];
  readOnly: boolean;
  onChange: (value: string) => void;
  onProblems: (problems: Problem[]) => void;
  onCursor: (line: number, column: number) => void;
  onPasted: (pasted: Pasted) => void;
  onReady: (editor: Editor, monaco: typeof Monaco) => void;
}

export function ScriptEditor(props: Props) {
  const { i18n, t } = useTranslation("script");
  const { mode } = useAppearance();
  const place = useRef<HTMLDivElement>(null);
  const current = useRef(props);
  current.current = props;
  const [made, setMade] = useState<{ editor: Editor; loaded: Awaited<ReturnType<typeof loadMonaco>> }>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    let editor: Editor | undefined;
    let isGone = false;
    loadMonaco(i18n.language).then((loaded) => {
      if (isGone || !place.current) return;
      const { monaco, OPTIONS, dress } = loaded;
      dress(mode);
      const model = monaco.editor.createModel(current.current.value, current.current.language);
      editor = monaco.editor.create(place.current, { ...OPTIONS, model, readOnly: current.current.readOnly, theme: "leadbase", ariaLabel: t("editor") });
      wire(editor, loaded, () => current.current);
      setMade({ editor, loaded });
      current.current.onReady(editor, monaco);
    }, setError);
    return () => {
      isGone = true;
      editor?.getModel()?.dispose();
      editor?.dispose();
    };
    // The editor is made once; what changes later reaches it below.
  }, []);

  useEffect(() => made?.loaded.dress(mode), [made, mode]);
  useEffect(() => {
    if (props.typings !== undefined) made?.loaded.declare(props.typings);
  }, [made, props.typings]);
  useEffect(() => {
    const words = { unknown: t("unknownId"), field: ({ field, table }: { field?: { type: string; description: string }; table: { fields: unknown[] } }) => (field ? `${field.type}${field.description ? ` · ${field.description}` : ""}` : t("tableOf", { count: table.fields.length })) };
    made?.loaded.know(props.names, words);
  }, [made, props.names, t]);
  useEffect(() => {
    const model = made?.editor.getModel();
    if (!made || !model || model.getValue() === props.given.source) return;
    made.editor.pushUndoStop();
    made.editor.executeEdits("given", [{ range: model.getFullModelRange(), text: props.given.source }]);
    made.editor.pushUndoStop();
  }, [made, props.given]);
  useEffect(() => {
    const model = made?.editor.getModel();
    if (model && made) made.loaded.monaco.editor.setModelLanguage(model, props.language);
  }, [made, props.language]);
  useEffect(() => {
    const model = made?.editor.getModel();
    if (model && made) mark(made.loaded.monaco, model, props.findings);
  }, [made, props.findings]);
  useGutter(made?.editor, props.live, props.value);

  if (error) return <Trouble error={error} retry={() => location.reload()} />;
  return (
    <div className={css["editor"]}>
      {!made && <Waiting rows={10} />}
      <div ref={place} className={css["place"]} />
    </div>
  );
}

function wire(editor: Editor, { monaco }: Awaited<ReturnType<typeof loadMonaco>>, props: () => Props): void {
  const model = editor.getModel();
  if (!model) return;
  editor.onDidChangeModelContent(() => props().onChange(model.getValue()));
  editor.onDidChangeCursorPosition(({ position }) => props().onCursor(position.lineNumber, position.column));
  const markers = monaco.editor.onDidChangeMarkers((uris) => {
    if (!uris.some((uri) => uri.toString() === model.uri.toString())) return;
    forgetOtherLanguages(monaco, model);
    props().onProblems(problemsOf(monaco, model));
  });
  model.onWillDispose(() => markers.dispose());
  editor.onDidPaste(({ range }) => {
    const { text, count } = plainSpaces(model.getValueInRange(range));
    editor.pushUndoStop();
    if (count) editor.executeEdits("spaces", [{ range, text }]);
    const from = model.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn });
    const marks = punctuationEdits(model.getValue(), from, from + text.length);
    const place = (offset: number) => model.getPositionAt(offset);
    if (marks.length) editor.executeEdits("marks", marks.map((one) => ({ range: monaco.Range.fromPositions(place(one.offset), place(one.offset + one.length)), text: one.text })));
    editor.pushUndoStop();
    const mended = model.getAlternativeVersionId();
    props().onPasted({
      text,
      spaces: count,
      marks: marks.length,
      undo: () => {
        if (model.getAlternativeVersionId() === mended) editor.trigger("spaces", "undo", null);
      },
    });
  });
}

/** Underlines what the server found, from its place to the end of the word there. */
function mark(monaco: typeof Monaco, model: Monaco.editor.ITextModel, findings: readonly Finding[]): void {
  const markers = findings.map(({ line, column, message, severity }) => {
    const startLineNumber = Math.min(line, model.getLineCount());
    const word = model.getWordAtPosition({ lineNumber: startLineNumber, column });
    return {
      startLineNumber,
      startColumn: column,
      endLineNumber: startLineNumber,
      endColumn: word?.endColumn ?? column + 1,
      message,
      severity: severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    };
  });
  monaco.editor.setModelMarkers(model, "server", markers);
}

/** Drops what the worker of the language spoken before says late: it marks the text as it would be in that one. */
function forgetOtherLanguages(monaco: typeof Monaco, model: Monaco.editor.ITextModel): void {
  const owners = new Set(monaco.editor.getModelMarkers({ resource: model.uri }).map(({ owner }) => owner));
  for (const owner of owners) if (owner !== "server" && owner !== model.getLanguageId()) monaco.editor.setModelMarkers(model, owner, []);
}

/** Every place once: what the editor and the server both find there is one problem. */
function problemsOf(monaco: typeof Monaco, model: Monaco.editor.ITextModel): Problem[] {
  const all = markedIn(monaco, model);
  const worst = new Map<string, Problem>();
  for (const one of all) {
    const place = `${one.line}:${one.column}`;
    if (!worst.has(place) || one.isError) worst.set(place, one);
  }
  return [...worst.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function markedIn(monaco: typeof Monaco, model: Monaco.editor.ITextModel): Problem[] {
  return monaco.editor
    .getModelMarkers({ resource: model.uri })
    .filter((marker) => marker.severity >= monaco.MarkerSeverity.Warning)
    .map((marker) => ({
      line: marker.startLineNumber,
      column: marker.startColumn,
      message: marker.message,
      // What TypeScript says of types (its codes from 2000 on) never keeps a script from going live.
      isError:
        marker.owner === "server" ? marker.severity === monaco.MarkerSeverity.Error : Number(typeof marker.code === "object" ? marker.code.value : marker.code) < 2000,
    }));
}

/** Marks the lines that are not as they are live. */
function useGutter(editor: Editor | undefined, live: string | null, draft: string): void {
  const marks = useRef<Monaco.editor.IEditorDecorationsCollection>(undefined);
  useEffect(() => {
    if (!editor) return;
    marks.current ??= editor.createDecorationsCollection();
    const added = live === null ? [] : compareLines(live, draft).added;
    marks.current.set(
      added.map((line) => ({
        range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
        options: { linesDecorationsClassName: css["changed"] ?? "" },
      })),
    );
  }, [editor, live, draft]);
}
