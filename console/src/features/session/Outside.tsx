/** The frame of pages outside a workspace: the house's mark, one card, and the language at its foot. */
import { Segmented } from "antd";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languages, speak, type Language } from "@/i18n/language";
import mark from "@/widgets/mark.svg";
import css from "./session.module.css";

export function Outside({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Leadbase`;
  }, [title]);
  return (
    <div className={css["outside"]}>
      <main className={css["card"]}>
        <img src={mark} alt="" width={40} height={40} />
        <h1>{title}</h1>
        {text && <p className={css["text"]}>{text}</p>}
        {children}
      </main>
      <footer>
        <Speak />
      </footer>
    </div>
  );
}

/** Chinese or English, for who isn't signed in yet. */
export function Speak() {
  const { t, i18n } = useTranslation("shell");
  return (
    <Segmented<Language>
      aria-label={t("language")}
      value={i18n.language as Language}
      options={languages.map((value) => ({ value, label: value === "en" ? "English" : "简体中文" }))}
      onChange={(value) => void speak(value)}
    />
  );
}
