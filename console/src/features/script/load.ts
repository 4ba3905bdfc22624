/** Fetches the editor. Its words must be there before it is, so the language of its first use stays until a reload. */
type Loaded = typeof import("./monaco") & typeof import("./names");

let loading: Promise<Loaded> | undefined;

export function loadMonaco(language: string): Promise<Loaded> {
  loading ??= fetchAll(language).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchAll(language: string): Promise<Loaded> {
  if (language !== "en") await import("monaco-editor/nls/lang/zh-cn.js");
  const [editor, names] = await Promise.all([import("./monaco"), import("./names")]);
  return { ...editor, ...names };
}
