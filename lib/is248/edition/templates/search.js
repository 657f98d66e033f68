"use strict";
// Finds words in the texts of the edition, which stand in the page. The same few lines fold and stem
// the texts and what is asked, so that the two agree. The question stands in the address (#q=...).
const data = JSON.parse(document.querySelector("#register_").textContent);
const KINDS = ["chapter", "section", "sentence", "table", "figure", "question", "term", "place"];
const [TITLE, TEXT, ALSO, LABEL] = [10, 4, 4, 1.5]; // what a hit in each part of an entry is worth
const WORTH = { chapter: 1.4, term: 1.3, place: 1.3, question: 0.7, sentence: 0.9 };
const [WHOLE, SYNONYM, LEAST] = [2, 0.5, 0.5]; // the title is what is asked; by another word; least share of the words
const [SHOWN, LONGEST] = [4, 220]; // results of a part that stand open; letters of an excerpt
const STOP = new Set(("alle alt at av blir ble bli da de den der det disse du eller en er et etter for fra ha har hva " +
  "hvem hvilke hvilken hvor hvordan hvorfor i ikke jeg kan man mange med mellom mot mye når og også om opp over på sin som " +
  "stor stort store til under ut ved vi være var").split(" "));

// ---- words ----------------------------------------------------------------------------------------

// "Vågå", "Vaagaa" and "vaga" are one word to the reader: å and aa, ø and o, accents or none
const OWN = { æ: "a", ø: "o", å: "a", đ: "d", ŋ: "n", ŧ: "t" };
const fold = (text) => text.toLowerCase().replace(/[æøåđŋŧ]/g, (letter) => OWN[letter])
  .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/aa|ae/g, "a").replace(/oe/g, "o");
const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

// endings of Norwegian bokmål after the Snowball algorithm; -lig and -ig stay, for compounds hang on them
const ENDINGS = ("hetenes hetene hetens heten heter endes andes edes enes ande ende ede ane ene ens ets ers " +
  "ast het en ar er as es et a e").split(" ");
const stems = new Map();
const stem = (word) => {
  if (!stems.has(word)) stems.set(word, stemmed(fold(word)));
  return stems.get(word);
};
const stemmed = (word) => {
  const start = Math.max(3, word.search(/[aeiouy][^aeiouy]/) + 2);
  const tail = word.slice(start);
  if (word.length < 4 || start < 3 || /^\d/.test(word)) return word;
  if (/erte?$/.test(tail)) return word.replace(/te?$/, "");
  const ending = ENDINGS.find((one) => tail.endsWith(one));
  if (ending) return word.slice(0, -ending.length);
  if (/([bcdfghjlmnoprtvyz]|[^aeiouy]k)s$/.test(tail)) return word.slice(0, -1);
  return /[dv]t$/.test(tail) ? word.slice(0, -1) : word;
};

// ---- the index: stem → entry → worth --------------------------------------------------------------

const index = new Map();
const entries = data.entries.map(([group, kind, anchor, title, label, text, labels, also]) => ({
  group, kind: KINDS[kind], href: `${data.groups[group][1]}#${anchor}`, title, label, text, labels, also,
  length: wordsOf(title).length,
}));
const put = (text, entry, worth) => {
  for (const word of wordsOf(text)) {
    const key = stem(word);
    if (!index.has(key)) index.set(key, new Map());
    const known = index.get(key);
    known.set(entry, Math.max(known.get(entry) ?? 0, worth));
  }
};
entries.forEach((entry) => {
  put(entry.title, entry, TITLE);
  put(entry.label, entry, TEXT);
  put(entry.text, entry, TEXT);
  put(entry.also, entry, ALSO);
  entry.labels.forEach((number) => put(data.labels[number], entry, LABEL));
});
const vocabulary = [...index.keys()];

// ---- what a word of the question means: stems of the index, and how well each fits ------------------

const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [older, old] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, old] = [old, row];
  }
  return old[b.length];
};

// "kriseplan" is "plan" and "krise" too, joined by s, e or nothing
const parts = (word) => {
  for (let at = word.length - 3; at >= 3; at--) {
    const [head, tail] = [word.slice(0, at), stem(word.slice(at))];
    const known = [head, head.replace(/[se]$/, "")].map(stem).find((one) => one.length > 2 && index.has(one));
    if (known && index.has(tail)) return [known, tail];
  }
  return [];
};

const fits = (key, other) => {
  if (other === key) return 1;
  const share = key.length / other.length;
  if (key.length > 2 && other.startsWith(key)) return 0.3 + 0.5 * share;
  if (key.length > 3 && other.endsWith(key)) return 0.2 + 0.5 * share;
  return key.length > 4 && other.includes(key) ? 0.1 + 0.5 * share : 0;
};

const scored = (stemsOfWord) => {
  const found = new Map();
  for (const [key, fit] of stemsOfWord) {
    const rare = Math.log(1 + entries.length / index.get(key).size);
    for (const [entry, worth] of index.get(key)) {
      const known = found.get(entry);
      if (!known || known.score < fit * worth * rare)
        found.set(entry, { score: fit * worth * rare, inTitle: worth === TITLE ? fit : 0, keys: [key] });
    }
  }
  return found;
};

const meaning = (word) => {
  const key = stem(word);
  const near = vocabulary.map((other) => [other, fits(key, other)]).filter(([, fit]) => fit > 0);
  const found = scored(near);
  const [head, tail] = index.has(key) ? [] : parts(fold(word));
  if (head) {
    const [first, second] = [scored([[head, 0.7]]), scored([[tail, 0.7]])];
    for (const [entry, one] of first) {
      const other = second.get(entry);
      if (other && !(found.get(entry)?.score > one.score + other.score))
        found.set(entry, { score: one.score + other.score, inTitle: Math.min(one.inTitle, other.inTitle), keys: [head, tail] });
    }
  }
  if (found.size || key.length < 4) return found;
  // a letter or two wrong, or another word of the same stem: forebygging, forebyggende
  const most = key.length > 7 ? 2 : 1;
  const start = key.slice(0, Math.max(6, Math.ceil(key.length * 0.75)));
  const close = (other) => other.startsWith(start) || distance(key, other, most) <= most;
  return scored(vocabulary.filter(close).map((other) => [other, 0.6]));
};

// ---- searching --------------------------------------------------------------------------------------

const found = (question) => {
  const asked = wordsOf(question);
  const telling = asked.filter((word) => !STOP.has(word.toLowerCase()));
  const words = telling.length ? telling : asked;
  const meanings = words.map(meaning);
  words.slice(1).forEach((word, i) => { // "bruker medvirkning" is "brukermedvirkning"
    const joined = stem(words[i] + word);
    if (index.has(joined)) for (const [entry, one] of scored([[joined, 1]])) {
      meanings[i].set(entry, one);
      meanings[i + 1].set(entry, one);
    }
  });
  const rare = meanings.map((meant) => meant.size && Math.log(1 + entries.length / meant.size));
  const all = rare.reduce((sum, one) => sum + one, 0);
  const hits = new Map();
  meanings.forEach((meant, i) => meant.forEach((one, entry) => {
    const hit = hits.get(entry) ?? { entry, score: 0, covered: 0, inTitle: 0, keys: new Set() };
    hit.score += one.score;
    hit.covered += rare[i] / all;
    hit.inTitle += one.inTitle;
    one.keys.forEach((key) => hit.keys.add(key));
    hits.set(entry, hit);
  }));
  for (const hit of hits.values()) {
    const { entry } = hit;
    const whole = fold(entry.title) === fold(question) ? WHOLE : 1;
    hit.score *= whole * hit.covered ** 3 * (WORTH[entry.kind] ?? 1) * (1 + hit.inTitle / (entry.length + 2));
  }
  return hits;
};

const phrase = (text) => wordsOf(text).map(stem).join(" ");

// what is asked, and what the glossary calls it: "ungdom" finds "barn og unge"
const search = (question) => {
  const hits = found(question);
  const terms = entries.filter(({ kind, also }) => kind === "term" && also.split("; ").some((one) => phrase(one) === phrase(question)));
  for (const term of terms) {
    for (const [entry, hit] of found(term.title)) {
      hit.score *= SYNONYM;
      if (!(hits.get(entry)?.score > hit.score)) hits.set(entry, hit);
    }
  }
  return [...hits.values()].filter((hit) => hit.covered >= LEAST).sort((a, b) => b.score - a.score);
};

// ---- showing ----------------------------------------------------------------------------------------

const element = (tag, className, ...content) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
};

const marked = (text, keys) => {
  const found = document.createDocumentFragment();
  for (const piece of text.split(/([\p{L}\p{N}]+)/u)) {
    const hit = /^[\p{L}\p{N}]/u.test(piece) && keys.has(stem(piece));
    found.append(hit ? element("mark", "", piece) : piece);
  }
  return found;
};

// the sentence with the first hit, and as many more as there is room for
const excerpt = (text, keys) => {
  const sentences = text.split(/(?<=[.!?]) /);
  const has = (sentence) => wordsOf(sentence).some((word) => keys.has(stem(word)));
  const first = Math.max(0, sentences.findIndex(has));
  let shown = sentences[first] ?? "";
  for (const next of sentences.slice(first + 1)) {
    if (shown.length + next.length > LONGEST) break;
    shown += ` ${next}`;
  }
  return shown;
};

const rowsOf = (entry, keys) => entry.labels.map((number) => data.labels[number])
  .filter((label) => wordsOf(label).some((word) => keys.has(stem(word)))).slice(0, 3);

const shownHit = ({ entry, keys }) => {
  const line = element("a", "", entry.label ? element("span", "label", marked(entry.label, keys), " ") : "",
    marked(entry.title || excerpt(entry.text, keys), keys));
  line.href = entry.href;
  const item = element("li", "hit", line);
  if (entry.title && entry.text) item.append(element("p", "found", marked(excerpt(entry.text, keys), keys)));
  const rows = rowsOf(entry, keys);
  if (rows.length) {
    const list = element("p", "found", "Rad eller kolonne: ");
    rows.forEach((row, i) => list.append(i ? "; " : "", marked(row, keys)));
    item.append(list);
  }
  return item;
};

const shownGroup = ([number, hits]) => {
  const heading = element("h2", "", element("a", "", data.groups[number][0]));
  heading.firstChild.href = data.groups[number][1];
  const group = element("section", "hits", heading, element("ul", "", ...hits.slice(0, SHOWN).map(shownHit)));
  if (hits.length > SHOWN) {
    const rest = hits.slice(SHOWN);
    const more = element("details", "", element("summary", "", `${rest.length} treff til i ${data.groups[number][0]}`));
    // made when it is opened: a word may stand in hundreds of places
    more.addEventListener("toggle", () => more.append(element("ul", "", ...rest.splice(0).map(shownHit))), { once: true });
    group.append(more);
  }
  return group;
};

const field = document.querySelector("#sok_");
const status = document.querySelector("#treff_");
const place = document.querySelector("#funn_");
const ways = document.querySelector(".ways");

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

const show = () => {
  const asked = field.value.trim();
  const hits = asked ? search(asked) : [];
  const groups = new Map();
  for (const hit of hits) groups.set(hit.entry.group, [...(groups.get(hit.entry.group) ?? []), hit]);
  place.replaceChildren(...[...groups].map(shownGroup));
  ways.hidden = hits.length > 0;
  status.textContent = !asked ? "" : hits.length
    ? `${count(hits.length, "treff", "treff")} i ${count(groups.size, "del", "deler")} av rapporten`
    : "Ingen treff. Prøv et annet ord, eller færre ord.";
};

const read = () => {
  const asked = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  if (asked !== field.value.trim()) field.value = asked;
  show();
};

let waiting = 0;
const typed = () => { // the address is replaced, not added to: one step back leaves the page
  clearTimeout(waiting);
  waiting = setTimeout(() => location.replace(`#${new URLSearchParams({ q: field.value.trim() })}`), 150);
};

field.form.hidden = false;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", typed);
window.addEventListener("hashchange", read);
read();
