/** What came: the body as a tree or as it was sent, the headers, and what differs from the event before. */
import { Input, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useShortcuts } from "@/ui/keys";
import { useTell } from "@/ui/undo";
import { Waiting } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { JsonTree } from "@/widgets/json/JsonTree";
import { at, copied, rowsOf, type Path } from "@/widgets/json/rows";
import { shortMoment } from "@/widgets/time";
import { DifferenceList } from "./DifferenceList";
import { differences } from "./difference";
import css from "./body.module.css";
import { hintOf } from "./hints";
import { useBody, useEvent, useSources, useWords, type Body, type Detail } from "./reads";

type View = "tree" | "raw" | "headers" | "diff";

export function BodyPanel({ event, body }: { event: Detail; body: Body | undefined }) {
  const { t } = useTranslation("events");
  const [search, setSearch] = useSearchParams();
  const [query, setQuery] = useState("");
  const isTree = body?.value !== undefined;
  const asked = search.get("view") as View | null;
  const view: View = asked && (isTree || asked !== "tree") ? asked : isTree ? "tree" : "raw";
  const previous = useEvent(event.previous ?? "", event.previous !== null).data;
  const before = useBody(previous);
  const found = useMemo(() => (body?.value !== undefined && before?.value !== undefined ? differences(before.value, body.value) : undefined), [body, before]);
  const set = (name: string, value: string) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      next.set(name, value);
      return next;
    }, { replace: true });
  const options = [
    ...(isTree ? [{ value: "tree" as const, label: t("body") }] : []),
    { value: "raw" as const, label: t("raw") },
    { value: "headers" as const, label: `${t("headers")} ${event.headers.length}` },
    ...(found ? [{ value: "diff" as const, label: t("changes", { count: found.length }) }] : []),
  ];
  const path = search.get("path") ?? "$";
  return (
    <section className={css["body"]} aria-label={t("body")}>
      <header className={css["bar"]}>
        <div className={css["ways"]}>
          <Segmented<View> value={view} onChange={(value) => set("view", value)} options={options} />
        </div>
        {view === "tree" && <Input allowClear className={css["search"]} prefix={<Icon name="search" size={14} />} placeholder={t("searchBody")} aria-label={t("searchBody")} value={query} onChange={(change) => setQuery(change.target.value)} />}
        <CopyButton text={body?.text ?? ""} what={t("body")} />
      </header>
      <div className={css["content"]}>
        {!body && <Waiting rows={12} />}
        {body && view === "tree" && <Tree event={event} value={body.value} query={query} path={path} isChosen={search.has("path")} onPath={(value) => set("path", value)} />}
        {body && view === "raw" && <pre className={css["raw"]} tabIndex={0}>{body.text || t("emptyBody")}</pre>}
        {view === "headers" && <Headers event={event} />}
        {view === "diff" && found && <DifferenceList found={found} />}
      </div>
      <footer className={css["foot"]}>
        {event.method} /hook/…/{event.suffix} · {event.headers.find(({ name }) => name === "content-type")?.value ?? t("noType")} · {t("from", { ip: event.ip })}
      </footer>
    </section>
  );
}

function Tree({ event, value, query, path, isChosen, onPath }: { event: Detail; value: unknown; query: string; path: string; isChosen: boolean; onPath: (path: string) => void }) {
  const { t } = useTranslation(["events", "ui"]);
  const { done } = useTell();
  const hint = useHint(event);
  const chosen = useMemo(() => rowsOf(value, new Set()).find((row) => row.spelt === path)?.path ?? [], [value, path]);
  const copy = (text: string, what: string) => void navigator.clipboard?.writeText(text).then(() => done(t("ui:copiedWhat", { what })));
  useShortcuts([
    { keys: "c", label: t("copyValue"), run: () => copy(copied(at(value, chosen)), t("ui:value")) },
    { keys: "shift+c", label: t("copyPath"), run: () => copy(path, t("ui:path")) },
  ]);
  return (
    <>
      <div className={css["path"]}>
        {t("ui:path")} <code>{path}</code>
        <span>
          <CopyButton text={() => copied(at(value, chosen))} what={t("ui:value")} /> <CopyButton text={path} what={t("ui:path")} copyIcon="link" />
        </span>
      </div>
      <JsonTree value={value} query={query} hint={hint} chosen={isChosen ? path : ""} onChoose={onPath} />
    </>
  );
}

/** Say beside a value what it means. */
function useHint(event: Detail) {
  const { t } = useTranslation("events");
  const words = useWords();
  const source = useSources()?.find((one) => one.name === event.source);
  return (path: Path, value: unknown) => {
    const hint = hintOf(path, value, source);
    if (!hint) return null;
    if (hint.kind === "moment") return <span className={css["means"]}>{`${shortMoment(hint.ms)}:${String(new Date(hint.ms).getUTCSeconds()).padStart(2, "0")} · ${hint.unit === "s" ? t("seconds") : t("milliseconds")}`}</span>;
    if (hint.kind === "code") return <span className={css["means"]}>{words(hint.label)}</span>;
    if (hint.kind === "region") return <span className={css["means"]}>{hint.text}</span>;
    return <span className={css["plain"]}>{hint.kind === "long" ? t("longInteger") : t("emptyValue")}</span>;
  };
}

function Headers({ event }: { event: Detail }) {
  const { t } = useTranslation(["events", "ui"]);
  return (
    <table className={css["headers"]}>
      <tbody>
        {[...event.headers, ...event.query.map(({ name, value }) => ({ name: `?${name}`, value }))].map(({ name, value }, index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>{value}</td>
            <td>
              <CopyButton text={value} what={t("ui:value")} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
