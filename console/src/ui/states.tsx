/** What stands where content would: nothing yet, not there, not allowed, gone wrong, or still on its way. */
import { Button, Skeleton } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/client";
import { Icon, type IconName } from "@/widgets/icon";
import css from "./states.module.css";

const SKELETON_AFTER_MS = 150;

interface EmptyProps {
  icon?: IconName;
  title: ReactNode;
  text?: ReactNode;
  /** One main button, and one more at most. */
  actions?: ReactNode;
}

/** Says what this is while there is none of it, and how to begin. */
export function Empty({ icon = "info", title, text, actions }: EmptyProps) {
  return (
    <div className={css["empty"]}>
      <span className={css["picture"]} aria-hidden>
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {actions && <div className={css["actions"]}>{actions}</div>}
    </div>
  );
}

/** Tells a refusal where it happened, with what can be done. */
export function Trouble({ error, retry, action }: { error: unknown; retry?: () => void; action?: ReactNode }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : new Problem(0, "unexpected", String(error));
  const isNetwork = problem.code === "network";
  const title = isNetwork ? t("networkTitle") : problem.code === "not_allowed" ? t("notAllowedTitle") : problem.status === 404 ? t("notFoundTitle") : t("failedTitle");
  return (
    <div className={css["trouble"]} role="alert">
      <Icon name="alert" />
      <div>
        <strong>{title}</strong>
        <p>{isNetwork ? t("networkText") : problem.message}</p>
        <div className={css["actions"]}>
          {action}
          {retry && (
            <Button size="small" onClick={retry}>
              {t("retry")}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Grey lines in the place of text, once it takes long enough to be noticed. */
export function Waiting({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={css["waiting"]} aria-busy="true" aria-label={t("loading")} role="status">
      {shown && <Skeleton active title={false} paragraph={{ rows }} />}
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows what was asked for, what is in its way, or that it is coming. */
export function Loaded<T>({ query, rows, children }: { query: Asked<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Trouble error={query.error} retry={() => void query.refetch()} />;
  return <Waiting rows={rows} />;
}
