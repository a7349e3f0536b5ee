// What ECharts is told to draw: the road of a key result over its days, in the marks of the page.
const INK = "var(--ink)";
const SOFT = "var(--ink-2)";
const FAINT = "var(--ink-3)";
const EDGE = "var(--edge)";
const SNOW = "var(--snow)";
const TEXT = 12; // px
const LINE = 15; // px between two words at the right edge
const LEFT = 48;
const TOP = 34; // room for the topmark of today
const GAUGE = { width: 6, height: 20, top: 12 }; // of confidence, below the ground
const DAYS = 26; // the row of days

export function options(data, element, chosen) {
  const family = getComputedStyle(element).fontFamily;
  const text = { fontFamily: family, fontSize: TEXT };
  const right = 14 + Math.max(...[...data.words.goals, data.words.fan, data.words.now].map((words) => width(words, family)));
  const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumSignificantDigits: 4 });
  const below = data.points.some(({ confidence }) => confidence !== null) ? GAUGE.top + GAUGE.height : 0;
  const words = new Map(data.ticks.map(([day, said]) => [Date.parse(day), said]));
  return {
    animation: false,
    useUTC: true,
    textStyle: text,
    grid: { left: LEFT, right, top: TOP, bottom: below + DAYS },
    xAxis: {
      type: "time",
      min: data.first,
      max: data.last,
      axisTick: { show: false },
      splitLine: { show: false },
      axisLine: { onZero: false, lineStyle: { color: EDGE } },
      axisLabel: { ...text, color: SOFT, margin: below + 8, customValues: [...words.keys()], formatter: (day) => words.get(day) ?? "", alignMinLabel: "left", alignMaxLabel: "right" },
    },
    yAxis: {
      type: "value",
      scale: true,
      splitNumber: 3,
      minInterval: data.kind === "steps" ? 1 : 0,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: "var(--line)" } },
      axisLabel: { ...text, color: SOFT, formatter: (value) => compact.format(value) },
    },
    series: [...bands(data), ...fan(data), ...plans(data), ...goals(data), ...values(data, chosen), notes(data, text, right)],
  };
}

const quiet = { silent: true, showSymbol: false, emphasis: { disabled: true } };
const line = (data, style, own) => ({ type: "line", data, lineStyle: style, itemStyle: { color: style.color }, ...quiet, ...own });

// Where a KPI is healthy, and where it is to be watched: a corridor from the day since which it holds.
function bands({ bands = [], last }) {
  if (!bands.length) return [];
  const renderItem = ({ coordSys }, api) => {
    const { x: left, y: top, width, height } = coordSys;
    const inside = (y) => Math.min(Math.max(y, top), top + height);
    const children = bands.flatMap(([since, parts], place) => {
      const [from, to] = [since, bands[place + 1]?.[0] ?? last].map((day) => Math.min(Math.max(api.coord([Date.parse(day), 0])[0], left), left + width));
      return parts.map(([health, low, high]) => {
        const upper = high === null ? top : inside(api.coord([0, high])[1]);
        const lower = low === null ? top + height : inside(api.coord([0, low])[1]);
        return { type: "rect", shape: { x: from, y: upper, width: to - from, height: lower - upper }, style: { fill: "var(--well)", opacity: health === "healthy" ? 1 : 0.4 } };
      });
    });
    return { type: "group", children };
  };
  return [{ type: "custom", silent: true, z: 0, data: [[last, null]], renderItem }];
}

// Where it leads: two dotted lines and the hollow between them.
function fan({ fan, kind }) {
  if (!fan.length) return [];
  const edge = { color: FAINT, width: 1, type: [2, 3] };
  const together = { stack: "fan", stackStrategy: "all", step: kind === "steps" && "start" };
  return [
    line(fan.map(([day, low]) => [day, low]), edge, together),
    line(fan.map(([day, low, high]) => [day, high - low]), edge, { ...together, areaStyle: { color: "var(--well)", opacity: 1 } }),
  ];
}

function plans({ plans, kind }) {
  return plans.map((plan) => line(plan, { color: EDGE, width: 1.5, type: [1, 4], cap: "round" }, { step: kind === "steps" && "end" }));
}

// The target in ink, what it was before in dashes, and the step between the two.
function goals({ goals, last }) {
  return goals.flatMap((goal) => {
    const series = [];
    goal.forEach(([since, value], place) => {
      const [until, next] = goal[place + 1] ?? [last, value];
      if (value !== null) series.push(line([[since, value], [until, value]], place === goal.length - 1 ? { color: INK, width: 1 } : { color: FAINT, width: 1, type: [3, 3] }));
      if (value !== null && next !== null && next !== value) series.push(line([[until, value], [until, next]], { color: INK, width: 1 }));
    });
    return series;
  });
}

function values(data, chosen) {
  const style = data.stale ? { color: "var(--stale)", width: 2.25, type: [6, 3] } : { color: INK, width: 2.25 };
  const dots = data.points.map(({ day, value, outside, broken }, place) => ({
    value: [day, value],
    symbol: "circle",
    symbolSize: place === chosen ? 13 : 9,
    itemStyle: outside ? { color: SNOW, borderColor: broken ? "var(--risk)" : "var(--behind)", borderWidth: broken ? 2.5 : 1.75 } : { color: data.stale ? "var(--stale)" : INK, borderColor: SNOW, borderWidth: 2 },
  }));
  const begins = data.start && data.start[0] < data.points[0].day ? [{ value: data.start, symbol: "none" }] : [];
  return [{ ...line([...begins, ...dots], style), showSymbol: true, step: data.kind === "steps" && "end", z: 5 }];
}

// What no series draws: the pole of today, the debt in bands, gauges of confidence, and the words at the lines.
function notes(data, text, right) {
  return {
    type: "custom",
    silent: true,
    clip: false,
    z: 8,
    data: [[data.last, data.points.at(-1).value]],
    renderItem: ({ coordSys }, api) => {
      const at = (day, value) => api.coord([Date.parse(day), value]);
      const ground = coordSys.y + coordSys.height;
      const pieces = [...pole(data, at, ground), ...debt(data, at, text), ...gauges(data, at, ground, text), ...names(data, at, api.getWidth() - right + 8, text)];
      return { type: "group", children: pieces };
    },
  };
}

// The halo keeps words readable where a line runs through them.
const word = (x, y, said, text, own) => ({ type: "text", x, y, style: { text: said, fill: SOFT, stroke: SNOW, lineWidth: 4, verticalAlign: "middle", ...text, ...own } });
const path = (points, style) => ({ type: "polyline", shape: { points }, style: { fill: "none", ...style } });

function pole(data, at, ground) {
  if (!data.today) return [];
  const [x] = at(data.today, 0);
  return [
    path([[x, TOP - 8], [x, ground]], { stroke: INK, lineWidth: 2 }),
    { type: "polygon", shape: { points: [[x - 6, TOP - 16], [x + 6, TOP - 16], [x, TOP - 7]] }, style: { fill: INK } },
  ];
}

function debt(data, at, text) {
  if (!data.owed || !data.today) return [];
  const colour = data.owed.risk ? "var(--risk)" : "var(--behind)";
  const [x, from] = at(data.today, data.owed.from);
  const [, to] = at(data.today, data.owed.to);
  return [
    path([[x, from], [x, to]], { stroke: colour, lineWidth: 5, lineDash: [4, 3] }),
    word(x - 10, to + (to < from ? -8 : 8), data.words.owed, text, { fill: colour, fontWeight: 650, align: "right" }),
  ];
}

// Upright, under the day of its check-in, as everywhere; words beside the last one.
function gauges({ points, words }, at, ground, text) {
  const { width, height, top } = GAUGE;
  const said = points.filter(({ confidence }) => confidence !== null);
  const left = (day) => Math.round(at(day, 0)[0] - width / 2);
  const drawn = said.flatMap(({ day, confidence }) => {
    const filled = (height * confidence) / 10;
    return [
      { type: "rect", shape: { x: left(day) + 0.5, y: ground + top + 0.5, width: width - 1, height: height - 1 }, style: { fill: "none", stroke: EDGE } },
      { type: "rect", shape: { x: left(day), y: ground + top + height - filled, width, height: filled }, style: { fill: INK } },
    ];
  });
  return said.length ? [...drawn, word(left(said.at(-1).day) + width + 6, ground + top + height / 2, words.confidence, text)] : [];
}

// Words at the right edge make room for one another; the newest value stands beside its point.
function names(data, at, edge, text) {
  const { goals, words, fan } = data;
  const strong = { fill: INK, fontWeight: 650 };
  const atEnd = goals.map((goal, place) => ({ value: goal.at(-1)[1], said: words.goals[place], own: strong })).filter(({ said }) => said);
  if (words.fan) atEnd.push({ value: (fan.at(-1)[1] + fan.at(-1)[2]) / 2, said: words.fan });
  const placed = atEnd.map((each) => ({ ...each, y: at(data.last, each.value)[1] })).sort((one, other) => one.y - other.y);
  placed.forEach((each, place) => place && (each.y = Math.max(each.y, placed[place - 1].y + LINE)));
  const before = words.before.flatMap((said, place) => {
    const [since, value] = goals[0][place];
    return said ? word(at(since, value)[0] + 2, at(since, value)[1] - 9, said, text) : [];
  });
  const now = newest(data, at, text, strong);
  const plan = planned(data, at, text);
  for (const each of plan) if (cross(each, now, text.fontFamily)) each.y = now.y + (each.y > now.y ? LINE : -LINE);
  return [...placed.map(({ y, said, own }) => word(edge, y, said, text, own)), ...before, now, ...plan];
}

// Whether two words that begin at their x run through one another.
function cross(one, other, family) {
  const [left, right] = one.x < other.x ? [one, other] : [other, one];
  return Math.abs(one.y - other.y) < LINE && left.x + width(left.style.text, family) > right.x;
}

// The newest value stands beside its point, on the side from which the line does not come, and not across the pole.
function newest({ points, words, today }, at, text, strong) {
  const [x, y] = at(points.at(-1).day, points.at(-1).value);
  const beyond = today ? at(today, 0)[0] + 8 : 0;
  const fits = x + 8 + width(words.now, text.fontFamily) < beyond - 8;
  const goesUp = points.at(-1).value >= points[0].value;
  return word(fits ? x + 8 : Math.max(x + 8, beyond), y + (goesUp ? 14 : -14), words.now, text, strong);
}

function planned({ plans, kind, words }, at, text) {
  if (!words.plan) return [];
  const line = plans.at(-1).map(([day, value]) => at(day, value));
  if (kind === "steps") return [word(line[1][0] + 6, line[1][1] + 10, words.plan, text)];
  const [[x, y], [right, end]] = [line[0], line.at(-1)];
  const [bend, height] = line.length > 2 ? line[1] : [x + (right - x) * 0.72, y + (end - y) * 0.72];
  return [word(Math.min(bend + 6, right - width(words.plan, text.fontFamily)), height + (end < y ? 12 : -12), words.plan, text)];
}

const pen = document.createElement("canvas").getContext("2d");
function width(words, family) {
  pen.font = `650 ${TEXT}px ${family}`;
  return pen.measureText(words).width;
}
