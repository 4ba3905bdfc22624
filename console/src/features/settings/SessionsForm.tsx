/** Where one is signed in, and the way to end it everywhere else. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { Tag } from "@/widgets/state";
import { Ago, wholeMoment } from "@/widgets/time";
import { useEndOtherSessions, useOwnSessions } from "./reads";
import css from "./settings.module.css";

export function SessionsForm() {
  const { t } = useTranslation("settings");
  const sessions = useOwnSessions();
  const end = useEndOtherSessions();
  const tell = useTell();
  const items = sessions.data?.items ?? [];
  const endOthers = () => end.mutate(undefined, { onError: tell.failed, onSuccess: ({ ended }) => tell.done(t("sessionsEnded", { count: ended })) });
  return (
    <details className={css["more"]}>
      <summary>{t("sessions", { count: items.length })}</summary>
      <ul className={css["sessions"]}>
        {items.map((one) => (
          <li key={one.created_at}>
            {t("signedInAt", { when: wholeMoment(one.created_at) })} {one.current ? <Tag tone="ok">{t("thisOne")}</Tag> : <Ago at={one.seen_at} />}
          </li>
        ))}
      </ul>
      <Button loading={end.isPending} disabled={items.length < 2} onClick={endOthers}>
        {t("endOthers")}
      </Button>
    </details>
  );
}
