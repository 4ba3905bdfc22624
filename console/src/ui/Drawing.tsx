/** A chart drawn as SVG: made once, drawn anew as its option changes, as large as its box. For what is loaded late alone. */
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([SVGRenderer]);

interface Props {
  option: EChartsCoreOption;
  className: string | undefined;
  /** Hears of the chart once it is made. */
  onMade?: (chart: ECharts) => void;
}

export function Drawing({ option, className, onMade }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const made = useRef(onMade);
  useEffect(() => {
    if (!box.current) return;
    const drawn = init(box.current, null, { renderer: "svg" });
    chart.current = drawn;
    made.current?.(drawn);
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);
  return <div ref={box} className={className} />;
}
