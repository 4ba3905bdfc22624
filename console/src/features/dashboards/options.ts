/** What ECharts is told: one look for every chart of a dashboard. */
import type { EChartsCoreOption } from "echarts/core";
import { colour, sans, type Colour, type Mode } from "@/theme";
import type { Part } from "./series";

export interface Drawn {
  kind: "line" | "bar" | "pie";
  lying: boolean;
  parts: readonly Part[];
  /** The parts' values as people read them. */
  written: readonly string[];
}

const NAME_WIDTH = 110;
const UPRIGHT_WIDTH = 72;

export function optionOf(drawn: Drawn, mode: Mode): EChartsCoreOption {
  const of = (name: Colour) => colour(name, mode);
  const text = { color: of("text3"), fontFamily: sans, fontSize: 12 };
  const shared = {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: sans },
    tooltip: {
      trigger: drawn.kind === "pie" ? "item" : "axis",
      axisPointer: { type: drawn.kind === "line" ? "line" : "shadow", lineStyle: { color: of("line2") }, shadowStyle: { color: of("hover"), opacity: 0.6 } },
      renderMode: "richText",
      backgroundColor: of("inverse"),
      borderWidth: 0,
      textStyle: { ...text, color: of("on-inverse") },
      formatter: (hovered: { dataIndex: number } | { dataIndex: number }[]) => {
        const index = (Array.isArray(hovered) ? hovered[0] : hovered)?.dataIndex ?? 0;
        return `${drawn.parts[index]?.name ?? ""}  ${drawn.written[index] ?? ""}`;
      },
    },
  };
  if (drawn.kind === "pie") return { ...shared, series: [ring(drawn, of)] };
  const names = { type: "category", data: drawn.parts.map((one) => one.name), axisTick: { show: false }, axisLine: { lineStyle: { color: of("line2") } }, axisLabel: { ...text, hideOverlap: true, width: drawn.lying ? NAME_WIDTH : UPRIGHT_WIDTH, overflow: "truncate" } };
  const values = { type: "value", splitNumber: 4, axisLabel: { ...text, hideOverlap: true, formatter: short }, splitLine: { lineStyle: { color: of("line") } }, ...(drawn.parts.every((one) => Number.isInteger(one.value ?? 0)) ? { minInterval: 1 } : {}) };
  const lying = drawn.kind === "bar" && drawn.lying;
  return {
    ...shared,
    grid: { top: 12, left: 4, right: lying ? 44 : 12, bottom: 2, outerBoundsMode: "same" },
    xAxis: lying ? { ...values, axisLabel: { show: false }, splitLine: { show: false } } : { ...names, boundaryGap: drawn.kind === "bar" },
    yAxis: lying ? { ...names, inverse: true, axisLine: { show: false } } : values,
    series: [drawn.kind === "line" ? line(drawn, of) : bars(drawn, of, lying)],
  };
}

function line({ parts }: Drawn, of: (name: Colour) => string) {
  const fill = of(`hue-${parts[0]?.hue ?? "blue"}-fill`);
  return {
    type: "line", data: parts.map((one) => one.value), showSymbol: parts.length < 3, symbolSize: 6, cursor: "pointer", connectNulls: false,
    lineStyle: { color: fill, width: 2 }, itemStyle: { color: fill }, areaStyle: { color: fill, opacity: 0.1 },
  };
}

function bars({ parts, written }: Drawn, of: (name: Colour) => string, lying: boolean) {
  return {
    type: "bar", barMaxWidth: lying ? 18 : 36, barCategoryGap: "34%", cursor: "pointer",
    data: parts.map((one) => ({ value: one.value, itemStyle: { color: of(`hue-${one.hue}-fill`), borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } })),
    label: { show: lying, position: "right", color: of("text2"), fontFamily: sans, fontSize: 12, formatter: ({ dataIndex }: { dataIndex: number }) => written[dataIndex] ?? "" },
  };
}

function ring({ parts }: Drawn, of: (name: Colour) => string) {
  return {
    type: "pie", radius: ["58%", "88%"], label: { show: false }, labelLine: { show: false }, cursor: "pointer", emphasis: { scaleSize: 3 },
    data: parts.map((one) => ({ name: one.name, value: Math.max(0, one.value ?? 0), itemStyle: { color: of(`hue-${one.hue}-fill`), borderColor: of("surface"), borderWidth: 2 } })),
  };
}

/** 1.2M, 34k, 512: an axis has little room. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toFixed(1))}G`;
  if (size >= 1e6) return `${Number((value / 1e6).toFixed(1))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toFixed(1))}k`;
  return String(Number(value.toFixed(2)));
}
