/** A form made from a JSON schema of parameters, as field types, sources and actions declare theirs. */
import { Input, InputNumber, Select, Switch } from "antd";
import { Fragment, useId } from "react";
import { useTranslation } from "react-i18next";

interface ParamSchema {
  "x-kind": string;
  "x-label": Record<string, string>;
  "x-help"?: Record<string, string>;
  "x-choices"?: readonly (Record<string, string> & { value: string })[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export interface ParamsSchema {
  properties: Record<string, ParamSchema>;
  required?: readonly string[];
}

interface Props {
  schema: ParamsSchema;
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
}

/** Rows of label and control, for a grid of two columns; a value that is left empty is left out. */
export function ParamsForm({ schema, value, onChange }: Props) {
  const { i18n } = useTranslation();
  const prefix = useId();
  const set = (name: string, next: unknown) => {
    const { [name]: _, ...rest } = value;
    onChange(next === null || next === undefined || next === "" ? rest : { ...rest, [name]: next });
  };
  return Object.entries(schema.properties).map(([name, param]) => (
    <Fragment key={name}>
      <label htmlFor={`${prefix}${name}`}>{param["x-label"][i18n.language]}</label>
      <div>
        <Control id={`${prefix}${name}`} param={param} value={value[name] ?? param.default ?? null} onChange={(next) => set(name, next)} />
        {param["x-help"]?.[i18n.language] && <div className="quiet">{param["x-help"][i18n.language]}</div>}
      </div>
    </Fragment>
  ));
}

function Control({ id, param, value, onChange }: { id: string; param: ParamSchema; value: unknown; onChange: (value: unknown) => void }) {
  const { i18n } = useTranslation();
  switch (param["x-kind"]) {
    case "integer":
      return <InputNumber id={id} precision={0} min={param.minimum} max={param.maximum} value={value as number | null} onChange={onChange} />;
    case "boolean":
      return <Switch id={id} size="small" checked={value === true} onChange={onChange} />;
    case "choice":
      return (
        <Select
          id={id}
          style={{ minWidth: 160 }}
          value={value as string | null}
          onChange={onChange}
          options={(param["x-choices"] ?? []).map((choice) => ({ value: choice.value, label: choice[i18n.language] ?? choice.value }))}
        />
      );
    default:
      return <Input id={id} maxLength={param.maxLength} value={(value as string | null) ?? ""} onChange={(event) => onChange(event.target.value)} />;
  }
}
