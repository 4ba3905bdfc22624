/** The frame of every page: a header of 52 with title and actions, what stands under it, and content that scrolls. */
import { Button, Tooltip } from "antd";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Icon } from "@/widgets/icon";
import css from "./page.module.css";

interface Props {
  title: ReactNode;
  /** For the tab of the browser, where the title is no plain text. */
  name?: string;
  /** One level up. */
  parent?: { label: string; to: string };
  /** One quiet line beside the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** The page of the documentation that belongs here, such as "howto/webhooks". */
  help?: string;
  /** Tabs or tool bars: they stay while the content scrolls. */
  bars?: ReactNode;
  /** Content that fills the page and scrolls by itself, such as a grid. */
  fills?: boolean;
  children?: ReactNode;
}

export function Page({ title, name, parent, note, actions, help, bars, fills, children }: Props) {
  const { t } = useTranslation();
  const told = name ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = told ? `${told} · Leadbase` : "Leadbase";
  }, [told]);
  return (
    <div className={css["page"]}>
      <header className={css["header"]}>
        <div className={css["heading"]}>
          {parent && (
            <>
              <Link to={parent.to} className={css["parent"]}>
                {parent.label}
              </Link>
              <span className={css["step"]} aria-hidden>
                <Icon name="chevron-right" size={14} />
              </span>
            </>
          )}
          <h1 className={css["title"]}>{title}</h1>
          {note && <div className={css["note"]}>{note}</div>}
        </div>
        <div className={css["actions"]}>
          {actions}
          {help && (
            <Tooltip title={t("help")}>
              <Button type="text" aria-label={t("help")} href={`/help/${help}`} target="_blank" icon={<Icon name="help" />} />
            </Tooltip>
          )}
        </div>
      </header>
      {bars}
      <main className={css[fills ? "fill" : "content"]}>{children}</main>
    </div>
  );
}
