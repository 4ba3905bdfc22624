// How stack traces are spelled in a realm. Left to itself, the runtime around us would do it outside JavaScript, reading the
// error's `name` and `message` there: a getter that loops would then outlive the pump's timer. And it would name our own files.
//
// The call sites are objects of the outer realm, which lead to everything; no code but this file's ever sees one. The error is
// only looked at in ways that can't run code of the user.

interface CallSite {
  getFunctionName(): unknown;
  getFileName(): unknown;
  getLineNumber(): unknown;
  getColumnNumber(): unknown;
  isAsync(): unknown;
  isConstructor(): unknown;
}

const SOURCE = "hook.js";
const names = new Map<unknown, string>();
for (const kind of [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError]) {
  names.set(kind.prototype, kind.name);
}
const isError = (Error as unknown as { isError(value: unknown): boolean }).isError;
const { getPrototypeOf, getOwnPropertyDescriptor, apply } = Reflect;
const find = Map.prototype.get;

/** The value of `Error.prepareStackTrace`; never throws, since what is thrown in there could be of the outer realm. */
export function prepareStackTrace(error: unknown, sites: readonly CallSite[]): string {
  try {
    let text = header(error);
    for (let index = 0; index < sites.length; index++) text += frame(sites[index]);
    return text;
  } catch {
    return "Error";
  }
}

function header(error: unknown): string {
  if (!isError(error)) return "Error";
  const name = (apply(find, names, [getPrototypeOf(error as object)]) as string | undefined) ?? "Error";
  const message = getOwnPropertyDescriptor(error as object, "message")?.value as unknown;
  return typeof message === "string" && message !== "" ? `${name}: ${message}` : name;
}

function frame(site: CallSite): string {
  if (site.getFileName() !== SOURCE) return "";
  const place = `${SOURCE}:${site.getLineNumber() as number}:${site.getColumnNumber() as number}`;
  const name = site.getFunctionName();
  const before = `${site.isAsync() === true ? "async " : ""}${site.isConstructor() === true ? "new " : ""}`;
  return typeof name === "string" && name !== "" ? `\n    at ${before}${name} (${place})` : `\n    at ${before}${place}`;
}
