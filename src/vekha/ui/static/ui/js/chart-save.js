// "Save as picture" below each chart that is drawn: a PNG at twice its size, in the colours of day, with title and date.
// A chart is a <figure> with an SVG in its .chart; whoever draws it sets data-drawn. data-title is what it is called
// (else its caption, else the heading above it), data-of whose it is, data-day of when it is (else today).
const SCALE = 2;
const MARGIN = 24; // px
const TITLE = { size: 18, weight: 650, line: 25, colour: "--ink" };
const DATE = { size: 13, weight: 400, line: 20, colour: "--ink-2" };
const LEAST_WIDTH = 320;

const button = (words) => Object.assign(document.createElement("button"), { type: "button", className: "button quiet small chart-save", textContent: words });

function offer(figure) {
  const words = document.getElementById("picture-words");
  if (!words || !figure.querySelector(".chart svg") || figure.querySelector(".chart-save")) return;
  const save = button(words.dataset.save);
  save.addEventListener("click", async () => {
    try {
      const { blob, name } = await picture(figure);
      download(blob, name);
    } catch (error) {
      save.replaceWith(Object.assign(document.createElement("span"), { role: "alert", className: "small soft", textContent: words.dataset.trouble }));
      throw error;
    }
  });
  (figure.querySelector(".chart-wrap") ?? figure.querySelector(".chart")).after(save);
}

function titleOf(figure) {
  const above = [...document.querySelectorAll("main :is(h1, h2, h3)")].filter((heading) => heading.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING);
  const named = figure.dataset.title ?? figure.querySelector("figcaption")?.textContent ?? above.at(-1)?.textContent ?? document.title;
  return [named, figure.dataset.of].filter(Boolean).map((words) => words.trim()).join(" · ");
}

async function picture(figure) {
  const drawn = figure.querySelector(".chart svg");
  const { width, height } = drawn.getBoundingClientRect();
  const font = getComputedStyle(figure).fontFamily;
  const day = colours();
  const title = titleOf(figure);
  const date = figure.dataset.day ? new Date(`${figure.dataset.day}T12:00`) : new Date();
  const room = Math.max(width, LEAST_WIDTH);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const lines = [
    ...folded(title, room, pen, TITLE, font).map((said) => ({ said, ...TITLE })),
    { said: new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), { dateStyle: "long" }).format(date), ...DATE },
  ];
  const head = lines.reduce((sum, { line }) => sum + line, MARGIN);
  canvas.width = Math.round((room + 2 * MARGIN) * SCALE);
  canvas.height = Math.round((head + height + 2 * MARGIN) * SCALE);
  pen.scale(SCALE, SCALE);
  pen.fillStyle = day("--snow");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "middle";
  let y = MARGIN;
  for (const { said, size, weight, line, colour } of lines) {
    pen.font = `${weight} ${size}px ${font}`;
    pen.fillStyle = day(colour);
    pen.fillText(said, MARGIN, y + line / 2);
    y += line;
  }
  pen.drawImage(await image(drawn, width, height, day), MARGIN, head + MARGIN / 2, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { blob, name: `${title.replace(/[\x00-\x1f<>:"/\\|?*]+/g, " ").trim().slice(0, 100)}, ${date.toLocaleDateString("sv")}.png` };
}

// The tokens of the page as they are by day, whatever the reader has chosen.
function colours() {
  const known = new Map();
  return (token) => {
    if (!known.has(token)) {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.colorScheme = "light";
      probe.style.color = `var(${token})`;
      known.set(token, getComputedStyle(probe).color);
      probe.remove();
    }
    return known.get(token);
  };
}

async function image(svg, width, height, day) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", width * SCALE);
  copy.setAttribute("height", height * SCALE);
  const text = new XMLSerializer().serializeToString(copy).replace(/var\((--[\w-]+)\)/g, (_whole, token) => day(token));
  const made = new Image();
  made.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await made.decode();
  return made;
}

// Words in lines of that width; Chinese, which has no spaces, is parted between its signs.
function folded(words, width, pen, { size, weight }, font) {
  pen.font = `${weight} ${size}px ${font}`;
  const lines = [""];
  for (const piece of words.split(/(?<=\s)|(?<=\p{Script=Han})/u)) {
    if (lines.at(-1) && pen.measureText(lines.at(-1) + piece.trimEnd()).width > width) lines.push("");
    lines.push(lines.pop() + piece);
  }
  return lines;
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

new MutationObserver((changes) => changes.forEach(({ target }) => "drawn" in target.dataset && offer(target))).observe(document.body, {
  attributes: true,
  attributeFilter: ["data-drawn"],
  subtree: true,
});
document.querySelectorAll("figure[data-drawn]").forEach(offer);
