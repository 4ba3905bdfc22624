/** Finds a table or field by label, API name or id, and writes its name where the cursor stands. */
import { Input, Popover } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Hue } from "@/theme";
import type { Named, Names } from "@/ui/run/names";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import css from "./script.module.css";

interface Props {
  names: Names;
  open: boolean;
  onOpen: (open: boolean) => void;
  onPick: (name: string) => void;
  children: ReactNode;
}

export function FieldPicker({ names, open, onOpen, onPick, children }: Props) {
  return (
    <Popover open={open} onOpenChange={onOpen} trigger="click" placement="bottomLeft" destroyOnHidden content={<Finder names={names} onPick={onPick} onClose={() => onOpen(false)} />}>
      {children}
    </Popover>
  );
}

function Finder({ names, onPick, onClose }: { names: Names; onPick: (name: string) => void; onClose: () => void }) {
  const { t } = useTranslation("script");
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const all: Named[] = names.tables.flatMap((table) => [{ table }, ...table.fields.map((field) => ({ table, field }))]);
  const wanted = query.trim().toLowerCase();
  const found = all.filter(({ table, field }) => {
    const one = field ?? table;
    return `${one.name} ${one.label} ${one.id} ${table.label}`.toLowerCase().includes(wanted);
  });
  const chosen = Math.min(at, found.length - 1);
  const take = (named: Named | undefined) => named && onPick((named.field ?? named.table).name);
  return (
    <div className={css["finder"]}>
      <Input
        autoFocus
        allowClear
        prefix={<Icon name="search" size={14} />}
        placeholder={t("findField")}
        aria-label={t("findField")}
        role="combobox"
        aria-expanded
        aria-controls="script-fields"
        aria-activedescendant={found[chosen] ? `script-field-${chosen}` : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
          else if (event.key === "Enter") take(found[chosen]);
          else if (event.key === "Escape") onClose();
          else return;
          event.preventDefault();
        }}
      />
      <ul id="script-fields" role="listbox" aria-label={t("insertField")}>
        {found.map((named, index) => (
          <Option key={(named.field ?? named.table).id} id={`script-field-${index}`} named={named} isChosen={index === chosen} onTake={() => take(named)} />
        ))}
      </ul>
      {!found.length && <p className="quiet">{t(all.length ? "noField" : "noTables")}</p>}
    </div>
  );
}

function Option({ id, named, isChosen, onTake }: { id: string; named: Named; isChosen: boolean; onTake: () => void }) {
  const { table, field } = named;
  const one = field ?? table;
  return (
    <li id={id} role="option" aria-selected={isChosen} data-field={field ? true : undefined} ref={(row) => (isChosen ? row?.scrollIntoView({ block: "nearest" }) : undefined)} onMouseDown={(event) => event.preventDefault()} onClick={onTake}>
      {field ? <span className={css["nested"]} /> : <Square hue={table.hue as Hue} />}
      <span>{one.label}</span>
      <code className="quiet">{one.name === one.label ? "" : one.name}</code>
      <span className={css["end"]}>{field?.type ?? ""}</span>
    </li>
  );
}
