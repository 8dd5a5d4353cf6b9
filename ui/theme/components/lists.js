// Draws lists that people work through: cards of posts, rows of incidents, rows of badges.
// Everything that arrives is set as text, never as markup: residents wrote it.

import { button, highlight, make, unitsOf } from "./nodes.js";
import { Tags } from "./tags.js";

const SAFE = new Set(["http:", "https:"]);

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
  highlight(whole, text, marks);
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
    this.wished = null; // a correction that the server has not answered yet
    this.tags = new Tags((name, value) => this.say(name, value));
  }

  say(name, value) {
    if (name === "correct") {
      this.wished = value;
      this.drawn = ""; // what was refused is drawn anew as it was
    }
    this.component.setTriggerValue(name, value);
  }

  // What became of a correction, for the ear; a refusal stands in the box at the head of the page.
  tell(data) {
    const { post, trait, value } = this.wished;
    this.wished = null;
    const tag = data.items.find((each) => each.id === post)?.read?.find((each) => each.trait === trait);
    const live = document.getElementById("nazar-live");
    if (tag && tag.by && tag.value === value) {
      if (live) live.textContent = `${data.words.traits[trait]}: ${tag.text} ✓`;
    } else {
      document.querySelector('[data-testid="stAlert"]')?.scrollIntoView({ block: "center" });
    }
  }

  show(component) {
    this.component = component;
    const { data } = component;
    const drawn = JSON.stringify([data.kind, data.items, data.words, data.choices]);
    if (drawn !== this.drawn) {
      this.tags.close();
      const at = this.root.contains(document.activeElement) ? this.keyOf(document.activeElement) : null;
      this.drawn = drawn;
      this.root.className = `nz-list nz-${data.kind}`;
      this.root.replaceChildren(...data.items.map((each) => this.item(data, each)));
      if (data.label) this.root.setAttribute("aria-label", data.label);
      if (data.kind !== "badges") this.root.setAttribute("role", "list");
      if (at) this.find(at)?.focus({ preventScroll: true });
      if (this.wished) this.tell(data);
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
    return card ? [card.dataset.post, node.tagName, node.dataset.trait] : null;
  }

  find([post, tag, trait]) {
    const card = this.root.querySelector(`[data-post="${post}"]`);
    if (trait) return card?.querySelector(`[data-trait^="${trait.split("-")[0]}"]`) || card;
    return tag === "ARTICLE" ? card : card?.querySelector(tag.toLowerCase());
  }

  item(data, each) {
    if (data.kind === "badges") return badge(each);
    return data.kind === "incidents" ? this.row(each) : this.card(data, each);
  }

  card(data, each) {
    const { words } = data;
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
    const marks = unitsOf(each.text, each.marks || []);
    const text = marked(each.text || words.empty, marks);
    if (!each.text) text.classList.add("nz-quiet");
    card.append(text);
    if (each.long) card.append(this.unfold(words, each, text));
    if (each.read) card.append(this.tags.row(data, { ...each, marks }, card, text));
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
    const set = (isOpen) => {
      text.classList.toggle("nz-short", !isOpen);
      more.setAttribute("aria-expanded", String(isOpen));
      more.textContent = isOpen ? words.less : words.more;
    };
    const more = button("nz-link", words.more, () => {
      const isOpen = !this.open.has(each.id);
      if (isOpen) this.open.add(each.id);
      else this.open.delete(each.id);
      set(isOpen);
    });
    set(this.open.has(each.id));
    return more;
  }

  foot(words, each) {
    const foot = make("footer", "nz-foot");
    if (each.read) foot.append(this.tags.why(words, each));
    for (const note of each.notes) foot.append(make("span", "nz-note", note));
    for (const tag of each.tags) foot.append(make("span", "nz-tag", `#${tag}`));
    if (each.back) foot.append(button("nz-link nz-back", words.back, () => this.say("back", { post: each.id })));
    if (each.incident) foot.append(this.link(each.incident.label, each.incident.number, each.incident.href));
    if (each.thread) {
      const thread = button("nz-link", words.thread, () => this.component.setTriggerValue("thread", each.id));
      thread.dataset.thread = each.id;
      foot.append(thread);
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
