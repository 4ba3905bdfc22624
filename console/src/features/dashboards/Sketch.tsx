/** A dashboard as small as a stamp: its tiles where they stand. */
import css from "./list.module.css";
import { COLUMNS } from "./layout";
import type { Tile } from "./model";

const ROWS = 8;
const UNIT = 10;

export function Sketch({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <svg className={css["sketch"]} viewBox={`0 0 ${COLUMNS * UNIT} ${ROWS * UNIT * 0.62}`} preserveAspectRatio="xMidYMin slice" aria-hidden>
      {tiles.map(({ id, kind, look, place: { x, y, w, h } }) => {
        const [left, top, wide, tall] = [x * UNIT + 1, y * UNIT * 0.62 + 1, w * UNIT - 2, h * UNIT * 0.62 - 2];
        return (
          <g key={id}>
            <rect x={left} y={top} width={wide} height={tall} rx={2} className={css["tile"]} />
            <Mark kind={kind} left={left} top={top} wide={wide} tall={tall} fill={`var(--hue-${look.hue}-fill)`} />
          </g>
        );
      })}
    </svg>
  );
}

function Mark({ kind, left, top, wide, tall, fill }: { kind: Tile["kind"]; left: number; top: number; wide: number; tall: number; fill: string }) {
  const [x, y, w, h] = [left + 3, top + 4, Math.max(2, wide - 6), Math.max(2, tall - 7)];
  switch (kind) {
    case "number":
      return <rect x={x} y={y} width={w * 0.5} height={Math.min(3, h)} rx={1} fill={fill} />;
    case "line":
      return <polyline points={`${x},${y + h} ${x + w * 0.25},${y + h * 0.5} ${x + w * 0.5},${y + h * 0.7} ${x + w * 0.75},${y + h * 0.2} ${x + w},${y + h * 0.4}`} fill="none" stroke={fill} strokeWidth={1.2} />;
    case "pie":
      return <circle cx={x + w / 2} cy={y + h / 2} r={Math.min(w, h) / 2.6} fill="none" stroke={fill} strokeWidth={2.5} />;
    case "bar":
    case "funnel":
      return [1, 0.7, 0.5, 0.3].map((part, index) => <rect key={part} x={kind === "funnel" ? x + (w * (1 - part)) / 2 : x} y={y + (index * h) / 4} width={w * part} height={h / 6} rx={0.6} fill={fill} />);
    case "table":
      return [0, 1, 2, 3].map((row) => <rect key={row} x={x} y={y + (row * h) / 4} width={w} height={h / 10} className={css["row"]} />);
  }
}
