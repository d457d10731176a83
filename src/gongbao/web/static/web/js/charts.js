// Draws <figure data-chart="id"> from the JSON beside it, in the design's colours. The table below says the same and is
// all there is without script. ECharts is fetched only by a page that has a chart.
const LIBRARY = new URL("../../vendor/echarts/echarts.common.min.js", import.meta.url).href;
const drawn = new Map();
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

function ink(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token("ink"),
    muted: token("muted"),
    line: token("line"),
    sheet: token("sheet"),
    font: style.fontFamily,
    series: [1, 2, 3, 4, 5, 6].map((n) => token(`series-${n}`)),
  };
}

const ROW = 24;
const DASHES = ["solid", [6, 4], [2, 3], [10, 4, 2, 4], [4, 2], [1, 4]];
const MARKS = ["circle", "rect", "triangle", "diamond", "roundRect", "emptyCircle"];

function line(series, index, data) {
  return {
    type: "line",
    name: series.name,
    data: series.values,
    symbol: MARKS[index % MARKS.length],
    symbolSize: 7,
    showSymbol: data.categories.length <= 24,
    lineStyle: { width: 2, type: DASHES[index % DASHES.length] },
  };
}

function bar(series, index, data, colours) {
  return {
    type: "bar",
    name: series.name,
    data: series.values,
    stack: data.kind === "stack" ? "all" : undefined,
    barMaxWidth: 40,
    itemStyle: { borderColor: colours.sheet, borderWidth: data.kind === "stack" ? 1 : 0 },
    label: { show: data.series.length === 1 && data.categories.length <= (data.kind === "row" ? 30 : 16), position: data.kind === "row" ? "right" : "top", color: colours.text, fontSize: 13 },
  };
}

function axes(data, colours) {
  const categories = {
    type: "category",
    data: data.categories,
    inverse: data.kind === "row",
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.muted } },
    axisLabel: { color: colours.text, fontSize: 13, hideOverlap: true, interval: data.kind === "row" ? 0 : "auto" },
    boundaryGap: data.kind !== "line",
  };
  // What is counted in whole firms has no third of a firm on its axis.
  const whole = data.series.every((series) => series.values.every((value) => Number.isInteger(value ?? 0)));
  const most = Math.max(...data.series.flatMap((series) => series.values.map((value) => value ?? 0)));
  const values = {
    type: "value",
    splitNumber: 4,
    minInterval: whole ? 1 : 0,
    ...(data.unit === "%" && most > 80 && most <= 100 ? { max: 100, interval: 25 } : {}), // of a whole, no more than it
    axisLabel: { color: colours.muted, fontSize: 13 },
    splitLine: { lineStyle: { color: colours.line } },
  };
  return data.kind === "row" ? { xAxis: values, yAxis: categories } : { xAxis: categories, yAxis: values };
}

function picture(data, colours) {
  const shared = {
    color: colours.series,
    textStyle: { fontFamily: colours.font, color: colours.text },
    animation: false,
    aria: { enabled: true, label: { description: data.title }, decal: { show: data.kind === "stack" || data.kind === "share" } },
    tooltip: {
      trigger: data.kind === "share" ? "item" : "axis",
      renderMode: "richText",
      backgroundColor: colours.sheet,
      borderColor: colours.muted,
      textStyle: { color: colours.text, fontSize: 13 },
    },
  };
  if (data.kind === "share") {
    const values = data.series[0].values.map((value, index) => ({ name: data.categories[index], value }));
    const label = { color: colours.text, fontSize: 13, formatter: "{b} {d}%" };
    return { ...shared, series: [{ type: "pie", radius: ["45%", "70%"], data: values, label, itemStyle: { borderColor: colours.sheet, borderWidth: 2 } }] };
  }
  const legend = data.series.length > 1;
  return {
    ...shared,
    ...axes(data, colours),
    grid: { left: 8, right: 32, top: legend ? 40 : 16, bottom: 8, containLabel: true },
    legend: legend ? { top: 0, left: 0, textStyle: { color: colours.text, fontSize: 13 }, itemWidth: data.kind === "line" ? 28 : 14 } : undefined,
    series: data.series.map((series, index) => (data.kind === "line" ? line : bar)(series, index, data, colours)),
  };
}

async function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const canvas = figure.querySelector(".chart-canvas");
  const echarts = await load();
  canvas.hidden = false;
  if (data.kind === "row") canvas.style.minHeight = `${data.categories.length * ROW + 60}px`; // every bar has its name
  drawn.get(figure)?.dispose();
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  // With a viewBox the drawing can be scaled to the paper.
  chart.on("finished", () => {
    canvas.querySelector("svg")?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  });
  chart.setOption(picture(data, ink(figure)));
  const table = figure.querySelector("[data-chart-table]");
  if (!drawn.has(figure) && !("keepOpen" in table.dataset)) table.open = false;
  drawn.set(figure, chart);
}

function drawAll(scope) {
  for (const figure of scope.querySelectorAll("[data-chart]")) {
    // The table stands open until its drawing is there, and stays open when the drawing fails.
    draw(figure).catch(() => {
      figure.querySelector(".chart-canvas").hidden = true;
    });
  }
}

drawAll(document);
document.addEventListener("htmx:load", (event) => event.target !== document.body && drawAll(event.target));
document.addEventListener("gongbao:theme", () => drawn.size && drawAll(document));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.size && drawAll(document));
new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.body);
