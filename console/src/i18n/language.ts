/** Which language the console speaks, and how all of its parts are told. */
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { context } from "@/api/client";

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { "zh-CN": "简体中文", en: "English" };

const KEPT = "leadbase.language";

/** The language chosen here before, else the browser's, else Chinese. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "zh-CN";
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "ui")) return;
  const { texts } = language === "en" ? await import("./en") : await import("./zh-CN");
  for (const [namespace, words] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, words);
}

/** Speak a language from now on, here and at the next visit. */
export async function speak(language: Language): Promise<void> {
  await load(language);
  context.language = language;
  localStorage.setItem(KEPT, language);
  dayjs.locale(language === "en" ? "en" : "zh-cn");
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Begin in the preferred language; must have ended before anything is drawn. */
export async function beginSpeaking(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "ui",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(language);
}
