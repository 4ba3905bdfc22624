/** The check-up: what is wrong with the server and what to do, as `leadbase doctor` tells it; the rest is folded. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { Light, type Tone } from "@/widgets/state";
import { useCheckup } from "./keeping";
import css from "./settings.module.css";

type Finding = Schemas["CheckupItemOut"];

const TONES: Readonly<Record<string, Tone> & Record<"ok" | "warning" | "failed", Tone>> = { ok: "ok", warning: "warn", failed: "bad" };

export function DoctorPanel() {
  const { t } = useTranslation("keeping");
  const checkup = useCheckup();
  const again = (
    <Button size="small" loading={checkup.isFetching} onClick={() => void checkup.refetch()}>
      {t("doctorAgain")}
    </Button>
  );
  return (
    <Panel flush title={<span id="settings-doctor">{t("doctor")}</span>} extra={again}>
      <Loaded query={checkup} rows={4}>
        {({ items }) => <Findings items={items} />}
      </Loaded>
    </Panel>
  );
}

function Findings({ items }: { items: Finding[] }) {
  const { t } = useTranslation("keeping");
  const found = items.filter((one) => one.health !== "ok").sort((one, other) => Number(other.health === "failed") - Number(one.health === "failed"));
  const fine = items.filter((one) => one.health === "ok");
  return (
    <>
      <p className={css["verdict"]}>
        <Light tone={found[0] ? TONES[found[0].health] : "ok"}>{found.length ? t("doctorFound", { count: found.length }) : t("doctorFine")}</Light>
      </p>
      <Rows items={found} />
      <details className={css["fine"]}>
        <summary>{t("doctorRest", { count: fine.length })}</summary>
        <Rows items={fine} />
      </details>
    </>
  );
}

function Rows({ items }: { items: Finding[] }) {
  const { t, i18n } = useTranslation("keeping");
  const name = (check: string) => (i18n.exists(`keeping:check_${check}`) ? t(`check_${check}` as "check_disk") : check);
  return (
    <dl className={css["rows"]}>
      {items.map((one) => (
        <div key={one.check} className={css["finding"]}>
          <dt>
            <Light tone={TONES[one.health]}>{name(one.check)}</Light>
          </dt>
          <dd>{one.message}</dd>
        </div>
      ))}
    </dl>
  );
}
