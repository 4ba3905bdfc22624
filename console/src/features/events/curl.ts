/** An event as a command that sends it again, and as a sample for tests. */
import type { Schemas } from "@/api/client";
import { read, write } from "@/widgets/json/rows";

type Event = Schemas["EventDetailOut"];

/** Headers that belong to one connection or to proxies, or that hold a credential: curl makes its own. */
const LEFT_OUT = new Set(["host", "content-length", "connection", "accept-encoding", "transfer-encoding", "expect", "user-agent", "accept", "cookie", "authorization", "forwarded", "via"]);

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Spell the command for a POSIX shell; header values that were masked are left out. */
export function curlOf(event: Pick<Event, "method" | "headers" | "query">, url: string, body: string): string {
  const query = new URLSearchParams(event.query.map(({ name, value }): [string, string] => [name, value])).toString();
  const headers = event.headers.filter(({ name, value }) => !LEFT_OUT.has(name) && !name.startsWith("x-forwarded") && !value.includes("***"));
  const lines = [
    `curl -X ${event.method} ${quoted(query ? `${url}?${query}` : url)}`,
    ...headers.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body ? [`--data-raw ${quoted(body)}`] : []),
  ];
  return lines.join(" \\\n  ");
}

/** Give what a test needs: the request's body, its kind, and what was answered. Digits stay exact. */
export function fixtureOf(event: Event, body: string): string {
  const kind = event.headers.find(({ name }) => name === "content-type")?.value;
  const parsed = read(body);
  return write({ event: event.id, headers: kind ? { "content-type": kind } : {}, ...(parsed === undefined ? { text: body } : { body: parsed }), answer: event.answer && { status: event.answer.status, body: read(event.answer.body) ?? event.answer.body } }, 2);
}
