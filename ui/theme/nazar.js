// The one script of ours on every page of the desk. It has no words of its own (they come from the catalogues, through
// data-words), and it does nothing that a person could not do: keys press real buttons and follow real links.
"use strict";
(() => {
  const script = document.currentScript;
  const root = document.documentElement;
  // Streamlit looks for its server under the page's own path first and fails once; ours is always at the root.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/` };

  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const inOrUnder = (node, selector) => [node.closest(selector), ...all(selector, node)].filter(Boolean);
  function make(tag, attributes = {}, ...inside) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inside);
    return node;
  }

  // ---------------------------------------------------------------- Streamlit's words, in the language of the screen
  // Only in places where Streamlit alone writes: what residents wrote stands in none of them and stays as it is.
  const ANNOUNCER = "[data-live-announcer]"; // names what can be chosen, so words alone are left as they are there
  const WRITTEN = [
    '[data-testid="stSkipToContent"]', '[data-testid="InputInstructions"]', '[data-testid="stStatusWidget"]',
    '[data-testid="stConnectionStatus"]', '[data-testid="stSidebarNavViewButton"]', '[data-testid="stToastViewButton"]',
    '[data-testid="stElementToolbar"]', '[data-testid="stFileUploaderDropzone"]', '[data-testid="stSkeleton"]',
    '[role="listbox"][data-empty]', '[role="option"][data-key^="__"][data-key$="__"]', '.react-aria-FieldError', '[data-testid="stPagination"]', '[data-testid="stNumberInputError"]', ANNOUNCER,
  ].join(",");
  const NAMED = [
    "button", "nav", "section", "input", "textarea", '[data-testid^="stStatusWidget"]', '[data-testid="stTooltipIcon"]',
    '[data-testid="stMultiSelect"] [role="grid"]', '[data-testid="stMultiSelect"] [role="listbox"]',
    '[data-testid="stFileUploader"] [aria-label]', '[data-testid="stPagination"] [aria-label]',
  ].join(",");
  const NAMES = ["aria-label", "title", "placeholder"];
  let words = new Map();
  let forms = [];
  let keys = null;
  let told = new WeakMap(); // node → what stood there, and what we put there

  function ours(text, onlyForms = false) {
    const said = text.trim();
    if (!said) return null;
    const word = onlyForms ? undefined : words.get(said);
    if (word !== undefined) return word;
    for (const [form, wanted] of forms) {
      const found = form.exec(said);
      if (found) return wanted.replace(/\{(\d)\}/g, (_, at) => found[Number(at) + 1]);
    }
    return null;
  }

  function retell(node, name, before, put) {
    const kept = told.get(node) || {};
    const original = kept[name] && kept[name].now === before ? kept[name].was : before;
    const now = ours(original, name === "" && Boolean(node.parentElement?.closest(ANNOUNCER)));
    if (now === null || now === before) return;
    kept[name] = { was: original, now };
    told.set(node, kept);
    put(now);
  }

  function retellText(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      retell(node, "", node.data, (now) => { node.data = now; });
    } else {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) retellText(walker.currentNode);
    }
  }

  function retellNames(node) {
    if (!node.matches(NAMED)) return;
    for (const name of NAMES) {
      const value = node.getAttribute(name);
      if (value) retell(node, name, value, (now) => node.setAttribute(name, now));
    }
  }

  function retellTree(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement && node.parentElement.closest(WRITTEN)) retellText(node);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.closest(WRITTEN)) retellText(node);
    else for (const each of node.querySelectorAll(WRITTEN)) retellText(each);
    retellNames(node);
    for (const each of node.querySelectorAll("[aria-label],[title],[placeholder]")) retellNames(each);
    for (const dialog of inOrUnder(node, 'section[role="dialog"]')) retellDialog(dialog);
    for (const list of inOrUnder(node, '[data-testid="stSidebarNavItems"]')) mendNavigation(list);
  }

  // A dialog of Streamlit's own is known by its title. The one about the connection covers what somebody was typing:
  // our line at the top says the same, so it is closed at once.
  function retellDialog(dialog) {
    const heading = find(':scope > h2[slot="title"]', dialog);
    if (!heading || ours(heading.dataset.theirs || heading.textContent) === null) return;
    heading.dataset.theirs = heading.dataset.theirs || heading.textContent;
    if (heading.dataset.theirs === "Connection error") find(":scope > button", dialog)?.click();
    else retellText(dialog);
  }

  async function speak(language) {
    const answer = await fetch(script.dataset.words.replace("lang=", `lang=${language}`));
    if (!answer.ok) return;
    const said = await answer.json();
    words = new Map(Object.entries(said.words).filter(([theirs]) => !theirs.includes("{")));
    forms = Object.entries(said.words).filter(([theirs]) => theirs.includes("{")).map(([theirs, wanted]) => {
      const plain = theirs.split(/\{\d\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
      return [new RegExp(`^${plain.join("(.+)")}$`, "s"), wanted];
    });
    keys = said.keys;
    root.lang = language;
    drawHelp();
    retellTree(document.body);
  }

  // ---------------------------------------------------------------- What Streamlit's elements lack for a screen reader
  // Its navigation puts headed groups straight into a list.
  function mendNavigation(list) {
    if (!find(":scope > div", list)) return;
    list.setAttribute("role", "presentation");
    for (const head of all(":scope > div > header", list)) {
      const links = head.parentElement;
      links.setAttribute("role", "list");
      links.setAttribute("aria-label", (find("p", head) || head).textContent);
      head.setAttribute("role", "presentation");
    }
  }

  const live = make("div", { id: "nazar-live", role: "status", "aria-live": "polite", class: "nz-unseen" });
  let title = "";
  // Success and information appear in elements that were not there before, which screen readers pass over.
  function announce(added) {
    const boxes = '[data-testid="stAlertContainer"][role="status"]';
    for (const box of [...(added.matches(boxes) ? [added] : []), ...all(boxes, added)]) live.textContent = box.textContent;
  }
  function announcePage() {
    if (title && document.title !== title) live.textContent = document.title;
    title = document.title;
  }

  // ---------------------------------------------------------------- After every run: the language, the connection
  const lost = make("div", { id: "nazar-lost", role: "alert", hidden: "" });
  let waiting = 0;

  function afterRun() {
    const sign = find('[class*="st-key-language-"]');
    const language = sign && /st-key-language-([a-z]{2})\b/.exec(sign.className);
    if (language && language[1] !== root.lang) speak(language[1]);
    announcePage();
  }

  function watchConnection(state) {
    clearTimeout(waiting);
    if (state === "CONNECTED") {
      lost.hidden = true;
      lost.textContent = "";
    } else if (state !== "INITIAL") {
      waiting = setTimeout(() => {
        lost.textContent = words.get("nazar:lost") || "";
        lost.hidden = !lost.textContent;
      }, 1500);
    }
  }

  const seen = new MutationObserver((changes) => {
    for (const change of changes) {
      const { target, type } = change;
      if (type === "childList") {
        for (const node of change.addedNodes) {
          retellTree(node);
          if (node.nodeType === Node.ELEMENT_NODE) announce(node);
        }
      } else if (type === "characterData") {
        if (target.parentElement && target.parentElement.closest(WRITTEN)) retellText(target);
      } else if (change.attributeName === "data-test-script-state") {
        if (target.dataset.testScriptState === "notRunning") afterRun();
      } else if (change.attributeName === "data-test-connection-state") {
        watchConnection(target.dataset.testConnectionState);
      } else {
        retellNames(target);
      }
    }
  });

  // ---------------------------------------------------------------- Keys
  // By the key's place and not its letter: the same on Kazakh, Russian and Latin layouts.
  const ITEMS = "article[data-post], a.nz-row[data-incident]";
  const typing = 'input:not([type="checkbox"]):not([type="radio"]):not([type="button"]), textarea, select, [contenteditable="true"], [role="listbox"], [role="menu"], [role="combobox"]';
  const help = make("dialog", { id: "nazar-keys", "aria-labelledby": "nazar-keys-title" });
  const opener = make("button", { id: "nazar-keys-open", type: "button", "aria-haspopup": "dialog" }, "?");
  let last = null; // the item that was current last
  let leader = 0; // until when a letter after g goes to a page

  const visible = (node) => node.getClientRects().length > 0;
  const items = () => all(ITEMS).filter(visible);
  const current = () => document.activeElement && document.activeElement.closest(ITEMS);

  function step(by) {
    const list = items();
    if (!list.length) return;
    const nameOf = (item) => item && (item.dataset.post || item.dataset.incident);
    const name = nameOf(current()) || last; // after a line was typed into, from where one was
    const at = list.findIndex((item) => nameOf(item) === name);
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
    last = nameOf(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function pick() {
    const box = current() && find('input[type="checkbox"]', current());
    if (box) box.click();
  }

  // Of what was read of the current post: its first tag, or the drawer that says why.
  function readOf(selector, press) {
    const found = current() && find(selector, current());
    if (found && press) found.click();
    else if (found) found.focus();
  }

  function open() {
    const item = current();
    if (!item || item.tagName === "A") return false; // a row is a link and opens by itself
    const link = find("a[data-incident]", item) || find("button[data-thread]", item) || find("button[data-why]", item) || find("button", item);
    if (link) link.click();
    return Boolean(link);
  }

  const wait = (test, milliseconds = 4000) => new Promise((resolve) => {
    const end = Date.now() + milliseconds;
    (function look() {
      const found = test();
      if (found || Date.now() > end) resolve(found || null);
      else setTimeout(look, 50);
    })();
  });

  // The run of the script that a click has caused: it may draw other fields than those that stand there now.
  async function run() {
    const isAtWork = () => find('[data-testid="stApp"]').dataset.testScriptState !== "notRunning";
    await wait(isAtWork, 500);
    await wait(() => !isAtWork());
  }

  // On a list: pick the current post if none is picked, and open the form. On an incident: the button of that move.
  async function act(name) {
    const button = all(STEPS[name] || "#none").find(visible);
    if (button) {
      button.click();
      await run();
      all(".st-key-step-form input, .st-key-step-form textarea").find(visible)?.focus();
      return;
    }
    const label = keys.kinds[name];
    const pill = () => all('.st-key-sort-kind button[role="radio"]').find((each) => each.textContent.trim() === label);
    if (!pill() && current()) pick();
    const found = label && (await wait(pill, current() ? 4000 : 0));
    if (!found) return;
    const isChosen = found.getAttribute("aria-checked") === "true";
    found.click();
    if (!isChosen) await run();
    const field = await wait(() => all(".st-key-sort-panel input, .st-key-sort-panel textarea").find(visible));
    if (field) field.focus();
  }

  function search() {
    const box = all('.st-key-filters input[type="text"], .st-key-search input').find(visible);
    if (box) { box.focus(); box.select(); } else go("search");
  }

  function go(path) {
    const link = all('[data-testid="stSidebarNavLink"]').find((each) => new URL(each.href).pathname === `/${path}`);
    if (link) link.click();
    else if (location.pathname !== `/${path}`) location.assign(`/${path}`);
  }

  const KEYS = {
    KeyJ: () => step(1), KeyK: () => step(-1), KeyX: pick,
    ArrowDown: () => current() && (step(1), true), ArrowUp: () => current() && (step(-1), true),
    Enter: () => document.activeElement.matches("article") && open(),
    KeyA: () => act("take"), KeyE: () => act("at-once"), KeyS: () => act("set-aside"), KeyT: () => act("tag"),
    KeyC: () => readOf(".nz-read button"), KeyW: () => readOf("button[data-why]", true),
    Slash: search, KeyG: () => { leader = Date.now() + 1500; },
  };
  const PAGES = { KeyQ: "queue", KeyI: "incidents", KeyS: "search" };
  const STEPS = { // on the page of an incident
    take: '[class*="-choose-assign"] button, [class*="-choose-reassign"] button',
    "at-once": '[class*="-choose-answer-at-once"] button',
    tag: '[data-testid="stPopover"][class*="-tags"] button, [class*="-tags "] [data-testid="stPopoverButton"]',
  };
  const SILENCED = new Set(["KeyR", "KeyC"]); // Streamlit reruns and clears its caches on these; nobody asked it to
  const OPTIONAL = new Set(["ArrowDown", "ArrowUp", "Enter"]); // ours only where there is a current item

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keys) return;
    const inside = event.target instanceof Element && event.target.closest(typing);
    if (event.key === "Escape" && inside && inside.matches("input, textarea")) { inside.blur(); return; }
    if (inside || help.open || find('section[role="dialog"], [role="listbox"][data-rac]')) return;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      event.preventDefault();
      help.showModal();
      return;
    }
    if (event.shiftKey) return;
    const page = leader > Date.now() && PAGES[event.code];
    leader = 0;
    if (SILENCED.has(event.code) || SILENCED.has(`Key${event.key.toUpperCase()}`)) event.stopImmediatePropagation();
    const key = page ? () => go(page) : KEYS[event.code];
    if (!key) return;
    const done = key();
    if (!OPTIONAL.has(event.code) || done === true) event.preventDefault();
  }

  function drawHelp() {
    opener.setAttribute("aria-label", keys.title);
    opener.title = keys.title;
    const rows = keys.rows.map(([pressed, meaning]) => make("div", {},
      make("dt", {}, ...pressed.split(" ").map((each) => make("kbd", {}, each))), make("dd", {}, meaning)));
    const close = make("button", { type: "button" }, keys.close);
    close.addEventListener("click", () => help.close());
    help.replaceChildren(make("h2", { id: "nazar-keys-title" }, keys.title), make("dl", {}, ...rows), close);
  }

  opener.addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
  window.addEventListener("keydown", press, true);

  document.body.append(live, lost, opener, help);
  seen.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: [...NAMES, "data-test-script-state", "data-test-connection-state"],
  });
  speak(root.lang);
})();
