/** Ctrl+K: one field that goes anywhere and does the common things, by the keyboard alone if one likes. */
import { App, Modal, Segmented } from "antd";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { Keys } from "@/ui/keys";
import { Icon } from "@/widgets/icon";
import { useFound } from "./found";
import css from "./palette.module.css";
import { groups, rank, type Group } from "./ranking";
import { recentIds, remember } from "./recent";
import { Row } from "./Row";
import { useActions, useOwnThings, usePages, type Thing } from "./things";

interface Props {
  onClose: () => void;
  /** Gives what was typed before the palette was there. */
  takeTyped?: () => string;
}

export default function Palette({ onClose, takeTyped }: Props) {
  const { t } = useTranslation(["palette", "ui"]);
  const { workspace = "main" } = useParams();
  const [query, setQuery] = useState("");
  const [only, setOnly] = useState<Group>();
  const [chosen, choose] = useState(0);
  const recent = useMemo(() => recentIds(workspace), [workspace]);
  const pages = usePages();
  const own = useOwnThings();
  const actions = useActions();
  const found = useFound(query);
  const shown = rank([...pages, ...own, ...found.things, ...actions], query, recent, only);
  const place = Math.min(chosen, Math.max(0, shown.length - 1));
  const open = useOpen(workspace, onClose);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useInView(list, place);
  const type = (text: string) => {
    setQuery(text);
    choose(0);
  };
  const isFirst = useRef(true);
  const takeOver = () => {
    if (!isFirst.current) return;
    isFirst.current = false;
    const typed = takeTyped?.();
    if (typed) type(typed);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = pressedPlace(event, shown, place);
    if (next !== undefined) choose(next);
    else if (event.key === "Enter" && shown[place]) open(shown[place], event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={744} classNames={{ container: css["window"] ?? "", body: css["body"] ?? "" }} style={{ top: 84 }} title={t("title")} styles={{ header: { display: "none" } }}>
      <div className={css["top"]}>
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={shown[place] && `${id}-${place}`}
          aria-label={t("title")}
          placeholder={t("placeholder")}
          value={query}
          onChange={(event) => type(event.target.value)}
          onFocus={takeOver}
          onKeyDown={press}
        />
        <Segmented<Group | ""> size="small" className={css["kinds"]} value={only ?? ""} onChange={(value) => setOnly(value || undefined)} options={[{ value: "", label: t("all") }, ...groups.map((value) => ({ value, label: t(`group_${value}`) }))]} />
        <Keys keys="escape" />
      </div>
      <div className={css["list"]} id={id} role="listbox" aria-label={t("title")} ref={list}>
        {shown.map((thing, index) => (
          <div key={thing.id} role="presentation">
            {thing.group !== shown[index - 1]?.group && <div className={css["group"]}>{t(`group_${thing.group}`)}</div>}
            <Row id={`${id}-${index}`} thing={thing} query={query} chosen={index === place} onPoint={() => choose(index)} onOpen={(copies) => open(thing, copies)} />
          </div>
        ))}
        {shown.length === 0 && <p className={css["nothing"]}>{found.isFetching ? t("ui:loading") : t("nothing", { query })}</p>}
      </div>
      <footer className={css["foot"]}>
        <Keys keys="arrowup arrowdown" /> {t("move")}
        <Keys keys="enter" /> {t("open")}
        <Keys keys="mod+enter" /> {t("copyLink")}
        <Keys keys="tab" /> {t("nextGroup")}
        <span>{t("found", { count: shown.length })}</span>
      </footer>
    </Modal>
  );
}

/** Give the place that a key leads to: the next, the one before, or the first of the next group. */
function pressedPlace(event: KeyboardEvent, shown: readonly Thing[], place: number): number | undefined {
  const last = shown.length - 1;
  if (event.key === "ArrowDown") return place >= last ? 0 : place + 1;
  if (event.key === "ArrowUp") return place <= 0 ? last : place - 1;
  if (event.key !== "Tab") return undefined;
  const heads = shown.map((thing, index) => (thing.group === shown[index - 1]?.group ? -1 : index)).filter((index) => index >= 0);
  const next = event.shiftKey ? heads.findLast((index) => index < place) : heads.find((index) => index > place);
  return next ?? (event.shiftKey ? heads.at(-1) : heads[0]) ?? 0;
}

function useInView(list: RefObject<HTMLDivElement | null>, place: number): void {
  useEffect(() => void list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [list, place]);
}

function useOpen(workspace: string, onClose: () => void) {
  const { t } = useTranslation("palette");
  const { message } = App.useApp();
  const go = useNavigate();
  return (thing: Thing, copies: boolean) => {
    remember(workspace, thing.id);
    onClose();
    if (copies && thing.to) void navigator.clipboard?.writeText(location.origin + thing.to).then(() => message.success(t("linkCopied")));
    else if (thing.to) void go(thing.to);
    else thing.run?.();
  };
}
