// The quiet tags of what was read. Each opens a menu: right as it is, the likely alternatives, "why?". One click corrects.

import { button, highlight, make, spansOf } from "./nodes.js";

const ITEM = '[role="menuitem"], [role="menuitemradio"]';

export class Tags {
  // `say` tells the desk what was clicked: say("correct", {post, trait, value}), say("why", post).
  constructor(say) {
    this.say = say;
    this.opened = null;
    this.leave = (event) => this.opened && !this.opened.menu.contains(event.target) && this.close();
  }

  row(data, each, card, text) {
    const row = make("div", "nz-read");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", data.words.read);
    const shown = { data, each, card, text, row };
    const open = (each.read || []).filter((tag) => tag.open);
    for (const tag of each.read || []) row.append(tag.open && each.fix ? this.offer(shown, tag, open) : this.tag(shown, tag));
    row.addEventListener("keydown", (event) => this.move(event, row));
    return row;
  }

  why(words, each) {
    const node = button("nz-link nz-why", words.why, () => this.say("why", each.id));
    node.dataset.why = each.id;
    return node;
  }

  pill(tag) {
    const pill = make("span", `nz-trait${tag.tone ? ` nz-${tag.tone}` : ""}${tag.by ? " nz-said" : ""}`);
    const sign = tag.by ? "✓" : tag.sign || (tag.open ? "?" : "");
    if (sign) {
      pill.append(make("span", "nz-sign", sign));
      pill.firstChild.setAttribute("aria-hidden", "true");
    }
    pill.append(tag.text);
    return pill;
  }

  // What the tag says, and who says so, for the ear and for who rests the pointer on it.
  told(tag, words) {
    const who = tag.by ? words.said.replace("{who}", tag.by) : words.machine;
    return `${words.traits[tag.trait]}: ${tag.text}. ${who}`;
  }

  tag(shown, tag) {
    const { words } = shown.data;
    const node = button("nz-read-tag", "", () => this.toggle(shown, tag, node));
    node.append(this.pill(tag));
    node.dataset.trait = tag.trait;
    node.title = this.told(tag, words);
    node.setAttribute("aria-label", node.title);
    node.setAttribute("aria-haspopup", "menu");
    node.setAttribute("aria-expanded", "false");
    return node;
  }

  // One of two that are as likely: a click says that it is this one.
  offer(shown, tag, open) {
    const { words } = shown.data;
    const node = button("nz-read-tag", "", () => this.correct(shown, tag.trait, tag.value));
    node.append(this.pill(tag));
    node.dataset.trait = `${tag.trait}-${open.indexOf(tag)}`;
    node.title = words.choose_topic.replace("{what}", tag.text);
    node.setAttribute("aria-label", node.title);
    return node;
  }

  toggle(shown, tag, node) {
    const wasOpen = this.opened?.node === node;
    this.close();
    if (wasOpen) return;
    const box = this.menu(shown, tag);
    shown.card.append(box);
    const room = shown.card.clientWidth - box.offsetWidth - 4;
    const beside = node.getBoundingClientRect();
    const within = shown.card.getBoundingClientRect();
    box.style.left = `${Math.max(4, Math.min(beside.left - within.left, room))}px`;
    box.style.top = `${beside.bottom - within.top + 2}px`;
    node.setAttribute("aria-expanded", "true");
    this.opened = { menu: box, node, shown };
    highlight(shown.text, shown.each.text, spansOf(shown.each.text, tag.words || []));
    document.addEventListener("pointerdown", this.leave, true);
    box.querySelector(ITEM)?.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  close() {
    if (!this.opened) return;
    const { menu, node, shown } = this.opened;
    this.opened = null;
    document.removeEventListener("pointerdown", this.leave, true);
    const wasInside = menu.contains(document.activeElement);
    menu.remove();
    node.setAttribute("aria-expanded", "false");
    highlight(shown.text, shown.each.text || shown.data.words.empty, shown.each.marks);
    if (wasInside) node.focus({ preventScroll: true });
  }

  menu(shown, tag) {
    const { data, each } = shown;
    const { words } = data;
    const box = make("div", "nz-menu");
    const spoke = (tag.words || []).map((word) => `«${word}»`).join(" ");
    const about = make("p", "nz-menu-about", tag.by ? words.said.replace("{who}", tag.by) : words.machine);
    if (spoke) about.append(": ", make("bdi", "", spoke));
    const list = make("div", "nz-menu-list");
    list.setAttribute("role", "menu");
    list.setAttribute("aria-label", `${words.traits[tag.trait]}: ${tag.text}`);
    if (each.fix) {
      if (!tag.by) list.append(this.item("menuitem", `✓ ${words.right}`, () => this.correct(shown, tag.trait, tag.value)));
      for (const [value, name] of this.choices(data, tag)) list.append(this.choice(shown, tag, value, name));
    }
    const asked = each.fix && !data.choices[tag.trait] ? words.another[tag.trait] : words.why;
    list.append(this.item("menuitem", asked, () => { this.close(); this.say("why", each.id); }));
    list.addEventListener("keydown", (event) => this.steer(event, list));
    box.append(about, list);
    return box;
  }

  choices(data, tag) {
    const few = data.choices[tag.trait];
    if (few) return few;
    const shown = tag.value ? [[tag.value, tag.text], ...(tag.others || [])] : tag.others || [];
    return tag.value ? [...shown, ["", data.words.none[tag.trait]]] : shown;
  }

  choice(shown, tag, value, name) {
    const node = this.item("menuitemradio", name, () => this.correct(shown, tag.trait, value));
    node.setAttribute("aria-checked", String(value === tag.value));
    return node;
  }

  item(role, text, press) {
    const node = button("nz-menu-item", text, press);
    node.setAttribute("role", role);
    node.tabIndex = -1;
    return node;
  }

  correct(shown, trait, value) {
    const { id } = shown.each;
    const node = shown.row.querySelector(`[data-trait^="${trait}"]`);
    this.close();
    node?.setAttribute("aria-busy", "true");
    this.say("correct", { post: id, trait, value });
  }

  steer(event, list) {
    const items = [...list.querySelectorAll(ITEM)];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      this.close();
      if (event.key === "Escape") event.preventDefault();
    } else if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length].focus();
    }
    event.stopPropagation();
  }

  move(event, row) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const items = [...row.querySelectorAll("button")];
    const next = by && items[items.indexOf(event.target) + by];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
}
