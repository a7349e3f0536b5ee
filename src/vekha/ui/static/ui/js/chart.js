// The chart of a key result. Numbers and words come from the server; without this script, or where drawing fails, the
// table below stands open and says the same. Drawn as SVG, which takes the page's tokens as they are: day, night and
// print need no second drawing.
import { options } from "./chart-options.js";
import "./chart-save.js";

const ROOM_AT_TODAY = 0.6; // where today comes to stand in a window that is narrower than the chart

async function draw(figure) {
  const table = figure.querySelector("details");
  const canvas = figure.querySelector(".chart");
  const wrap = figure.querySelector(".chart-wrap");
  const point = figure.querySelector(".chart-point");
  const data = JSON.parse(figure.querySelector("script").textContent);
  table.open = false;
  try {
    const echarts = await import("../vendor/echarts.esm.min.mjs");
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    let chosen = data.points.length - 1;
    const show = () => chart.setOption(options(data, canvas, chosen), { notMerge: true });
    const place = (day) => chart.convertToPixel({ xAxisIndex: 0 }, day);
    const choose = (number) => {
      chosen = Math.min(Math.max(number, 0), data.points.length - 1);
      const { words, note, blocker } = data.points[chosen];
      point.replaceChildren(words, ...[note, blocker].filter(Boolean).map((text) => Object.assign(document.createElement("span"), { textContent: text })));
      show();
    };
    choose(chosen);
    fit(chart, canvas);
    new ResizeObserver(() => {
      chart.resize();
      show();
      fit(chart, canvas);
    }).observe(canvas);
    chart.getZr().on("mousemove", ({ offsetX }) => {
      const far = data.points.map(({ day }) => Math.abs(place(day) - offsetX));
      const nearest = far.indexOf(Math.min(...far));
      if (nearest !== chosen) choose(nearest);
    });
    wrap.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: data.points.length - 1 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      choose(to);
      const x = place(data.points[chosen].day);
      if (x < wrap.scrollLeft || x > wrap.scrollLeft + wrap.clientWidth) wrap.scrollLeft = x - wrap.clientWidth / 2;
    });
    wrap.scrollLeft = place(data.today ?? data.last) - wrap.clientWidth * ROOM_AT_TODAY;
    figure.dataset.drawn = "";
  } catch (error) {
    wrap.hidden = true;
    table.open = true;
    figure.querySelector("[data-trouble]").hidden = false;
    throw error;
  }
}

// On paper the chart is as wide as the column, whatever the window was.
function fit(chart, canvas) {
  canvas.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
}

const begin = (within) => {
  for (const figure of within.querySelectorAll("[data-chart]:not([data-begun])")) {
    figure.dataset.begun = "";
    draw(figure);
  }
};
begin(document);
document.addEventListener("htmx:afterSettle", () => begin(document));
