/** A line, bars or a ring, drawn as SVG in the colours of the theme; a click on a part tells which. */
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { use, type ECharts } from "echarts/core";
import { useEffect, useMemo, useRef } from "react";
import { useAppearance } from "@/app/appearance";
import { Drawing } from "@/ui/Drawing";
import css from "./tile.module.css";
import { optionOf, type Drawn } from "./options";

use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, TooltipComponent]);

export default function Chart({ onPick, ...drawn }: Drawn & { onPick: (index: number) => void }) {
  const now = useRef({ onPick, isLying: drawn.lying && drawn.kind === "bar" });
  const { mode } = useAppearance();
  const told = JSON.stringify(drawn);
  const option = useMemo(() => optionOf(JSON.parse(told) as Drawn, mode), [told, mode]);
  useEffect(() => {
    now.current = { onPick, isLying: drawn.lying && drawn.kind === "bar" };
  });
  const hear = (made: ECharts) => {
    // Anywhere in a step's column counts, not its thin line or low bar alone.
    made.getZr().on("click", ({ offsetX, offsetY }) => {
      const where = [offsetX, offsetY];
      if (!made.containPixel("grid", where)) return;
      const [x = 0, y = 0] = made.convertFromPixel("grid", where);
      now.current.onPick(Math.round(now.current.isLying ? y : x));
    });
    made.on("click", ({ seriesType, dataIndex }) => void (seriesType === "pie" && now.current.onPick(dataIndex)));
  };
  return <Drawing option={option} className={css["drawn"]} onMade={hear} />;
}
