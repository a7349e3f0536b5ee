// The charts of a cycle: what the table below each says, drawn as SVG with the page's tokens. Without this script, or where
// drawing fails, the tables stand open.
import "./chart-save.js";

const TEXT = 12; // px
const LOOKS = {
  on_pace: { color: "var(--ink-2)" },
  behind: { color: "var(--behind)", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -0.8, color: "var(--snow)" } },
  at_risk: { color: "var(--risk)", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [4, 3], rotation: 0.8, color: "var(--snow)" } },
  stale: { color: "var(--stale)", decal: { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: "var(--snow)" } },
  none: { color: "var(--well)", borderColor: "var(--edge)", borderWidth: 1 },
  count: { color: "var(--ink-2)" },
  walked: { color: "var(--ink)", type: "solid", width: 2.25 },
  plan: { color: "var(--ink-3)", type: [1, 4], width: 1.75 },
};

function options({ kind, days, series, unit }, family, isNarrow) {
  const text = { fontFamily: family, fontSize: TEXT, color: "var(--ink-2)" };
  return {
    animation: false,
    textStyle: text,
    aria: { enabled: false },
    legend: { show: series.length > 1, left: isNarrow ? "right" : 0, top: 0, itemWidth: 22, itemHeight: 12, textStyle: text, selectedMode: false },
    grid: { left: 44, right: 14, top: series.length > 1 ? 44 : 14, bottom: 26 },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { lineStyle: { color: "var(--edge)" } }, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", min: 0, max: unit ? 100 : null, interval: unit ? 25 : null, minInterval: 1, splitNumber: 4, axisLabel: { ...text, formatter: `{value}${unit ?? ""}` }, splitLine: { lineStyle: { color: "var(--line)" } } },
    series: series.map(({ name, look, values }) => (kind === "lines" ? line(name, LOOKS[look], values) : bars(name, LOOKS[look], values))),
  };
}

const quiet = { silent: true, emphasis: { disabled: true } };
const line = (name, { color, type, width }, data) => ({ ...quiet, name, type: "line", data, symbolSize: 5, lineStyle: { color, type, width }, itemStyle: { color } });
const bars = (name, itemStyle, data) => ({ ...quiet, name, type: "bar", stack: "all", barCategoryGap: "22%", data, itemStyle });

async function draw(figure) {
  const [table, canvas] = [figure.querySelector("details"), figure.querySelector(".chart")];
  try {
    const echarts = await import("../vendor/echarts.esm.min.mjs");
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    const fit = () => canvas.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    const { scrollWidth, clientWidth } = canvas.parentElement;
    const told = JSON.parse(figure.querySelector("script").textContent);
    chart.setOption(options(told, getComputedStyle(canvas).fontFamily, scrollWidth > clientWidth));
    fit();
    new ResizeObserver(() => {
      chart.resize();
      fit();
    }).observe(canvas);
    canvas.parentElement.scrollLeft = scrollWidth; // on narrow screens the newest weeks, and the legend above them
    table.open = false;
    figure.dataset.drawn = "";
  } catch (error) {
    canvas.parentElement.hidden = true;
    figure.querySelector("[data-trouble]").hidden = false;
    throw error;
  }
}

for (const figure of document.querySelectorAll("[data-statistics]")) draw(figure);
