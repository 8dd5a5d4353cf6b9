// Draws lists that people work through: cards of posts, rows of incidents, rows of badges.
// Everything that arrives is set as text, never as markup: residents wrote it.

const SAFE = new Set(["http:", "https:"]);

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
}

function badge(each) {
  const node = make("span", `nz-badge nz-${each.tone}`);
  if (each.sign) {
    const sign = make("span", "nz-sign", each.sign);
    sign.setAttribute("aria-hidden", "true");
    node.append(sign);
  }
  node.append(each.text);
  return node;
}

function marked(text, marks) {
  const whole = make("p", "nz-text");
  whole.dir = "auto";
  let at = 0;
  for (const [start, end] of marks || []) {
    whole.append(text.slice(at, start), make("mark", "", text.slice(start, end)));
    at = end;
  }
  whole.append(text.slice(at));
  return whole;
}

function place(link) {
  try {
    const address = new URL(link);
    return SAFE.has(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

function isPlain(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

class List {
  constructor(component) {
    this.root = make("div", "nz-list");
    component.parentElement.append(this.root);
    this.drawn = "";
    this.turn = -1;
    this.picked = new Set();
    this.open = new Set();
  }

  show(component) {
    this.component = component;
    const { data } = component;
    const drawn = JSON.stringify([data.kind, data.items, data.words]);
    if (drawn !== this.drawn) {
      const at = this.root.contains(document.activeElement) ? this.keyOf(document.activeElement) : null;
      this.drawn = drawn;
      this.root.className = `nz-list nz-${data.kind}`;
      this.root.replaceChildren(...data.items.map((each) => this.item(data, each)));
      if (data.label) this.root.setAttribute("aria-label", data.label);
      if (data.kind !== "badges") this.root.setAttribute("role", "list");
      if (at) this.find(at)?.focus({ preventScroll: true });
    }
    // A pick that the server has not heard of yet is not undone by an older answer.
    if ((data.turn ?? 0) >= this.turn) {
      this.turn = data.turn ?? 0;
      this.picked = new Set(data.picked || []);
      this.tick();
    }
  }

  keyOf(node) {
    const card = node.closest("[data-post]");
    return card ? [card.dataset.post, node.tagName] : null;
  }

  find([post, tag]) {
    const card = this.root.querySelector(`[data-post="${post}"]`);
    return tag === "ARTICLE" ? card : card?.querySelector(tag.toLowerCase());
  }

  item(data, each) {
    if (data.kind === "badges") return badge(each);
    return data.kind === "incidents" ? this.row(each) : this.card(data.words, each);
  }

  card(words, each) {
    const card = make("article", "nz-card");
    card.dataset.post = each.id;
    card.tabIndex = -1;
    card.setAttribute("role", "listitem");
    const head = make("header", "nz-head");
    if (each.pick) head.append(this.box(words, each));
    head.append(make("strong", "nz-where", each.where), make("span", "nz-who", each.who));
    const time = make("time", "nz-when", each.when);
    time.dateTime = each.at;
    time.title = each.exact;
    head.append(time, ...each.badges.map(badge));
    card.append(head);
    const text = marked(each.text || words.empty, each.marks);
    if (!each.text) text.classList.add("nz-quiet");
    card.append(text);
    if (each.long) card.append(this.unfold(words, each, text));
    const foot = this.foot(words, each);
    if (foot.childNodes.length) card.append(foot);
    return card;
  }

  box(words, each) {
    const label = make("label", "nz-pick");
    const box = make("input");
    box.type = "checkbox";
    box.addEventListener("change", () => this.pick(each.id, box.checked));
    box.setAttribute("aria-label", `${words.choose}: ${each.text.slice(0, 80)}`);
    label.append(box);
    return label;
  }

  unfold(words, each, text) {
    const button = make("button", "nz-link", words.more);
    button.type = "button";
    const set = (isOpen) => {
      text.classList.toggle("nz-short", !isOpen);
      button.setAttribute("aria-expanded", String(isOpen));
      button.textContent = isOpen ? words.less : words.more;
    };
    set(this.open.has(each.id));
    button.addEventListener("click", () => {
      const isOpen = !this.open.has(each.id);
      if (isOpen) this.open.add(each.id);
      else this.open.delete(each.id);
      set(isOpen);
    });
    return button;
  }

  foot(words, each) {
    const foot = make("footer", "nz-foot");
    for (const note of each.notes) foot.append(make("span", "nz-note", note));
    for (const tag of each.tags) foot.append(make("span", "nz-tag", `#${tag}`));
    if (each.incident) foot.append(this.link(each.incident.label, each.incident.number, each.incident.href));
    if (each.thread) {
      const button = make("button", "nz-link", words.thread);
      button.type = "button";
      button.dataset.thread = each.id;
      button.addEventListener("click", () => this.component.setTriggerValue("thread", each.id));
      foot.append(button);
    }
    const address = place(each.link);
    if (address) {
      const link = make("a", "nz-link nz-out", `${words.original} ${address.host}`);
      link.href = address.href;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      foot.append(link);
    }
    return foot;
  }

  link(text, number, href) {
    const link = make("a", "nz-link", text);
    link.href = href;
    link.dataset.incident = number;
    link.addEventListener("click", (event) => this.enter(event, number));
    return link;
  }

  row(each) {
    const item = make("div", "nz-row-item");
    item.setAttribute("role", "listitem");
    const row = make("a", "nz-row");
    row.href = each.href;
    row.dataset.incident = each.number;
    row.addEventListener("click", (event) => this.enter(event, each.number));
    const head = make("span", "nz-head");
    const shown = each.label ?? each.number;
    if (shown) head.append(make("span", "nz-number", shown));
    head.append(make("strong", "nz-title", each.title));
    const facts = make("span", "nz-facts");
    facts.append(...each.badges.map(badge));
    for (const note of each.notes) facts.append(make("span", "nz-note", note));
    for (const tag of each.tags) facts.append(make("span", "nz-tag", `#${tag}`));
    row.append(head, facts);
    item.append(row);
    return item;
  }

  enter(event, number) {
    if (!isPlain(event)) return;
    event.preventDefault();
    this.component.setTriggerValue("open", number);
  }

  pick(id, isPicked) {
    if (isPicked) this.picked.add(id);
    else this.picked.delete(id);
    this.turn += 1;
    this.tick();
    this.component.setStateValue("picked", { turn: this.turn, ids: [...this.picked] });
  }

  tick() {
    for (const card of this.root.querySelectorAll("[data-post]")) {
      const box = card.querySelector("input[type=checkbox]");
      if (!box) continue;
      box.checked = this.picked.has(card.dataset.post);
      card.toggleAttribute("data-picked", box.checked);
    }
  }
}

const lists = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  if (!lists.has(parentElement)) lists.set(parentElement, new List(component));
  lists.get(parentElement).show(component);
}
