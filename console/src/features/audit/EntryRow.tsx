/** One entry: who did what in plain words, when and from where; opened, each setting before and after. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Icon } from "@/widgets/icon";
import { Avatar } from "@/widgets/small";
import { Ago } from "@/widgets/time";
import css from "./audit.module.css";
import type { Entry, Named } from "./reads";
import { isShort, pieces, placeOf } from "./wording";
import { useAuthorName, useSettingName, useValue, useWording } from "./words";

export function EntryRow({ entry, onOnly }: { entry: Entry; onOnly: (subject: string) => void }) {
  const { t } = useTranslation("audit");
  const [open, setOpen] = useState(false);
  const nameOf = useAuthorName();
  const author = nameOf(entry.author);
  const details = `audit-${entry.id}`;
  return (
    <li className={css["entry"]}>
      <div className={css["row"]}>
        <Avatar name={author} size={24} />
        <p className={css["sentence"]}>
          <strong>{author}</strong> <Sentence entry={entry} />
          {isShort(entry) && <Short entry={entry} />}
        </p>
        <span className={css["from"]}>{entry.address}</span>
        <span className={css["when"]}>
          <Ago at={entry.at} />
        </span>
        <Button type="text" size="small" aria-expanded={open} aria-controls={details} aria-label={t(open ? "less" : "more")} icon={<Icon name={open ? "chevron-down" : "chevron-right"} size={14} />} onClick={() => setOpen(!open)} />
      </div>
      {open && (
        <div id={details} className={css["details"]}>
          {entry.changes.length > 0 && <Changes entry={entry} />}
          <p className={css["facts"]}>
            <code>{entry.action}</code>
            {entry.address && <span>{t("from", { address: entry.address })}</span>}
            {entry.subject.id && (
              <Button size="small" type="link" onClick={() => onOnly(entry.subject.id)}>
                {t("onlyThis")}
              </Button>
            )}
          </p>
        </div>
      )}
    </li>
  );
}

function Sentence({ entry }: { entry: Entry }) {
  const wording = useWording();
  return (
    <>
      {pieces(wording(entry.action)).map((piece, index) => {
        if (typeof piece === "string") return <span key={index}>{piece}</span>;
        const named = entry[piece.slot];
        return named?.name ? <Name key={index} named={named} entry={entry} /> : null;
      })}
    </>
  );
}

function Name({ named, entry }: { named: Named; entry: Entry }) {
  const { t } = useTranslation("audit");
  const at = useAt();
  const place = placeOf(named, entry);
  const quoted = t("quoted", { name: named.name });
  return place ? <Link to={at(place)}>{quoted}</Link> : <span className={css["name"]}>{quoted}</span>;
}

function Short({ entry }: { entry: Entry }) {
  const { t } = useTranslation("audit");
  const settingName = useSettingName();
  const value = useValue();
  const told = entry.changes.map(({ name, before, after }) =>
    before === null || before === undefined ? t("isNow", { name: settingName(name), after: value(name, after) }) : t("became", { name: settingName(name), before: value(name, before), after: value(name, after) }),
  );
  return <span className={css["short"]}> {told.join(t("comma"))}</span>;
}

function Changes({ entry }: { entry: Entry }) {
  const { t } = useTranslation("audit");
  const settingName = useSettingName();
  const value = useValue();
  return (
    <table className={css["changes"]}>
      <thead>
        <tr>
          <th>{t("setting")}</th>
          <th>{t("before")}</th>
          <th>{t("after")}</th>
        </tr>
      </thead>
      <tbody>
        {entry.changes.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{settingName(name)}</th>
            <td>{value(name, before)}</td>
            <td>{value(name, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
