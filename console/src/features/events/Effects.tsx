/** What an attempt did to records, each a link to it, and what it left as it was. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { useOutsideText } from "@/ui/run/outside";
import { Square } from "@/widgets/small";
import { Tag, type Tone } from "@/widgets/state";
import css from "./attempts.module.css";
import { shortId } from "./parts";
import { useTables, type Detail } from "./reads";

type Operation = "create" | "update" | "redo" | "delete" | "skip";

const TONES: Record<Operation, Tone> = { create: "ok", update: "accent", redo: "accent", delete: "bad", skip: "idle" };

interface Note {
  code: string;
  table?: string;
  record?: string;
  field?: string;
  header?: string;
}

export function Effects({ effects, notes }: { effects: readonly Detail["effects"][number][]; notes: unknown }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const tables = useTables();
  const told = Array.isArray(notes) ? (notes as Note[]) : [];
  if (effects.length === 0 && told.length === 0) return null;
  return (
    <div className={css["fact"]}>
      <span>{t("written")}</span>
      <div>
        {effects.map((effect) => {
          const table = tables?.find((one) => one.id === effect.table);
          return (
            <Link key={effect.ordinal} to={at(`/records/${encodeURIComponent(table?.name ?? effect.table)}/${effect.record}`)} className={css["effect"] ?? ""}>
              <Square hue={table?.hue as Hue} />
              {table?.label ?? shortId(effect.table)} <code>{shortId(effect.record)}</code>
              <Tag tone={TONES[effect.operation as Operation]}>{t(`operation_${effect.operation as Operation}`)}</Tag>
              {effect.issues ? <Tag tone="warn">{t("issues", { count: Object.keys(effect.issues).length })}</Tag> : null}
            </Link>
          );
        })}
        {told.map((note, index) => (
          <div key={index} className={css["noted"]}>
            <NoteText note={note} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** What else a person should know: kept fields, surplus records, dropped headers. */
function NoteText({ note }: { note: Note }) {
  const { t } = useTranslation("events");
  const tables = useTables();
  const table = tables?.find((one) => one.id === note.table);
  const field = table?.fields.find((one) => one.id === note.field)?.label ?? note.field ?? "";
  const outside = useOutsideText()(note);
  const record = note.record ? shortId(note.record) : "";
  if (outside) return outside;
  if (note.code === "field_kept") return t("note_field_kept", { field });
  if (note.code === "surplus_record") return t("note_surplus_record", { table: table?.label ?? "", record });
  if (note.code === "record_in_trash") return t("note_record_in_trash", { table: table?.label ?? "", record });
  if (note.code === "undone") return t("note_undone");
  if (note.code === "answered_before_the_end") return t("note_answered_before_the_end");
  return <code>{JSON.stringify(note)}</code>;
}
