/** Oneself, at the foot of the menu: language, appearance, keys and the way out. */
import { Dropdown, Segmented, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { languages, speak, type Language } from "@/i18n/language";
import { useTell } from "@/ui/undo";
import { Icon, type IconName } from "@/widgets/icon";
import { Avatar } from "@/widgets/small";
import { choose, useAppearance, type Appearance } from "./appearance";
import css from "./menu.module.css";
import { queries } from "./queries";
import { useMe } from "./session";

const LANGUAGE_NAMES: Record<Language, string> = { "zh-CN": "简体中文", en: "English" };

export function MeMenu() {
  const { t } = useTranslation("shell");
  const me = useMe().data;
  const signOut = useSignOut();
  const items: MenuProps["items"] = [
    { key: "who", type: "group", label: me?.email ?? me?.name },
    { type: "divider" },
    { key: "language", label: <LanguageSwitch />, className: css["switch"] },
    { key: "appearance", label: <AppearanceSwitch />, className: css["switch"] },
    { type: "divider" },
    { key: "api", label: <a href="/api/v1/docs" target="_blank" rel="noreferrer">{t("apiPage")}</a>, icon: <Lead name="code" /> },
    { key: "out", label: t("signOut"), icon: <Lead name="sign-out" />, onClick: signOut },
  ];
  return (
    <Dropdown trigger={["click"]} placement="topLeft" menu={{ items, selectable: false }}>
      <button type="button" className={css["mine"]}>
        <span className="reader-only">{t("mine")}</span>
        <Avatar name={me?.name || "?"} />
        <span className={css["who"]}>
          <b>{me?.name}</b>
          <small>{me && t(`role_${me.workspace.role}`)}</small>
        </span>
      </button>
    </Dropdown>
  );
}

function Lead({ name }: { name: IconName }) {
  return (
    <span className={css["lead"]}>
      <Icon name={name} size={14} />
    </span>
  );
}

/** Chinese or English, at once and for the next visit. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation("shell");
  return (
    <div onClick={(event) => event.stopPropagation()}>
      <Segmented<Language> block aria-label={t("language")} value={i18n.language as Language} options={languages.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))} onChange={(value) => void speak(value)} />
    </div>
  );
}

function AppearanceSwitch() {
  const { t } = useTranslation("shell");
  const { chosen } = useAppearance();
  const modes: readonly Appearance[] = ["light", "dark", "system"];
  return (
    <div onClick={(event) => event.stopPropagation()}>
      <Segmented<Appearance> block aria-label={t("appearance")} value={chosen} options={modes.map((value) => ({ value, label: t(value) }))} onChange={choose} />
    </div>
  );
}

function useSignOut(): () => Promise<void> {
  const go = useNavigate();
  const { failed } = useTell();
  return async () => {
    try {
      await api.DELETE("/api/v1/session");
    } catch (error) {
      return failed(error);
    }
    await go("/sign-in");
    queries.clear();
  };
}
