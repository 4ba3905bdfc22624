/** Pasted code that names ids from elsewhere: says what each is, and makes it or maps it. Nothing changes before its button. */
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Names } from "@/ui/run/names";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { usePasteCheck, usePasteFix } from "./doctor";
import css from "./doctor.module.css";
import { DoctorRow } from "./DoctorRow";
import type { Drafting } from "./drafting";
import { decide, fixOf, suggest, tally, type Choices, type PasteCheck } from "./pasting";

interface Props {
  webhook: string;
  drafting: Drafting;
  names: Names;
  open: boolean;
  onClose: () => void;
  onGo: (line: number, column: number) => void;
}

export function PasteDoctor({ webhook, drafting, names, open, onClose, onGo }: Props) {
  const { t } = useTranslation("script");
  const check = usePasteCheck(webhook, drafting.source, open);
  return (
    <Drawer open={open} size={580} mask={false} title={t("doctor")} onClose={onClose} destroyOnHidden styles={{ body: { padding: 0, display: "flex", flexDirection: "column" } }}>
      <Loaded query={check} rows={8}>
        {(found) => (found.unknown.length ? <Found webhook={webhook} check={found} drafting={drafting} names={names} onClose={onClose} onGo={onGo} /> : <p className={css["none"]}>{t("doctorNone")}</p>)}
      </Loaded>
    </Drawer>
  );
}

interface FoundProps extends Omit<Props, "open"> {
  check: PasteCheck;
}

function Found({ webhook, check, drafting, names, onClose, onGo }: FoundProps) {
  const { t } = useTranslation("script");
  const tell = useTell();
  const fix = usePasteFix(webhook);
  const [choices, setChoices] = useState<Choices>(() => suggest(check, names));
  const ids = check.unknown.map((one) => one.id).join();
  useEffect(() => setChoices(suggest(check, names)), [ids, names.tables.length]);
  const { create, map, open } = tally(check, choices);
  const sorted = [...check.unknown].sort((a, b) => Number(b.kind === "table") - Number(a.kind === "table") || a.line - b.line);
  const apply = async () => {
    const before = drafting.source;
    const { source, created } = await fix.mutateAsync({ source: before, fix: fixOf(check, names, choices) });
    drafting.replace(source);
    tell.done(t("doctored", { tables: created.tables.length, fields: created.fields.length, map }), source === before ? undefined : () => drafting.replace(before));
    if (!open) onClose();
  };
  return (
    <>
      <div className={css["summary"]}>
        <p>
          {t("doctorSummary", { count: check.unknown.length + check.known.length, known: check.known.length })} <b>{t("doctorUnknown", { count: check.unknown.length })}</b>
        </p>
        <div className={css["bar"]} aria-hidden>
          <span data-tone="ok" style={{ flexGrow: check.known.length }} />
          <span data-tone="accent" style={{ flexGrow: create + map }} />
          <span data-tone="warn" style={{ flexGrow: open }} />
        </div>
        <ul>
          <li data-tone="ok">{t("known", { count: check.known.length })}</li>
          <li data-tone="accent">{t("suggested", { count: create + map })}</li>
          {open > 0 && <li data-tone="warn">{t("yours", { count: open })}</li>}
        </ul>
      </div>
      <div className={css["list"]}>
        {sorted.map((one) => (
          <DoctorRow key={one.id} unknown={one} names={names} choices={choices} onChoose={(choice) => setChoices((now) => decide(one.id, choice, check, names, now))} onGo={onGo} />
        ))}
      </div>
      <div className={css["told"]}>
        {map > 0 && <p>{t("willMap", { count: map })}</p>}
        {create > 0 && <p>{t("willCreate", { count: create })}</p>}
      </div>
      <footer className={css["foot"]}>
        <Button type="text" onClick={onClose}>
          {t("doctorLater")}
        </Button>
        <Button type="primary" icon={<Icon name="tools" />} disabled={create + map === 0} loading={fix.isPending} onClick={() => void apply().catch(tell.failed)}>
          {t("doctorApply", { count: create + map })}
        </Button>
      </footer>
    </>
  );
}
