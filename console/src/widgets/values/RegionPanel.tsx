/** Provinces, cities and counties beside each other, under a cell that is being edited. */
import { Cascader, Spin } from "antd";
import type { Sources } from "./field";
import { namesOf, useRegions, type Place } from "./regions";

interface Props {
  value: unknown;
  sources: Sources;
  /** Given the place; `isWhole`: nothing is under it. */
  onPick: (place: string, isWhole: boolean) => void;
}

export default function RegionPanel({ value, sources, onPick }: Props) {
  const places = useRegions(sources);
  if (!places) return <Spin size="small" />;
  return <Cascader.Panel<Place> changeOnSelect defaultValue={namesOf(value)} options={places} onChange={(names, chain) => onPick(names.join(" "), !chain.at(-1)?.children)} />;
}
