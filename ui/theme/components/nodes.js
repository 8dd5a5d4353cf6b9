// Pieces of a page. Words are set as text, never as markup: residents wrote them.

export function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
}

export function button(name, text, press) {
  const node = make("button", name, text);
  node.type = "button";
  node.addEventListener("click", press);
  return node;
}

// A text with spans of it highlighted: pairs of offsets, in order, none inside another.
export function highlight(node, text, spans) {
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    parts.push(text.slice(at, start), make("mark", "", text.slice(start, end)));
    at = end;
  }
  node.replaceChildren(...parts, text.slice(at));
}

// Where words stand in a text as whole words, as `highlight` takes it.
export function spansOf(text, words) {
  const isWord = (at) => at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at]);
  const found = [];
  for (const word of words) {
    for (let at = text.indexOf(word); word && at >= 0; at = text.indexOf(word, at + word.length)) {
      if (!isWord(at - 1) && !isWord(at + word.length)) found.push([at, at + word.length]);
    }
  }
  found.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  return found.filter(([start], at) => !found.slice(0, at).some(([, end]) => start < end));
}

// Offsets that count code points, as the desk gives them, as offsets of this language's strings.
export function unitsOf(text, spans) {
  if (!spans.length || !/[\ud800-\udbff]/.test(text)) return spans;
  const at = [0];
  for (const point of text) at.push(at[at.length - 1] + point.length);
  return spans.map(([start, end]) => [at[start], at[end]]);
}
