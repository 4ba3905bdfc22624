/** Pushes a body to the webhook's own URL, as its sender would, and finds the event that it left. */
import { useMutation } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { outcomeOfEvent, type Outcome } from "@/ui/run/outcome";
import type { Payload } from "@/ui/run/reads";

type Detail = Schemas["EventDetailOut"];

const MOST_RECORDS = 20;
const TRIES = 20;
const AGAIN_MS = 500;

export interface Push {
  webhook: Schemas["WebhookOut"];
  payload: Payload;
}

async function newest(webhook: string, after?: string): Promise<Schemas["EventOut"][]> {
  const query = { webhook, limit: after ? 50 : 1, ...(after ? { after } : {}) };
  return (await data(api.GET("/api/v1/events", { params: { query } }))).items;
}

const wait = () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

/** Give the event that came first after the one that was newest before, once it is done with. */
async function eventAfter(webhook: string, before: string | undefined): Promise<Detail | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const event = (await newest(webhook, before)).at(-1);
    if (event && event.state !== "received" && event.state !== "running") {
      return data(api.GET("/api/v1/events/{event}", { params: { path: { event: event.id } } }));
    }
    await wait();
  }
  return undefined;
}

/** Give what stands in the records that the event wrote, by record id. */
async function valuesOf(detail: Detail): Promise<Map<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>();
  for (const { table, record } of detail.effects.slice(0, MOST_RECORDS)) {
    const path = { table, record };
    const values = await data(api.GET("/api/v1/tables/{table}/records/{record}", { params: { path, query: { keys: "id" } } })).catch(() => null);
    if (values) found.set(record, Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("_"))));
  }
  return found;
}

async function push({ webhook, payload }: Push): Promise<Outcome> {
  const [before] = await newest(webhook.name);
  const began = performance.now();
  // A webhook's URL may name another origin; the same path stands on this one.
  const answer = await fetch(new URL(webhook.url ?? "").pathname, {
    method: webhook.settings["methods"] instanceof Array ? String(webhook.settings["methods"].includes("POST") ? "POST" : webhook.settings["methods"][0]) : "POST",
    headers: { "content-type": payload.type },
    body: payload.text,
    credentials: "omit",
  });
  const body = await answer.text();
  const tookMs = performance.now() - began;
  const given = { status: answer.status, content_type: answer.headers.get("content-type") ?? "", headers: {}, body };
  const detail = await eventAfter(webhook.name, before?.id);
  if (!detail) return { isDry: false, state: "received", answer: given, fault: null, effects: [], console: [], isConsoleCut: false, outside: [], timings: [], tookMs, isRoundTrip: true };
  return { ...outcomeOfEvent(detail, await valuesOf(detail)), answer: given, tookMs, isRoundTrip: true };
}

export function usePush() {
  return useMutation({ mutationFn: push });
}
