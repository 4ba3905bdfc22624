/** The one door to the server: typed by its OpenAPI description, and every refusal thrown as a Problem. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** A refusal of the server (RFC 9457), or of the network (`code` is "network"). `message` is in the reader's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "Problem";
  }

  /** Read the refusal out of an answer, whatever a proxy in between made of it. */
  static async of(response: Response): Promise<Problem> {
    const facts: Record<string, unknown> = await response.json().catch(() => ({}));
    const text = typeof facts["detail"] === "string" ? facts["detail"] : `HTTP ${response.status}`;
    return new Problem(response.status, String(facts["code"] ?? "http"), text, facts);
  }
}

type Listener = () => void;

/** What every request says beside its own words, and who hears that the session has ended. */
export const context = {
  workspace: "",
  language: "zh-CN",
  onSignedOut: (() => {}) as Listener,
};

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", context.language);
    if (context.workspace) request.headers.set("Leadbase-Workspace", context.workspace);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return response;
    const isSignIn = new URL(request.url).pathname.endsWith("/session");
    if (response.status === 401 && !isSignIn) context.onSignedOut();
    throw await Problem.of(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new Problem(0, "network", String(error));
  },
};

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "http://localhost" });
api.use(speak);

/** Give the body of an answer that has one: `await data(api.GET("/api/v1/tables"))`. Throws Problem. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}
