// The coach's marks in the words of a draft: a mirror under each field holds the same words and gives it its height.
const form = document.getElementById("draft");
const read = new Map(); // a field → its words as the coach has read them: [{text, mark, number}]
const fieldOf = (part) => form.querySelector(`textarea[data-place="${part}"]`);

export function take(mirror) {
  const field = fieldOf(mirror.dataset.mirror);
  if (!field) return;
  const pieces = [];
  for (const node of mirror.childNodes) {
    if (node.nodeName === "SUP") pieces.at(-1).ends.push(node);
    else if (node.textContent) pieces.push({ text: node.textContent, mark: node.nodeName === "MARK" ? node.className : "", ends: [] });
  }
  read.set(field, pieces);
  reflect(field);
}

function drawn(text, mark) {
  if (!mark) return document.createTextNode(text);
  return Object.assign(document.createElement("mark"), { className: mark, textContent: text });
}

// What has been typed since the coach has read it stands between the marks before and behind it.
export function reflect(field) {
  const mirror = field.parentElement.querySelector(".mirror");
  const pieces = read.get(field) ?? [];
  const before = pieces.map((piece) => piece.text).join(""), now = field.value;
  let head = 0, tail = 0;
  while (head < before.length && head < now.length && before[head] === now[head]) head++;
  while (tail < before.length - head && tail < now.length - head && before.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const front = [], back = [];
  let place = 0;
  for (const { text, mark, ends } of pieces) {
    const end = place + text.length, rest = before.length - tail;
    if (place < head) front.push(drawn(text.slice(0, head - place), mark));
    if (end > rest && end > head) back.push(drawn(text.slice(Math.max(0, Math.max(rest, head) - place)), mark));
    if (end <= head) front.push(...ends.map((sup) => sup.cloneNode(true)));
    else if (end > rest) back.push(...ends.map((sup) => sup.cloneNode(true)));
    place = end;
  }
  mirror.replaceChildren(...front, now.slice(head, now.length - tail), ...back, "\u200b");
  mirror.hidden = false;
  field.parentElement.classList.add("on");
}

export function reflectAll() {
  for (const field of form.querySelectorAll(".statement > textarea")) {
    if (read.has(field)) reflect(field);
    else take(field.parentElement.querySelector(".mirror"));
  }
}

// The number of the remark whose marked words stand at that place; nothing beside marks.
export function numberAt(field, place) {
  let end = 0;
  for (const node of field.parentElement.querySelector(".mirror").childNodes) {
    if (node.nodeName === "SUP") continue;
    end += node.textContent.length;
    if (end > place) return node.nodeName === "MARK" && node.nextSibling?.nodeName === "SUP" ? node.nextSibling.textContent : "";
  }
  return "";
}
