import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { read } from "@/widgets/json/rows";
import { curlOf, fixtureOf } from "./curl";
import { differences } from "./difference";
import { hintOf } from "./hints";

const source = {
  fields: [{ key: "date", is_time: true }],
  option_lists: [{ field: "clue_source", options: [{ code: "0", label: { zh: "巨量广告", en: "Ocean ads" } }] }],
} as unknown as Schemas["SourceOut"];

test("unix seconds and milliseconds under the name of a time are moments", () => {
  expect(hintOf(["create_time"], "1795428249", source)).toEqual({ kind: "moment", ms: 1_795_428_249_000, unit: "s" });
  expect(hintOf(["paid_at"], read("1795428249123"), source)).toEqual({ kind: "moment", ms: 1_795_428_249_123, unit: "ms" });
  expect(hintOf(["date"], "1795428249", source)?.kind).toBe("moment");
  expect(hintOf(["telphone"], "1795428249", source)).toBeUndefined();
});

test("codes, regions, long digits and nothing are told", () => {
  expect(hintOf(["clue_source"], read("0"), source)).toEqual({ kind: "code", label: { zh: "巨量广告", en: "Ocean ads" } });
  expect(hintOf(["location"], "浙江+杭州", source)).toEqual({ kind: "region", text: "浙江 杭州" });
  expect(hintOf(["req_id"], read("9223372036854775807"), source)).toEqual({ kind: "long" });
  expect(hintOf(["qq"], "", source)).toEqual({ kind: "empty" });
  expect(hintOf(["name"], "沈一诺", source)).toBeUndefined();
});

test("differences name what came, went and changed, and nothing for another order", () => {
  const before = read('{"a":1,"b":{"c":"x"},"d":[1,2],"gone":true}');
  const after = read('{"b":{"c":"y","new":1.10},"a":1,"d":[1]}');
  expect(differences(before, after)).toEqual([
    { path: "$.b.c", kind: "changed", before: '"x"', after: '"y"' },
    { path: "$.b.new", kind: "added", after: "1.10" },
    { path: "$.d[1]", kind: "removed", before: "2" },
    { path: "$.gone", kind: "removed", before: "true" },
  ]);
  expect(differences(read('{"a":1,"b":2}'), read('{"b":2,"a":1}'))).toEqual([]);
});

test("digits beyond 2^53 differ in their last place", () => {
  expect(differences(read("9007199254740993"), read("9007199254740992"))).toHaveLength(1);
});

const event = {
  id: "6b054dffa8f91536ca03544b",
  method: "POST",
  headers: [
    { name: "content-type", value: "application/json" },
    { name: "content-length", value: "12" },
    { name: "authorization", value: "Bea***" },
    { name: "x-signature", value: "it's" },
  ],
  query: [{ name: "a", value: "1 2" }],
  answer: { status: 200, content_type: "application/json", headers: {}, body: '{"code":"0"}' },
} as unknown as Schemas["EventDetailOut"];

test("curl quotes for the shell and leaves out what belongs to one connection or is secret", () => {
  expect(curlOf(event, "https://leads.example.com/hook/k/feiyu", '{"name":"O\'Neil"}')).toBe(
    `curl -X POST 'https://leads.example.com/hook/k/feiyu?a=1+2' \\\n  -H 'content-type: application/json' \\\n  -H 'x-signature: it'\\''s' \\\n  --data-raw '{"name":"O'\\''Neil"}'`,
  );
});

test("a fixture keeps every digit of the body", () => {
  expect(fixtureOf(event, '{"id":9223372036854775807}')).toContain('"id": 9223372036854775807');
  expect(fixtureOf(event, "a=1")).toContain('"text": "a=1"');
});
