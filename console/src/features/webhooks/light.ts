/** How each light of a webhook is drawn. */
import type { Tone } from "@/widgets/state";
import type { Health } from "./reads";

export type LightName = Health["light"];

export const tones: Record<LightName, Tone> = { live: "ok", failing: "bad", silent: "warn", off: "idle", new: "accent" };
