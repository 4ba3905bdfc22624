/** Asks for a view's name, and of a new one what it is: a sheet, a kanban, a calendar or a form. */
import { Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import css from "../grid.module.css";
import { beginning, datable, stackable } from "../model/kinds";
import type { Column, Settings, View, ViewKind } from "../model/types";
import type { NewView } from "./useViewActs";
import { KIND_ICONS } from "./ViewTabs";

interface Props {
  asked: "create" | "copy" | "rename";
  view: View;
  columns: readonly Column[];
  mayShare: boolean;
  onCancel: () => void;
  onDone: (wish: NewView) => Promise<void>;
}

const KINDS: readonly ViewKind[] = ["grid", "kanban", "calendar", "form"];

export function ViewDialog({ asked, view, columns, mayShare, onCancel, onDone }: Props) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const { failed } = useTell();
  const [label, type] = useState(asked === "rename" ? view.label : "");
  const [sharing, share] = useState<View["sharing"]>("personal");
  const [kind, choose] = useState<ViewKind>(asked === "create" ? "grid" : view.kind);
  const [isBusy, work] = useState(false);
  const [field, setField] = useState<string>();
  const fields = kind === "kanban" ? stackable(columns) : kind === "calendar" ? datable(columns) : [];
  const chosen = fields.find((one) => one.id === field) ?? fields[0];
  const begin = (): Partial<Settings> => (asked === "create" ? beginning(kind, chosen, columns) : {});
  const name = label.trim() || (asked === "create" && kind !== "grid" ? t(`kind_${kind}`) : "");
  const save = () => {
    if (!name || isBusy) return;
    work(true);
    onDone({ kind, label: name, sharing, settings: begin() }).catch(failed).finally(() => work(false));
  };
  return (
    <Modal open width={480} title={t(asked === "rename" ? "viewRename" : "viewNew")} okText={ui("save")} cancelText={ui("cancel")} okButtonProps={{ disabled: !name, loading: isBusy }} onOk={save} onCancel={onCancel}>
      <div className={css["dialog"]}>
        {asked === "create" && (
          <Radio.Group className={css["kinds"]} value={kind} onChange={(event) => choose(event.target.value as ViewKind)} aria-label={t("viewKind")}>
            {KINDS.map((one) => (
              <Radio.Button key={one} value={one}>
                <Icon name={KIND_ICONS[one]} size={18} />
                {t(`kind_${one}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        )}
        {asked === "create" && <span className="quiet">{t(`kindText_${kind}`)}</span>}
        <Input autoFocus value={label} maxLength={100} aria-label={t("viewLabel")} placeholder={asked === "create" && kind !== "grid" ? t(`kind_${kind}`) : t("viewLabel")} onChange={(event) => type(event.target.value)} onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && save()} />
        {asked === "create" && (kind === "kanban" || kind === "calendar") && (
          <label className={css["asked"]}>
            {t(kind === "kanban" ? "stackBy" : "startsAt")}
            <Select style={{ flex: 1 }} value={chosen?.id} options={fields.map((one) => ({ value: one.id, label: one.label }))} onChange={setField} placeholder={t(kind === "kanban" ? "noStackable" : "noDatable")} disabled={fields.length === 0} aria-label={t(kind === "kanban" ? "stackBy" : "startsAt")} />
          </label>
        )}
        {asked !== "rename" && <Radio.Group value={sharing} onChange={(event) => share(event.target.value as View["sharing"])} options={[{ value: "personal", label: t("viewPersonal") }, { value: "shared", label: t("viewShared"), disabled: !mayShare }]} />}
      </div>
    </Modal>
  );
}
