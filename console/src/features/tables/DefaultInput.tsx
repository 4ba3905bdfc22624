/** A field's default as JSON, where plain text needs no quotes; empty is none. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export function DefaultInput({ id, value, onChange }: { id: string; value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("designer");
  const [typed, setTyped] = useState(shown(value));
  return (
    <Input
      id={id}
      title={t("defaultHint")}
      placeholder={t("noDefault")}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(read(event.target.value));
      }}
    />
  );
}

/** Spell a default for its box. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" && read(value) === value ? value : JSON.stringify(value);
}

/** Read what stands in the box: JSON where it is JSON, else the text itself. */
export function read(typed: string): unknown {
  if (!typed) return null;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}
