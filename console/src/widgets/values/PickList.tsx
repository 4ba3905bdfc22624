/** A list to pick from with the keyboard: type to narrow, arrows, Enter; several with Enter and Esc to end. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "./values.module.css";

export interface Pick {
  key: string;
  label: string;
  shown?: ReactNode;
}

interface Props {
  label: string;
  picks: readonly Pick[];
  chosen: readonly string[];
  several?: boolean;
  /** What was typed before the list opened. */
  initial?: string;
  /** Asks elsewhere instead of narrowing what is here. */
  onSearch?: (words: string) => void;
  onChange: (chosen: string[]) => void;
  /** One was picked, or several are done: `next` moves on as Tab and Enter do. */
  onDone: (chosen: string[], next: "down" | "right" | "left" | "stay") => void;
}

export function PickList({ label, picks, chosen, several = false, initial = "", onSearch, onChange, onDone }: Props) {
  const { t } = useTranslation("records");
  const [words, type] = useState(initial);
  const [active, point] = useState(() => (initial ? 0 : Math.max(0, picks.findIndex((one) => chosen.includes(one.key)))));
  const list = useRef<HTMLUListElement>(null);
  const found = useMemo(() => (onSearch ? picks : picks.filter((one) => one.label.toLowerCase().includes(words.trim().toLowerCase()))), [onSearch, picks, words]);
  const at = Math.min(active, Math.max(0, found.length - 1));
  useEffect(() => {
    void list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  useEffect(() => {
    onSearch?.(words);
  }, [onSearch, words]);

  const pick = (key: string) => {
    if (!several) return onDone(chosen.includes(key) ? [] : [key], "stay");
    onChange(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const under = found[at];
    if (event.key === "ArrowDown") point(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") point(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !event.ctrlKey && under) {
      if (several) pick(under.key);
      else onDone([under.key], "down");
    } else if (event.key === "Tab") onDone(several || !under || !words ? [...chosen] : [under.key], event.shiftKey ? "left" : "right");
    else if ((event.key === "Enter" && event.ctrlKey) || (event.key === "Escape" && several)) onDone([...chosen], "stay");
    else if (event.key === "Backspace" && several && !words) onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css["list"]} onKeyDown={press}>
      <input className={css["query"]} autoFocus role="combobox" aria-expanded aria-label={label} aria-controls="pick-list" aria-activedescendant={found[at] && `pick-${found[at].key}`} value={words} placeholder={t("pickOrSearch")} onChange={(event) => (type(event.target.value), point(0))} />
      <ul className={css["items"]} role="listbox" id="pick-list" aria-multiselectable={several} aria-label={label} ref={list}>
        {found.map((one, index) => (
          <li key={one.key} id={`pick-${one.key}`} className={css["item"]} role="option" aria-selected={chosen.includes(one.key)} data-active={index === at} onMouseEnter={() => point(index)} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(one.key)}>
            <span>{one.shown ?? one.label}</span>
            {chosen.includes(one.key) && (
              <span className={css["picked"]}>
                <Icon name="check" size={14} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && <div className={css["none"]}>{t("nothingFound")}</div>}
    </div>
  );
}
