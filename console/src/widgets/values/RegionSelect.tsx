/** A place in a form: a province, a city or a county, picked or found by a part of its name. */
import { Cascader } from "antd";
import { namesOf, useRegions, type Place } from "./regions";
import type { FormEditorProps } from "./FormEditor";

const MOST_FOUND = 50;

export default function RegionSelect({ field, value, sources, onCommit, id, refused, autoFocus }: FormEditorProps) {
  const places = useRegions(sources);
  const names = namesOf(value);
  return (
    <Cascader<Place>
      id={id}
      status={refused ? "error" : undefined}
      autoFocus={autoFocus}
      defaultOpen={autoFocus}
      style={{ width: "100%" }}
      aria-label={field.label}
      allowClear
      changeOnSelect
      loading={!places}
      showSearch={{ limit: MOST_FOUND }}
      value={names.length ? names : undefined}
      options={places ?? []}
      displayRender={(labels) => labels.join(" ")}
      onChange={(chosen) => onCommit(chosen?.length ? chosen.join(" ") : null)}
    />
  );
}
