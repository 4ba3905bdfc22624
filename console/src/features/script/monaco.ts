/** The editor itself: loaded by this route alone, in the reader's language, with its workers from this server. */
import * as monaco from "monaco-editor/editor.js";
import "monaco-editor/features/register.all.js";
import "monaco-editor/languages/definitions/javascript/register.js";
import "monaco-editor/languages/definitions/typescript/register.js";
import * as typescript from "monaco-editor/languages/features/typescript/register.js";
import EditorWorker from "monaco-editor/editor/editor.worker.js?worker";
import TypeScriptWorker from "monaco-editor/languages/features/typescript/ts.worker.js?worker";
import { colour, mono, type Colour, type Mode } from "@/theme";

export { monaco };
export type Editor = monaco.editor.IStandaloneCodeEditor;

/** Never used names are no finding: every hook has parameters that it may leave alone. */
const IGNORED = [6133, 6192, 6196, 6198, 7044, 7045, 80001, 80005, 80007];

/** TypeScript's word for taking every file as a module, so that a script may have a `request` of its own. */
const FORCE = 3;

self.MonacoEnvironment = {
  getWorker: (_, label) => (label === "javascript" || label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

for (const defaults of [typescript.javascriptDefaults, typescript.typescriptDefaults]) {
  // As the server checks: the same declarations, JavaScript loosely, TypeScript strictly, each script a module of its own.
  const isTyped = defaults === typescript.typescriptDefaults;
  defaults.setCompilerOptions({
    allowNonTsExtensions: true,
    allowJs: !isTyped,
    checkJs: !isTyped,
    strict: isTyped,
    useUnknownInCatchVariables: false,
    moduleDetection: FORCE,
    noLib: false,
    lib: ["esnext"],
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    noEmit: true,
  });
  defaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: IGNORED });
  defaults.setEagerModelSync(true);
}

/** Declare what surrounds a script: `$modules`, and the workspace's tables and fields. */
export function declare(typings: string): void {
  for (const defaults of [typescript.javascriptDefaults, typescript.typescriptDefaults]) {
    defaults.setExtraLibs([{ content: typings, filePath: "ts:leadbase.d.ts" }]);
  }
}

function themeOf(mode: Mode): monaco.editor.IStandaloneThemeData {
  const of = (name: Colour) => colour(name, mode);
  const thin = (name: Colour) => `${of(name)}99`;
  const bare = (name: Colour) => of(name).slice(1);
  const rule = (token: string, name: Colour) => ({ token, foreground: bare(name) });
  return {
    base: mode === "dark" ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      rule("", "text"),
      rule("keyword", "code-keyword"),
      rule("string", "code-string"),
      rule("number", "code-number"),
      rule("comment", "code-comment"),
      rule("type.identifier", "code-call"),
      rule("regexp", "code-string"),
      rule("delimiter", "text2"),
    ],
    colors: {
      "editor.background": of("surface"),
      "editor.foreground": of("text"),
      "editorLineNumber.foreground": of("text3"),
      "editorLineNumber.dimmedForeground": of("text3"),
      "editorLineNumber.activeForeground": of("text"),
      "editor.lineHighlightBackground": of("sunken"),
      "editor.lineHighlightBorder": of("sunken"),
      "editor.selectionBackground": of("accent-edge"),
      "editorCursor.foreground": of("accent"),
      "editorIndentGuide.background1": of("line"),
      "editorWidget.background": of("surface"),
      "editorWidget.border": of("line2"),
      "editorSuggestWidget.selectedBackground": of("accent-soft"),
      "editorSuggestWidget.selectedForeground": of("accent-text"),
      "editorSuggestWidget.highlightForeground": of("accent-text"),
      "editorInlayHint.background": of("accent-soft"),
      "editorInlayHint.foreground": of("accent-text"),
      "editorError.foreground": of("bad-fill"),
      "editorWarning.foreground": of("warn-fill"),
      "editorGutter.background": of("surface"),
      "diffEditor.insertedLineBackground": thin("ok-soft"),
      "diffEditor.removedLineBackground": thin("bad-soft"),
      // Words are framed rather than filled: text on a second ground would be hard to read.
      "diffEditor.insertedTextBackground": thin("ok-soft"),
      "diffEditor.removedTextBackground": thin("bad-soft"),
      "diffEditor.insertedTextBorder": of("ok-fill"),
      "diffEditor.removedTextBorder": of("bad-fill"),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, of("text2")])),
      "scrollbarSlider.background": of("line2"),
      "scrollbarSlider.hoverBackground": of("text3"),
      "scrollbarSlider.activeBackground": of("text3"),
      focusBorder: of("accent"),
    },
  };
}

/** Dress every editor in a mode's colours. */
export function dress(mode: Mode): void {
  monaco.editor.defineTheme("leadbase", themeOf(mode));
  monaco.editor.setTheme("leadbase");
}

export const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: mono,
  fontSize: 13,
  lineHeight: 22,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  tabSize: 2,
  fixedOverflowWidgets: true,
  padding: { top: 10, bottom: 24 },
  renderLineHighlight: "line",
  overviewRulerBorder: false,
  quickSuggestions: { strings: true, other: true, comments: false },
  unicodeHighlight: { ambiguousCharacters: false },
  inlayHints: { enabled: "on", fontSize: 11 },
  stickyScroll: { enabled: false },
  glyphMargin: false,
  scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
  lineDecorationsWidth: 12,
  wordBasedSuggestions: "off",
};
