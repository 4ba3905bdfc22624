/** The editor with its tool bar above and its problems below. */
import { Button, Select, Tooltip } from "antd";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { findIds, type Names } from "@/ui/run/names";
import { useNames } from "@/ui/run/reads";
import { Icon } from "@/widgets/icon";
import { Key } from "@/widgets/small";
import { useFindings } from "./checking";
import { Conflict } from "./Conflict";
import type { Drafting } from "./drafting";
import { DraftState } from "./DraftState";
import { FieldPicker } from "./FieldPicker";
import { Foot } from "./Foot";
import { GoLive } from "./GoLive";
import { insertionOf } from "./insertion";
import { PasteDoctor } from "./PasteDoctor";
import type { Editor, monaco as Monaco } from "./monaco";
import { useTypings, type Version, type Webhook } from "./reads";
import css from "./script.module.css";
import { SnippetMenu } from "./SnippetMenu";
import { snippet, type SnippetName } from "./snippets";
import { ScriptEditor, type Pasted, type Problem } from "./ScriptEditor";
import { VersionsDrawer } from "./VersionsDrawer";

/** The part of the editor that fills in snippets, which its types don't tell of. */
interface Snippets extends Monaco.editor.IEditorContribution {
  insert: (text: string) => void;
}

interface Props {
  webhook: Webhook;
  live: Version | null;
  drafting: Drafting;
  /** Hands over what leads to a place in the code. */
  onGo: (go: (line: number, column: number) => void) => void;
}

function hasUnknown(text: string, names: Names): boolean {
  return findIds(text).some(({ id }) => !names.byId.has(id));
}

export function Desk({ webhook, live, drafting, onGo }: Props) {
  const { t } = useTranslation("script");
  const names = useNames();
  const typings = useTypings().data;
  const findings = useFindings(webhook.name, drafting);
  const [params, setParams] = useSearchParams();
  const [problems, setProblems] = useState<Problem[]>([]);
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [pasted, setPasted] = useState<Pasted>();
  const [isPicking, pick] = useState(false);
  const editor = useRef<Editor>(undefined);
  const go = useCallback((line: number, column: number) => {
    editor.current?.setPosition({ lineNumber: line, column });
    editor.current?.revealLineInCenterIfOutsideViewport(line);
    editor.current?.focus();
  }, []);
  const ready = (made: Editor, monaco: typeof Monaco) => {
    editor.current = made;
    made.addAction({ id: "leadbase.pick", label: t("insertField"), keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyI], contextMenuGroupId: "1_modification", run: () => pick(true) });
    made.addAction({ id: "leadbase.keep", label: t("keepDraft"), keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS], run: () => void drafting.keep() });
    made.addAction({ id: "leadbase.run", label: t("run"), keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter], run: () => void document.querySelector<HTMLButtonElement>("[data-run]")?.click() });
    onGo(go);
  };
  const insert = (name: string) => {
    const made = editor.current;
    const at = made?.getPosition();
    const model = made?.getModel();
    pick(false);
    if (!made || !at || !model) return;
    const { text, replaces } = insertionOf(name, model.getLineContent(at.lineNumber).slice(0, at.column - 1));
    const range = { startLineNumber: at.lineNumber, startColumn: at.column - replaces, endLineNumber: at.lineNumber, endColumn: at.column };
    made.pushUndoStop();
    made.executeEdits("insert-field", [{ range, text, forceMoveMarkers: true }]);
    made.pushUndoStop();
    made.focus();
  };
  const addSnippet = (name: SnippetName) => {
    const made = editor.current;
    made?.focus();
    made?.getContribution<Snippets>("snippetController2")?.insert(snippet(name, names.tables));
  };
  const unknown = useMemo(() => new Set(findIds(drafting.source).map(({ id }) => id).filter((id) => !names.byId.has(id))).size, [drafting.source, names]);
  const open = (name: string, value: string | null) =>
    setParams((now) => {
      if (value) now.set(name, value);
      else now.delete(name);
      return now;
    }, { replace: true });
  const languages = useMemo(() => [{ value: "javascript", label: "JavaScript" }, { value: "typescript", label: "TypeScript" }], []);
  return (
    <section className={css["desk"]} aria-label={t("script")}>
      <div className={css["tools"]}>
        <FieldPicker names={names} open={isPicking} onOpen={pick} onPick={insert}>
          <Button size="small" icon={<Icon name="table" size={14} />}>
            {t("insertField")} <Key>Ctrl I</Key>
          </Button>
        </FieldPicker>
        <SnippetMenu onPick={addSnippet} />
        <Tooltip title={t("formatKeys")}>
          <Button size="small" type="text" aria-label={t("format")} icon={<Icon name="code" size={14} />} onClick={() => void editor.current?.getAction("editor.action.formatDocument")?.run()} />
        </Tooltip>
        <Select size="small" variant="borderless" aria-label={t("language")} value={drafting.language} options={languages} onChange={drafting.speak} popupMatchSelectWidth={false} />
        <span className={css["grow"]} />
        <DraftState drafting={drafting} live={live} onLook={() => open("versions", "draft")} />
        <Button size="small" type="text" icon={<Icon name="history" size={14} />} onClick={() => open("versions", "all")}>
          {t("versions")}
        </Button>
        <GoLive webhook={webhook} live={live} drafting={drafting} onGo={go} />
      </div>
      <Conflict drafting={drafting} />
      <ScriptEditor
        value={drafting.source}
        given={drafting.given}
        language={drafting.language}
        live={live?.source ?? null}
        names={names}
        typings={typings}
        findings={findings}
        readOnly={false}
        onChange={drafting.change}
        onProblems={setProblems}
        onCursor={(line, column) => setCursor({ line, column })}
        onPasted={(done) => {
          setPasted(done);
          if (hasUnknown(done.text, names)) open("doctor", "1");
        }}
        onReady={ready}
      />
      <Foot problems={problems} cursor={cursor} pasted={pasted} unknown={unknown} onDoctor={() => open("doctor", "1")} onGo={go} onPastedSeen={() => setPasted(undefined)} />
      <PasteDoctor webhook={webhook.name} drafting={drafting} names={names} open={params.has("doctor")} onClose={() => open("doctor", null)} onGo={go} />
      <VersionsDrawer webhook={webhook} live={live} drafting={drafting} shown={params.get("versions")} onShow={(value) => open("versions", value)} />
    </section>
  );
}
