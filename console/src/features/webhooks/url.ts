/** What is said and copied of a webhook's URL. */

export interface UrlParts {
  /** Up to and with the slash before the suffix. */
  stem: string;
  /** The same with the key cut to its first four characters, for lists and heads. */
  short: string;
  path: string;
  isLoopback: boolean;
}

export function urlParts(url: string): UrlParts {
  const { pathname, hostname } = new URL(url);
  const key = pathname.split("/")[2] ?? "";
  const stem = url.slice(0, url.lastIndexOf("/") + 1);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname) || hostname.startsWith("127.");
  return { stem, short: `…/hook/${key.slice(0, 4)}…/`, path: pathname, isLoopback };
}

/** Give a command that sends a body to a URL, quoted for a POSIX shell. */
export function curlOf(url: string, body: unknown): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `curl -X POST ${quoted(url)} -H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;
}
