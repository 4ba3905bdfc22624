/** What a record's drawer finds of the grid that it stands beside. */
import { createContext, useContext } from "react";
import type { Sources } from "@/widgets/values/field";
import type { Column, Table, View } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Writer } from "../store/writes";

export interface Beside {
  table: Table;
  view: View;
  columns: readonly Column[];
  shown: readonly Column[];
  sources: Sources;
  store: RecordStore;
  writer: Writer;
  isReadOnly: boolean;
  /** What a new record begins with. */
  preset?: Readonly<Record<string, unknown>>;
  open: (record: string) => void;
  close: () => void;
}

export const GridContext = createContext<Beside | undefined>(undefined);

export function useBeside(): Beside {
  const beside = useContext(GridContext);
  if (!beside) throw new Error("A drawer stands beside a grid.");
  return beside;
}
