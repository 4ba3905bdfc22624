import { expect, test } from "vitest";
import { added, changed, continued, countOf, difference, draftOf, faultOf, markOf, moved, movedKeys, newDraft, planOf, removed } from "./plan";
import type { Field } from "./reads";

const field = (id: string): Field => ({
  id, label: id, name: id, aliases: [], type: "text", params: {}, description: "", required: false, unique: false, searchable: true, default: null, deleted_at: null,
}) as Field;

const fields = ["a", "b", "c", "d"].map(field);

test("nothing is marked while nothing differs", () => {
  expect(countOf(planOf(fields), fields)).toBe(0);
});

test("only what differs is sent", () => {
  const plan = changed(planOf(fields), "b", { label: "B", required: true });
  expect(difference(plan.drafts[1]!)).toEqual({ label: "B", required: true });
  expect(markOf(plan, plan.drafts[1]!, fields)).toBe("change");
});

test("a field that was carried to the front is the only one that moved", () => {
  const plan = moved(planOf(fields), "d", 0);
  expect([...movedKeys(plan, fields)]).toEqual(["d"]);
  expect(countOf(plan, fields)).toBe(1);
});

test("a planned field goes without a trace, one that exists is marked", () => {
  const plan = added(planOf(fields), newDraft("new", "text", "New", true));
  expect(removed(plan, "new").drafts).toHaveLength(4);
  expect(markOf(removed(plan, "a"), removed(plan, "a").drafts[0]!, fields)).toBe("remove");
});

test("moving beyond the ends changes nothing", () => {
  const plan = planOf(fields);
  expect(moved(plan, "a", -1)).toBe(plan);
  expect(moved(plan, "a", 4)).toBe(plan);
});

test("a field without a name, or with that of another, is told before it is sent", () => {
  expect(faultOf(changed(planOf(fields), "a", { label: " " }))).toMatchObject({ text: "emptyLabel", key: "a" });
  expect(faultOf(added(planOf(fields), newDraft("n", "text", "b", true)))).toMatchObject({ text: "doubleLabel", name: "b" });
  expect(faultOf(planOf(fields))).toBeNull();
});

test("after a save that was broken off only what is not saved is still planned", () => {
  const plan = added(removed(added(planOf(fields), newDraft("n", "text", "N", true)), "a"), newDraft("m", "text", "M", true));
  const left = continued(plan, new Map([["a", null], ["n", field("e")]]));
  expect(left.drafts.map((draft) => draft.key)).toEqual(["b", "c", "d", "e", "m"]);
  expect(countOf(left, [...fields.slice(1), field("e")])).toBe(1);
});

test("what the server has makes a draft without difference", () => {
  expect(difference(draftOf(field("a")))).toEqual({});
});
