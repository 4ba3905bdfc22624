/** What a value's editor and its drawing must know of the field it belongs to. */
import type { Hue } from "@/theme";

export interface ValueField {
  id: string;
  /** API name: refusals of the server name fields by it. */
  name: string;
  label: string;
  type: string;
  /** How it is drawn and edited, as `/field-types` says. */
  widget: string;
  /** How it is stored and compared. */
  shape: string;
  icon: string;
  params: Readonly<Record<string, unknown>>;
  required: boolean;
  /** Filled in by itself: never written by people. */
  computed: boolean;
  description: string;
}

export interface Option {
  handle: string;
  label: string;
  hue: Hue;
}

export interface Named {
  id: string;
  name: string;
}

/** Whom and what values name by id. Titles that are not known yet come later: `undefined` until then. */
/** A province, city or county, with what belongs to it. */
export interface Region {
  name: string;
  under: readonly Region[];
}

export interface Sources {
  people: readonly Named[];
  titleOf: (table: string, record: string) => string | undefined;
  findRecords: (table: string, words: string) => Promise<readonly Named[]>;
  /** Where nobody gives the places, a region is typed. */
  listRegions?: () => Promise<readonly Region[]>;
}

export const noSources: Sources = { people: [], titleOf: () => undefined, findRecords: async () => [] };

/** The options of a choice, in their order. */
export function optionsOf(field: ValueField): readonly Option[] {
  const options = field.params["options"];
  return Array.isArray(options) ? (options as Option[]) : [];
}

/** The option of a stored handle; one that the list does not know is shown as it is. */
export function optionOf(field: ValueField, handle: unknown): Option {
  const found = optionsOf(field).find((one) => one.handle === handle);
  return found ?? { handle: String(handle), label: String(handle), hue: "grey" };
}

/** The table of a link's records. */
export function linkedTable(field: ValueField): string {
  return String(field.params["table"] ?? "");
}

/** The number of stars of a rating. */
export function starsOf(field: ValueField): number {
  return Number(field.params["max"] ?? 5);
}

/** Tell whether a value is none at all. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
