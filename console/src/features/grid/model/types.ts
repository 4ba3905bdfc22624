/** The words that all parts of the grid share. */
import type { Schemas } from "@/api/client";
import type { ValueField } from "@/widgets/values/field";

export type Table = Schemas["TableOut"];
export type View = Schemas["ViewOut"];
export type ViewKind = View["kind"];
export type Settings = Schemas["ViewSettingsOut"];
export type FieldType = Schemas["FieldTypeOut"];

/** A record, its values by field id. */
export interface Rec {
  readonly _id: string;
  readonly _version: number;
  readonly _created_at: string;
  readonly _updated_at: string;
  readonly _created_by: string;
  readonly _updated_by: string;
  readonly _source_event: string | null;
  readonly _issues?: Readonly<Record<string, { value: unknown; reason: string }>> | null;
  readonly [field: string]: unknown;
}

/** A field as the grid knows it: with what its type says. */
export interface Column extends ValueField {
  width: number;
  hidden: boolean;
  sortable: boolean;
  operators: readonly string[];
  groupable: boolean;
  unique: boolean;
  searchable: boolean;
}

/** What a list of records is asked with. */
export interface Query {
  filter: unknown;
  sort: string;
  q: string;
  group: string | null;
}
