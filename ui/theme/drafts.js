// Keeps what is being typed. Streamlit learns of a text when its field is left; until then it would live in this page
// alone. Fields in a box with the class st-key-draft_… are sent to the desk within a second; what could not be sent
// waits in this tab (sessionStorage), in the corner of whoever typed it, and goes back into its field.
"use strict";
(() => {
  const PAUSE = 900; // milliseconds from the first letter to sending, and between two sendings
  const AGAIN = 2000; // milliseconds until the next attempt
  const CORNER = "nazar-drafts";
  const WAITS = "data-test-connection-state";
  let me = null; // { form, space }: who types, as the desk says
  let mine = null; // the corner of who opened this page: what they typed is never sent as somebody else
  let timer = 0;
  let sending = false;
  const unsent = new Map(); // mark → text that the desk has not got yet
  const typed = new Map(); // mark → text since its field was last left: Streamlit has not got it yet
  const restoring = new Map(); // mark → text to put back as soon as its field is there

  function markOf(node) {
    const box = node instanceof Element && node.matches("textarea, input") && node.closest('[class*="st-key-draft_"]');
    const found = box && /(?:^|\s)st-key-(draft_\d+_[A-Za-z0-9_-]+)/.exec(box.className);
    return found ? found[1] : null;
  }
  const fieldOf = (mark) => document.querySelector(`.st-key-${mark} textarea, .st-key-${mark} input`);

  function remember() {
    try {
      if (!me || !unsent.size) sessionStorage.removeItem(CORNER);
      else sessionStorage.setItem(CORNER, JSON.stringify({ space: me.space, texts: [...unsent] }));
    } catch { /* full or forbidden: the desk has it within a second anyway */ }
  }

  function later(wait) {
    if (!timer) timer = setTimeout(() => { timer = 0; flush(); }, wait);
  }

  async function meet() {
    const answer = await fetch("/drafts", { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error("away");
    const now = await answer.json();
    if (mine !== null && now.space !== mine) { for (const each of [unsent, typed, restoring]) each.clear(); return; }
    me = now;
    mine = me.space;
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(CORNER)); } catch { /* not ours */ }
    if (kept && kept.space === me.space && Array.isArray(kept.texts)) {
      for (const [mark, text] of kept.texts) {
        if (unsent.has(mark)) continue;
        unsent.set(mark, text);
        restoring.set(mark, text);
      }
    }
    remember(); // what another person left in this tab goes with it
  }

  const post = (mark, text) => fetch("/drafts", {
    method: "POST", keepalive: true, body: JSON.stringify({ mark, text }),
    headers: { "content-type": "application/json", accept: "application/json", "x-form": me.form },
  });

  async function flush() {
    if (sending || (!unsent.size && me)) return;
    sending = true;
    let again = 0;
    try {
      if (!me) await meet();
      for (const [mark, text] of me ? [...unsent] : []) {
        const answer = await post(mark, text);
        if (answer.status === 403) { me = null; throw new Error("another session"); }
        if (!answer.ok && ![400, 409].includes(answer.status)) throw new Error("away");
        if (unsent.get(mark) === text) unsent.delete(mark);
        if (answer.status === 409) { restoring.delete(mark); typed.delete(mark); } else tell(mark, (await answer.json()).said);
      }
    } catch {
      again = AGAIN;
    }
    sending = false;
    remember();
    restore();
    if (unsent.size) later(again || PAUSE);
  }

  // The sentence under the form: its box is named after the draft, without the field.
  function tell(mark, said) {
    const line = document.querySelector(`.st-key-${mark.replace("draft_", "drafted_").replace(/_[^_]*$/, "")} [data-testid="stText"]`);
    const words = line && document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
    if (words && said && words.data !== said) words.data = said;
  }

  function restore() {
    for (const [mark, text] of [...restoring]) {
      const node = fieldOf(mark);
      if (!node) continue;
      restoring.delete(mark);
      if (node.value === text) continue;
      const kind = node.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(node, text);
      node.dispatchEvent(new Event("input", { bubbles: true }));
      // A field that nobody is in counts as left, so that Streamlit takes the text.
      if (document.activeElement !== node) node.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    }
  }

  document.addEventListener("input", (event) => {
    const mark = markOf(event.target);
    if (!mark) return;
    typed.set(mark, event.target.value);
    unsent.set(mark, event.target.value);
    remember();
    later(PAUSE);
  }, true);
  document.addEventListener("focusout", (event) => {
    const mark = markOf(event.target);
    if (mark && document.querySelector(`[${WAITS}="CONNECTED"]`)) typed.delete(mark);
  }, true);
  // The page goes: what is not sent is sent on the way out.
  addEventListener("pagehide", () => { if (me) for (const [mark, text] of unsent) post(mark, text).catch(() => {}); });
  addEventListener("online", () => flush());

  new MutationObserver((changes) => {
    // A desk that was away knows less than this page: what was typed meanwhile goes back over what it draws.
    if (changes.some((each) => each.attributeName === WAITS && each.target.getAttribute(WAITS) !== "CONNECTED")) {
      for (const [mark, text] of typed) restoring.set(mark, text);
    }
    if (restoring.size && document.querySelector(`[${WAITS}="CONNECTED"][data-test-script-state="notRunning"]`)) {
      for (const mark of restoring.keys()) if (typed.has(mark)) restoring.set(mark, typed.get(mark));
      restore();
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: [WAITS, "data-test-script-state"],
  });
  flush();
})();
