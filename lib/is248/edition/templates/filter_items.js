"use strict";
// Narrows the list of tables and figures while one types. Without this script all are listed.
const ACCENTS = /[\u0300-\u036f]/g;
const fold = (text) =>
  text.toLowerCase().replace(/æ/g, "ae").replace(/ø/g, "o").replace(/å/g, "a")
    .normalize("NFD").replace(ACCENTS, "").replace(/\s+/g, " ").trim();

const field = document.querySelector("#sok_");
const status = document.querySelector("#treff_");
const chapters = [...document.querySelectorAll(".entry")].map((element) => {
  const title = fold(element.querySelector("h3").textContent);
  const items = [...element.querySelectorAll(".items > li")];
  return {
    element,
    details: element.querySelector("details"),
    items: items.map((item) => ({ element: item, text: `${fold(item.textContent)} ${title}` })),
  };
});

const show = () => {
  const asked = fold(field.value).split(" ").filter(Boolean);
  let hits = 0;
  for (const chapter of chapters) {
    let here = 0;
    for (const item of chapter.items) {
      item.element.hidden = !asked.every((word) => item.text.includes(word));
      here += item.element.hidden ? 0 : 1;
    }
    chapter.element.hidden = asked.length > 0 && here === 0;
    if (chapter.details) chapter.details.open = asked.length > 0 && here > 0;
    hits += here;
  }
  status.textContent = !asked.length ? "" : hits ? `${hits} treff` : "Ingen treff. Prøv færre ord.";
};

if (chapters.length) field.form.hidden = false;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
show(); // the browser may have kept what was typed
