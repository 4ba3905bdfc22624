/** Adds a field: the types by group, found by typing. */
import { Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FieldIcon } from "@/widgets/fieldIcon";
import { Icon } from "@/widgets/icon";
import css from "./designer.module.css";
import type { FieldType } from "./reads";

const GROUPS = ["text", "number", "choice", "time", "contact", "relation", "system"] as const;

export function AddField({ types, onAdd }: { types: readonly FieldType[]; onAdd: (type: FieldType, label: string) => void }) {
  const { t, i18n } = useTranslation("designer");
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const words = query.trim().toLowerCase();
  const shown = types.filter((type) => `${type.name} ${Object.values(type.label).join(" ")}`.toLowerCase().includes(words));
  const pick = (type: FieldType) => {
    setOpen(false);
    setQuery("");
    onAdd(type, type.label[i18n.language] ?? type.name);
  };
  const content = (
    <div className={css["types"]}>
      <Input
        autoFocus
        prefix={<Icon name="search" size={14} />}
        placeholder={t("typeSearch")}
        aria-label={t("typeSearch")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onPressEnter={(event) => {
          if (!event.nativeEvent.isComposing && shown[0]) pick(shown[0]);
        }}
      />
      <div className={css["groups"]}>
        {GROUPS.map((group) => {
          const members = shown.filter((type) => type.group === group);
          if (!members.length) return null;
          return (
            <div key={group} role="group" aria-label={t(`group_${group}`)}>
              <div className={css["group"]}>{t(`group_${group}`)}</div>
              {members.map((type) => (
                <button key={type.name} type="button" className={css["typeItem"]} title={type.summary[i18n.language]} onClick={() => pick(type)}>
                  <FieldIcon name={type.icon} /> {type.label[i18n.language]}
                </button>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={content} destroyOnHidden>
      <Button icon={<Icon name="plus" />}>{t("addField")}</Button>
    </Popover>
  );
}
