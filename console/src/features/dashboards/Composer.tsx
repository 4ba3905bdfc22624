/** Composes a tile: what kind, over which table, measuring what, parted by what, looking how; shown as it will be. */
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded, Waiting } from "@/ui/states";
import { Icon, type IconName } from "@/widgets/icon";
import { ComposerFields } from "./ComposerFields";
import css from "./composer.module.css";
import { asKind, isComplete, KINDS, newTile, type Column, type Kind, type Table, type Tile } from "./model";
import type { Period } from "./period";
import { useSources, useTables, useTry } from "./reads";
import { TileBody } from "./TileBody";
import { TroubleNote } from "./TroubleNote";
import { useTileName } from "./useTileName";

interface Props {
  open: Tile | "new" | undefined;
  period: Period;
  columnsOf: (table: string) => { table: Table | undefined; columns: readonly Column[] };
  onClose: () => void;
  onSave: (tile: Tile) => void;
}

export const KIND_ICONS: Readonly<Record<Kind, IconName>> = { number: "number", line: "chart-line", bar: "chart-bar", pie: "chart-pie", funnel: "funnel", table: "table" };

export function Composer({ open, period, columnsOf, onClose, onSave }: Props) {
  const { t } = useTranslation("dashboards");
  const tables = useTables();
  return (
    <Drawer open={open !== undefined} onClose={onClose} size={880} mask={{ enabled: true, closable: true }} title={t(open === "new" ? "addTile" : "editTile")} destroyOnHidden styles={{ body: { padding: 0 } }}>
      {open !== undefined && (
        <Loaded query={tables}>
          {({ items }) => {
            const [first] = items;
            if (!first) return <p className="quiet">{t("noTables")}</p>;
            if (columnsOf(first.id).columns.length === 0) return <Waiting />;
            return <Form begun={open === "new" ? undefined : open} tables={items} period={period} columnsOf={columnsOf} onClose={onClose} onSave={onSave} />;
          }}
        </Loaded>
      )}
    </Drawer>
  );
}

interface FormProps extends Omit<Props, "open"> {
  begun: Tile | undefined;
  tables: readonly Table[];
}

function Form({ begun, tables, period, columnsOf, onClose, onSave }: FormProps) {
  const { t } = useTranslation("dashboards");
  const [tile, write] = useState<Tile>(() => begun ?? newTile("number", tables[0]?.id ?? "", columnsOf(tables[0]?.id ?? "").columns));
  const { table, columns } = columnsOf(tile.table);
  const name = useTileName({ ...tile, title: "" }, table, columns);
  const change = (next: Partial<Tile>) => write((before) => ({ ...before, ...next }));
  const chooseTable = (id: string) => write((before) => ({ ...newTile(before.kind, id, columnsOf(id).columns), id: before.id, title: before.title, place: before.place, look: before.look }));
  return (
    <div className={css["composer"]}>
      <div className={css["form"]}>
        <div className={css["kinds"]} role="radiogroup" aria-label={t("kind")}>
          {KINDS.map((kind) => (
            <button key={kind} type="button" role="radio" aria-checked={tile.kind === kind} className={css["kind"]} onClick={() => write(asKind(tile, kind, columns))}>
              <Icon name={KIND_ICONS[kind]} size={20} />
              {t(`kind_${kind}`)}
            </button>
          ))}
        </div>
        <ComposerFields tile={tile} tables={tables} columns={columns} onTable={chooseTable} onChange={change} />
        <label className={css["field"]}>
          <span>{t("tileTitle")}</span>
          <Input value={tile.title} maxLength={100} placeholder={name} onChange={(event) => change({ title: event.target.value })} />
        </label>
      </div>
      <Preview tile={tile} period={period} columnsOf={columnsOf} name={tile.title || name} />
      <div className={css["foot"]}>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="primary" disabled={!isComplete(tile)} onClick={() => (onSave(tile), onClose())}>
          {t(begun ? "saveTile" : "addTile")}
        </Button>
      </div>
    </div>
  );
}

function Preview({ tile, period, columnsOf, name }: { tile: Tile; period: Period; columnsOf: Props["columnsOf"]; name: string }) {
  const { t } = useTranslation("dashboards");
  const { table, columns } = columnsOf(tile.table);
  const tried = useTry(isComplete(tile) ? tile : undefined, period);
  const sources = useSources(tried.data, [tile], columnsOf);
  const told = tried.data?.tiles[0];
  // An answer to what was chosen before fits no other kind.
  const fits = told && !tried.isPlaceholderData;
  return (
    <section className={css["preview"]} aria-label={t("preview")}>
      <h3>{name}</h3>
      <div className={css["stage"]} data-kind={tile.kind}>
        {!isComplete(tile) ? (
          <p className="quiet">{t("incomplete")}</p>
        ) : tried.error ? (
          <TroubleNote trouble={{ code: "", detail: tried.error.message }} />
        ) : told?.trouble ? (
          <TroubleNote trouble={told.trouble} />
        ) : fits && table && tried.data ? (
          <TileBody tile={tile} table={table} columns={columns} data={told} span={tried.data.span} sources={sources} />
        ) : (
          <Waiting rows={3} />
        )}
      </div>
      <p className={css["hint"]}>{t(`kindText_${tile.kind}`)}</p>
    </section>
  );
}
