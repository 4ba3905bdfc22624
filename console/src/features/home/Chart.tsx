/** Bars stacked by webhook, the week before as a dashed line, a line where now is, and a shade where a webhook is silent. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { use, type EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";
import { useAppearance } from "@/app/appearance";
import { colour, sans, type Colour, type Mode } from "@/theme";
import { Drawing } from "@/ui/Drawing";
import css from "./home.module.css";
import type { Arrivals, Silence } from "./series";

use([BarChart, LineChart, AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent]);

interface Props {
  arrivals: Arrivals;
  names: string[];
  beforeName: string;
  nowName: string;
  silent: (Silence & { name: string })[];
}

const MOST_SHADES = 3;
const LABEL_HEIGHT = 16;

const SERIES: readonly Colour[] = ["series-1", "series-2", "series-3", "series-4"];

export default function Chart(props: Props) {
  const { mode } = useAppearance();
  const told = JSON.stringify(props);
  const option = useMemo(() => optionOf(JSON.parse(told) as Props, mode), [told, mode]);
  return <Drawing option={option} className={css["canvas"]} />;
}

function optionOf({ arrivals, names, beforeName, nowName, silent }: Props, mode: Mode): EChartsCoreOption {
  const of = (name: Colour) => colour(name, mode);
  const text = { color: of("text3"), fontFamily: sans, fontSize: 12 };
  const isDays = !nowName;
  const bars = arrivals.series.map((one, index) => ({
    name: names[index],
    type: "bar",
    stack: "all",
    barMaxWidth: 24,
    barCategoryGap: "32%",
    // Nothing is drawn for none: a bar of no height would still have its edge.
    data: one.values.map((value) => value || null),
    itemStyle: { color: of(SERIES[index] ?? "series-4"), borderColor: of("surface"), borderWidth: 1, borderRadius: 2 },
    ...(index === 0 && nowName ? { markLine: { symbol: ["none", "circle"], symbolSize: 6, silent: true, label: { show: false }, lineStyle: { color: of("accent"), type: "solid" }, data: [{ xAxis: arrivals.now }] } } : {}),
  }));
  const before = arrivals.before.length ? [{ name: beforeName, type: "line", data: arrivals.before, showSymbol: false, lineStyle: { color: of("text3"), type: "dashed", width: 1.2 }, itemStyle: { color: of("text3") } }] : [];
  // A shade needs a series that is always there: it has no bars of its own.
  const shades = { type: "bar", data: [], silent: true, tooltip: { show: false }, markArea: { silent: true, itemStyle: { color: of("warn-fill"), opacity: 0.1 }, data: silent.slice(0, MOST_SHADES).map((one, index) => [{ name: one.name, xAxis: one.from, label: { position: "insideTopLeft", distance: 5, offset: [0, index * LABEL_HEIGHT], color: of("warn-text"), fontSize: 12, fontFamily: sans } }, { xAxis: one.to }]) } };
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: sans },
    grid: { top: 10, left: 4, right: 8, bottom: 2, outerBoundsMode: "same" },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: of("hover"), opacity: 0.6 } }, renderMode: "richText", backgroundColor: of("inverse"), borderWidth: 0, textStyle: { ...text, color: of("on-inverse") } },
    xAxis: { type: "category", data: isDays ? arrivals.labels.map((day) => day.slice(5)) : arrivals.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: of("line2") } }, axisLabel: { ...text, interval: isDays ? "auto" : 1, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: of("line") } } },
    series: [...bars, ...before, shades],
  };
}
