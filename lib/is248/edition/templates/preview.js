"use strict";
const words = document.getElementById("words");
const trace = document.getElementById("trace");
const change = document.getElementById("change");
const room = document.querySelector("main");
let shown = 0;
let frame = null;
let coming = null;
let changed = [];

function blocks(view) {
  return [...view.contentDocument.querySelectorAll("#hovedinnhold_ > *")];
}

/* The blocks of a page as they came: its own scripts change them. */
const came = new WeakMap();
async function keep(view) {
  const text = await (await fetch(view.src)).text();
  const part = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
  came.set(view, [...new DOMParser().parseFromString(part, "text/html").querySelectorAll("main > *")]);
}

/* The topmost block that is seen, and how far below the edge it begins. */
function place(view) {
  const top = blocks(view).find((block) => block.getBoundingClientRect().bottom > 0);
  return { at: blocks(view).indexOf(top), below: top ? top.getBoundingClientRect().top : 0,
    text: top ? top.textContent : "", y: view.contentWindow.scrollY };
}

function restore(view, before) {
  const now = blocks(view);
  const same = now.find((block) => block.textContent === before.text) || now[before.at];
  const y = same && before.y > 0
    ? view.contentWindow.scrollY + same.getBoundingClientRect().top - before.below : before.y;
  view.contentWindow.scrollTo({ top: y, behavior: "instant" });
}

/* Blocks that the page before did not have. */
function differing(before, now) {
  const had = new Set(came.get(before).map((block) => block.outerHTML));
  const found = came.get(now).filter((block) => !had.has(block.outerHTML));
  return found.map((block) => standing(now, block)).filter(Boolean);
}

function standing(view, block) {
  const named = block.id ? block : block.querySelector("[id]");
  return named ? view.contentDocument.getElementById(named.id)
    : blocks(view).find((one) => one.textContent === block.textContent);
}

function light(found) {
  for (const block of found) {
    block.animate([{ outline: "4px solid #d99a00", outlineOffset: "4px" },
      { outline: "4px solid transparent", outlineOffset: "4px" }], 2500);
  }
}

function seen(view, block) {
  const box = block.getBoundingClientRect();
  return box.bottom > 0 && box.top < view.clientHeight;
}

function exchange(next) {
  const before = frame;
  frame = next;
  if (before) {
    changed = differing(before, next);
    const open = blocks(before).filter((block) => block.open).map((block) => block.innerText);
    for (const block of blocks(next)) {
      if (block.tagName === "DETAILS" && open.includes(block.innerText)) block.open = true;
    }
    restore(next, place(before));
  }
  next.classList.remove("waiting");
  if (before) before.remove();
  light(changed);
  change.hidden = !changed.length || changed.some((block) => seen(next, block));
}

change.addEventListener("click", () => {
  changed[0].scrollIntoView({ block: "center" });
  light(changed);
  change.hidden = true;
});

function load(number) {
  if (coming) coming.remove();
  const next = document.createElement("iframe");
  next.className = "waiting";
  next.title = "Kapitlet";
  next.src = `page?${number}`;
  coming = next;
  next.addEventListener("load", async () => {
    await keep(next);
    if (coming !== next) return;
    coming = null;
    exchange(next);
  }, { once: true });
  room.append(next);
}

const news = new EventSource("news");
news.addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  document.body.dataset.phase = state.phase;
  words.textContent = state.words;
  trace.textContent = state.trace;
  trace.hidden = !state.trace;
  if (state.page !== shown) {
    shown = state.page;
    if (shown) load(shown);
  }
});
news.addEventListener("error", () => {
  document.body.dataset.phase = "fails";
  words.textContent = "Forhåndsvisningen er avsluttet eller svarer ikke. Start den igjen i terminalen.";
});
