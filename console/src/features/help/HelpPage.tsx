/** A page of the documentation in the reader's language, with all pages at the left. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useParams } from "react-router";
import type { Language } from "@/i18n/language";
import { Empty, Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import mark from "@/widgets/mark.svg";
import { loadDocument, names, titleOf } from "./documents";
import css from "./help.module.css";
import { Markdown } from "./Markdown";

function useDocument(name: string) {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  return useQuery({ queryKey: ["help", name, language], queryFn: async () => (await loadDocument(name, language)) ?? "", staleTime: Infinity });
}

export function Component() {
  const { t } = useTranslation("shell");
  const name = useParams()["*"] || "glossary";
  const page = useDocument(name);
  const title = page.data ? titleOf(page.data) : t("helpTitle");
  useEffect(() => {
    document.title = `${title} · Leadbase`;
  }, [title]);
  return (
    <div className={css["help"]}>
      <nav className={css["side"]} aria-label={t("helpContents")}>
        <Link to="/" className={css["brand"] ?? ""}>
          <img src={mark} alt="" width={24} height={24} />
          <strong>{t("helpTitle")}</strong>
        </Link>
        {names.map((one) => (
          <Title key={one} name={one} />
        ))}
        <Link to="/" className={css["back"] ?? ""}>
          <Icon name="arrow-left" size={14} />
          {t("toConsole")}
        </Link>
      </nav>
      <main className={css["main"]} tabIndex={0}>
        <Loaded query={page}>
          {(text) =>
            text ? (
              <article className={css["text"]}>
                <Markdown name={name} text={text} />
              </article>
            ) : (
              <Empty icon="search" title={t("helpMissing")} actions={<Link to="/help/glossary"><Button type="primary">{t("helpContents")}</Button></Link>} />
            )
          }
        </Loaded>
      </main>
    </div>
  );
}

function Title({ name }: { name: string }) {
  const page = useDocument(name);
  return (
    <NavLink to={`/help/${name}`} className={css["page"] ?? ""}>
      {page.data ? titleOf(page.data) : name}
    </NavLink>
  );
}
