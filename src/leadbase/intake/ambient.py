"""What TypeScript is told of a script's surroundings that is the same in every workspace; `typings.py` adds the tables.

The data calls come twice: for a table that is only known when the script runs, and for one that is named outright, so
that its fields are completed and checked. The latter come last, for TypeScript tells what is wrong by the last one.
"""

from __future__ import annotations

AMBIENT = """\
/** A request as it came in. */
interface LeadbaseRequest {
  /** The parsed body: a JSON value, form fields, or text. Integers beyond 2^53 are text. */
  body: any;
  readonly rawBody: string;
  /** By name in lower case; `-` and `_` are alike. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly query: { readonly [name: string]: any };
  readonly method: string;
  readonly path: string;
  readonly ip: string;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  /** The kind of sender, such as "feiyu". */
  readonly source: string | null;
}

/** What the sender is answered: an object goes as JSON, text as text. */
interface LeadbaseResponse {
  body: any;
  status: number;
  headers: { [name: string]: string };
}

interface LeadbaseAnyForm { [field: string]: any }
interface LeadbaseAnyRecord { readonly _id: string; readonly [field: string]: any }
type LeadbaseTable = keyof LeadbaseForms & keyof LeadbaseRecords;
type LeadbaseUnknownTable<T> = string extends T ? T : never;
type LeadbaseFilter<R> =
  | { [K in Exclude<keyof R, "_id">]?: any }
  | { and: readonly any[] }
  | { or: readonly any[] }
  | { not: any };
interface LeadbaseQuery<R> {
  filter?: LeadbaseFilter<R> | null;
  sort?: any;
  limit?: number;
  cursor?: string | null;
}
interface LeadbasePage<R> { readonly items: R[]; readonly next_cursor: string | null }

/** The workspace's records. Everything that a run writes commits together, when it has ended well. */
interface LeadbaseData {
  saveData<T extends string>(table: LeadbaseUnknownTable<T>, form: LeadbaseAnyForm): Promise<LeadbaseAnyRecord>;
  /** Inserts a record and gives it. */
  saveData<T extends LeadbaseTable>(table: T, form: LeadbaseForms[T]): Promise<LeadbaseRecords[T]>;
  getData<T extends string>(table: LeadbaseUnknownTable<T>, id: string): Promise<LeadbaseAnyRecord | undefined>;
  /** Gives a record, or undefined where there is none. */
  getData<T extends LeadbaseTable>(table: T, id: string): Promise<LeadbaseRecords[T] | undefined>;
  updateData<T extends string>(table: LeadbaseUnknownTable<T>, id: string, form: LeadbaseAnyForm): Promise<void>;
  /** Changes the fields that the form names; throws when there is no such record. */
  updateData<T extends LeadbaseTable>(table: T, id: string, form: LeadbaseForms[T]): Promise<void>;
  removeData<T extends string>(table: LeadbaseUnknownTable<T>, id: string): Promise<void>;
  /** Deletes a record; throws when there is no such record. */
  removeData(table: LeadbaseTable, id: string): Promise<void>;
  queryData<T extends string>(
    table: LeadbaseUnknownTable<T>, query?: LeadbaseQuery<any>): Promise<LeadbasePage<LeadbaseAnyRecord>>;
  /** Gives a page of records. */
  queryData<T extends LeadbaseTable>(
    table: T, query?: LeadbaseQuery<LeadbaseRecords[T]>): Promise<LeadbasePage<LeadbaseRecords[T]>>;
  findOne<T extends string>(table: LeadbaseUnknownTable<T>, filter?: any): Promise<LeadbaseAnyRecord | undefined>;
  /** Gives the first record that fits, or undefined. */
  findOne<T extends LeadbaseTable>(
    table: T, filter?: LeadbaseFilter<LeadbaseRecords[T]>): Promise<LeadbaseRecords[T] | undefined>;
  countData<T extends string>(table: LeadbaseUnknownTable<T>, filter?: any): Promise<number>;
  /** Counts the records that fit. */
  countData<T extends LeadbaseTable>(table: T, filter?: LeadbaseFilter<LeadbaseRecords[T]>): Promise<number>;
  upsertData<T extends string>(
    table: LeadbaseUnknownTable<T>, keys: string | readonly string[], form: LeadbaseAnyForm
  ): Promise<LeadbaseAnyRecord>;
  /** Changes the record that has the same values in these fields, or inserts one. */
  upsertData<T extends LeadbaseTable>(
    table: T, keys: string | readonly string[], form: LeadbaseForms[T]
  ): Promise<LeadbaseRecords[T] & { readonly created: boolean }>;
  saveMany<T extends string>(
    table: LeadbaseUnknownTable<T>, forms: readonly LeadbaseAnyForm[]): Promise<LeadbaseAnyRecord[]>;
  /** Inserts records and gives them in order. */
  saveMany<T extends LeadbaseTable>(table: T, forms: readonly LeadbaseForms[T][]): Promise<LeadbaseRecords[T][]>;
}

/** A moment of moment.js; local time is the workspace's zone. */
interface LeadbaseMoment {
  format(format?: string): string;
  valueOf(): number;
  unix(): number;
  toDate(): Date;
  toISOString(keepOffset?: boolean): string;
  isValid(): boolean;
  add(amount: any, unit?: string): LeadbaseMoment;
  subtract(amount: any, unit?: string): LeadbaseMoment;
  startOf(unit: string): LeadbaseMoment;
  endOf(unit: string): LeadbaseMoment;
  diff(other: any, unit?: string, precise?: boolean): number;
  isBefore(other: any, unit?: string): boolean;
  isAfter(other: any, unit?: string): boolean;
  isSame(other: any, unit?: string): boolean;
  isBetween(from: any, to: any, unit?: string): boolean;
  fromNow(withoutSuffix?: boolean): string;
  utc(): LeadbaseMoment;
  local(): LeadbaseMoment;
  tz(zone: string): LeadbaseMoment;
  clone(): LeadbaseMoment;
  year(): number;
  month(): number;
  date(): number;
  day(): number;
  hour(): number;
  minute(): number;
  second(): number;
  readonly [member: string]: any;
}
interface LeadbaseMomentFactory {
  (value?: any, format?: string | readonly string[], ...more: any[]): LeadbaseMoment;
  utc(value?: any, format?: string): LeadbaseMoment;
  unix(seconds: number): LeadbaseMoment;
  duration(value: any, unit?: string): any;
  tz(value: any, zone: string): LeadbaseMoment;
  readonly [member: string]: any;
}

interface LeadbaseUuid { v4(): string; v1(): string; readonly [member: string]: any }

interface LeadbaseHash { update(value: any): LeadbaseHash; digest(encoding?: "hex" | "base64" | "base64url"): any }
interface LeadbaseCrypto {
  hash(name: string, value: any, encoding?: "hex" | "base64" | "base64url"): string;
  hmac(name: string, key: any, value: any, encoding?: "hex" | "base64" | "base64url"): string;
  createHash(name: string): LeadbaseHash;
  createHmac(name: string, key: any): LeadbaseHash;
  randomUUID(): string;
  randomBytes(count: number, encoding?: "hex" | "base64" | "base64url"): any;
}

interface LeadbaseRequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
  headers?: { [name: string]: string | number | boolean };
  query?: { [name: string]: any };
  /** Text goes as text, anything else as JSON. */
  body?: any;
  /** Fields of a form; instead of a body. */
  form?: { [name: string]: any };
  /** The name of a secret that the request carries; the script never sees it. */
  auth?: LeadbaseSecret;
  /** Milliseconds; 5,000 unless given, at most 9,000. */
  timeout?: number;
  /** Whether to follow redirects; yes unless given. */
  redirect?: boolean;
}
interface LeadbaseHttpAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** The JSON value where the answer says that it is JSON, else text. */
  readonly data: any;
  readonly url: string;
  /** There in a dry run, which sends nothing. */
  readonly dryRun?: true;
}
interface LeadbaseHttp {
  /** Calls a host that the workspace allows. Any status is an answer; without one it throws, and the lead waits. */
  request(url: string, options?: LeadbaseRequestOptions): Promise<LeadbaseHttpAnswer>;
}
interface LeadbaseCurlOptions {
  method?: string;
  data?: any;
  content?: string;
  contentType?: "json" | (string & {});
  dataType?: "json" | "text" | (string & {});
  headers?: { [name: string]: any };
  timeout?: number | readonly number[];
  auth?: string;
  followRedirect?: boolean;
  readonly [option: string]: any;
}
interface LeadbaseCurlAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly data: any;
  readonly res: { readonly status: number; readonly statusCode: number; readonly headers: any };
  readonly dryRun?: true;
}

interface LeadbaseModules {
  readonly data: LeadbaseData;
  readonly http: LeadbaseHttp;
  /** The same in the form that many scripts know: with dataType "json" the data is parsed. */
  curl(url: string, options?: LeadbaseCurlOptions): Promise<LeadbaseCurlAnswer>;
  /** Gives a secret in the clear, where an administrator allows that; `auth` of http.request needs none of this. */
  secret(name: LeadbaseReadableSecret): Promise<string>;
  readonly moment: LeadbaseMomentFactory;
  readonly lodash: { readonly [name: string]: (...values: any[]) => any };
  readonly uuid: LeadbaseUuid;
  readonly lib: { readonly uuid: LeadbaseUuid };
  readonly crypto: LeadbaseCrypto;
  readonly base64: { encode(value: any): string; decode(text: string): string; readonly [member: string]: any };
  /** Kept with the attempt, as console output is. */
  log(...values: any[]): void;
}

declare const request: LeadbaseRequest;
declare const response: LeadbaseResponse;
declare const modules: LeadbaseModules;
declare const $modules: LeadbaseModules;
declare const $plugin: LeadbaseModules;
declare const console: {
  log(...values: any[]): void;
  info(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  debug(...values: any[]): void;
};
"""
