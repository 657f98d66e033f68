"use strict";
// Narrows the list of units while one types. Without this script the whole list is shown.
const ACCENTS = /[\u0300-\u036f]/g;
const OWN = { æ: "a", ø: "o", å: "a", đ: "d", ŋ: "n", ŧ: "t" };

// "Vågå", "Vaagaa" and "vaga" are one name to the reader: å and aa, ø and o, accents or none.
const fold = (text) =>
  text.toLowerCase().replace(/[æøåđŋŧ]/g, (letter) => OWN[letter])
    .normalize("NFD").replace(ACCENTS, "").replace(/aa|ae/g, "a").replace(/oe/g, "o");
const words = (text) => text.split(/[\s\-–./()]+/);
const startsWord = (text, query) =>
  text.startsWith(query) || words(text).some((word, i, all) => all.slice(i).join(" ").startsWith(query));

const field = document.querySelector("#sok_");
const status = document.querySelector("#treff_");
const letters = [...document.querySelectorAll(".letter")];
const around = document.querySelectorAll(".letters, .areas");
const units = [...document.querySelectorAll(".unit")].map((element) => {
  const name = element.querySelector(".name").textContent.toLowerCase();
  const county = element.querySelector(".county")?.textContent ?? "";
  return { element, name, folded: fold(name), county: fold(county) };
});

// From the strictest reading of the query to the widest; the first that finds something is shown.
const tests = (typed) => {
  const folded = fold(typed);
  const strict = /[æøåáčđŋšŧž]/.test(typed) ? [(unit) => startsWord(unit.name, typed)] : [];
  return [
    ...strict,
    (unit) => startsWord(unit.folded, folded) || (folded.length > 3 && unit.county.startsWith(folded)),
    (unit) => unit.folded.includes(folded),
  ];
};

const found = (typed) => {
  for (const test of tests(typed)) {
    const hits = units.filter(test);
    if (hits.length) return new Set(hits);
  }
  return new Set();
};

const show = () => {
  const typed = field.value.trim().toLowerCase().normalize("NFC");
  const hits = typed ? found(typed) : new Set(units);
  for (const unit of units) unit.element.hidden = !hits.has(unit);
  for (const letter of letters) letter.hidden = !letter.querySelector(".unit:not([hidden])");
  for (const part of around) part.hidden = Boolean(typed);
  status.textContent = !typed ? "" : hits.size ? `${hits.size} treff` : "Ingen treff. Prøv færre bokstaver.";
};

field.form.hidden = false;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
show(); // the browser may have kept what was typed
