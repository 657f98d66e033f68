"use strict";
// Tables: a press on a header sorts, a field narrows the rows of a long one, and a line tells of
// columns out of sight. Rows are sorted within their group; totals and sub-headings stay in place.
const SORTED_FROM = 6;
const FILTERED_FROM = 15;
const SAID = {
  nb: {
    table: "Tabellen", filter: "Filtrer radene ", back: "Tilbake til trykt rekkefølge",
    printed: "Rekkefølgen er som trykt.", within: " innenfor hver gruppe",
    cue: "Bla sidelengs for flere kolonner →",
    numbers: ["minst først", "størst først"], words: ["fra A til Å", "fra Å til A"],
    sorted: (name, order) => `Sortert etter «${name}», ${order}.`,
    shown: (some, all) => `Viser ${some} av ${all} rader.`,
  },
  en: {
    table: "The table", filter: "Filter the rows ", back: "Back to the printed order",
    printed: "The order is as printed.", within: " within each group",
    cue: "Scroll sideways for more columns →",
    numbers: ["smallest first", "largest first"], words: ["from A", "from the end of the alphabet"],
    sorted: (name, order) => `Sorted by “${name}”, ${order}.`,
    shown: (some, all) => `Showing ${some} of ${all} rows.`,
  },
}[document.documentElement.lang];
const words = new Intl.Collator(["nb", "no"], { numeric: true });
const NUMBER = /^[<>]?\s*([+\u2212-]?)(\d[\d\u00a0\u202f ]*(?:,\d+)?)/;
const MISSING = /^[\s–—:.]*$/;

const live = document.createElement("p");
live.className = "hidden";
live.setAttribute("role", "status");
document.querySelector("main").append(live);

const element = (tag, given, ...children) => {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
};
const textOf = (cell) => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("sup").forEach((mark) => mark.remove());
  return copy.textContent.trim();
};
const numberOf = (text) => {
  const [, sign, digits] = NUMBER.exec(text) ?? [];
  if (!digits) return NaN;
  const size = Number(digits.replace(/[\u00a0\u202f ]/g, "").replace(",", "."));
  return sign && sign !== "+" ? -size : size;
};

// Leaf headers with the number of the column that they stand above, whatever spans them.
const leaves = (head) => {
  const taken = [];
  const found = [];
  [...head.rows].forEach((row, y) => {
    let x = 0;
    for (const cell of row.cells) {
      while (taken[y]?.[x]) x += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) {
        taken[y + down] ??= [];
        for (let over = 0; over < cell.colSpan; over += 1) taken[y + down][x + over] = true;
      }
      if (cell.scope === "col") found.push([cell, x]);
      x += cell.colSpan;
    }
  });
  return found;
};

// Runs of rows that may change places: neighbours between sub-headings and totals.
const runs = (body) => {
  const found = [[]];
  for (const row of body.rows) {
    if (row.className === "body") found.at(-1).push(row);
    else found.push([]);
  }
  return found.filter((run) => run.length > 1);
};

const ordered = (rows, column, sign, numeric) => {
  const keyed = rows.map((row) => [textOf(row.cells[column]), row]);
  const told = keyed.filter(([text]) => !MISSING.test(text));
  const missing = keyed.filter(([text]) => MISSING.test(text));
  const compare = numeric ? (a, b) => numberOf(a) - numberOf(b) : words.compare;
  told.sort(([a], [b]) => sign * compare(a, b)); // stable: equal rows keep the printed order
  return [...told, ...missing].map(([, row]) => row);
};

const replace = (run, rows) => {
  const mark = document.createComment("");
  run[0].before(mark);
  mark.after(...rows);
  mark.remove();
};

const sortable = (table, name, tools) => {
  const blocks = [...table.tBodies].flatMap(runs);
  const heads = leaves(table.tHead);
  let state = { column: -1, sign: 0 };
  const reset = element("button", { type: "button", textContent: SAID.back });
  const order = element("p", { className: "table-order", hidden: true });
  order.append(element("span", {}), " ", reset);
  tools.after(order);

  const show = (column, sign, header, numeric) => {
    state = { column, sign };
    for (const block of blocks) {
      const here = [...block].sort((a, b) => a.rowIndex - b.rowIndex);
      replace(here, sign ? ordered(block, column, sign, numeric) : block);
    }
    for (const [cell] of heads) cell.removeAttribute("aria-sort");
    if (sign) header.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const first = (numeric ? SAID.numbers : SAID.words)[sign > 0 ? 0 : 1];
    const within = blocks.length > 1 ? SAID.within : "";
    const told = sign ? SAID.sorted(header.textContent.trim(), first + within) : SAID.printed;
    order.firstChild.textContent = told;
    order.hidden = !sign;
    live.textContent = `${name}: ${told}`;
  };

  for (const [cell, column] of heads) {
    const texts = blocks.flat().map((row) => textOf(row.cells[column])).filter((t) => !MISSING.test(t));
    const numeric = column > 0 && texts.length > 0 && texts.every((text) => NUMBER.test(text));
    const first = numeric ? -1 : 1;
    const button = element("button", { type: "button", className: "sort" }, ...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const sign = state.column !== column ? first : state.sign === first ? -first : 0;
      show(sign ? column : -1, sign, cell, numeric);
    });
  }
  reset.addEventListener("click", () => {
    const [cell] = heads.find(([, column]) => column === state.column) ?? heads[0];
    show(-1, 0, cell, false);
    (cell.querySelector("button") ?? table.parentElement).focus();
  });
};

const filterable = (table, name, tools) => {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const members = rows.filter((row) => row.className === "body");
  const field = element("input", { type: "search", autocomplete: "off", spellcheck: false });
  const count = element("span", { className: "count" });
  tools.append(element("label", {}, SAID.filter, field), " ", count);
  const fold = (text) => text.toLowerCase().replace(/[\u00a0\u202f]/g, " ").normalize("NFC").trim();

  const show = () => {
    const asked = fold(field.value);
    for (const body of table.tBodies) {
      const head = body.rows[0];
      const whole = head.className === "group" && fold(head.textContent).includes(asked);
      for (const row of body.rows) row.hidden = !whole && !fold(row.textContent).includes(asked);
      if (head.className === "group") head.hidden = ![...body.rows].some((row) => !row.hidden);
    }
    const shown = members.filter((row) => !row.hidden).length;
    count.textContent = asked ? SAID.shown(shown, members.length) : "";
    live.textContent = asked ? `${name}: ${count.textContent}` : "";
  };
  field.addEventListener("input", show);
  show(); // the browser may have kept what was typed
};

const tables = [...document.querySelectorAll(".scroll > table")];
for (const table of tables) {
  const members = table.querySelectorAll("tbody > tr.body").length;
  const region = table.parentElement;
  const name = table.closest(".item")?.querySelector(".label")?.textContent ?? SAID.table;
  const tools = element("div", { className: "table-tools" });
  // for the eye alone: a screen reader reads every cell wherever it is scrolled to
  const cue = element("p", { className: "sideways", textContent: SAID.cue });
  cue.setAttribute("aria-hidden", "true");
  region.after(cue);
  if (members < SORTED_FROM || !table.tHead) continue;
  if (members >= FILTERED_FROM) {
    region.before(tools);
    filterable(table, name, tools);
  }
  sortable(table, name, cue);
}

// A cue in words where columns are out of sight; it goes when the last of them has been seen.
const sideways = new ResizeObserver((seen) => {
  for (const { target } of seen) hint(target);
});
const hint = (region) => {
  const hidden = region.scrollWidth - region.clientWidth;
  const more = hidden > 2 && region.scrollLeft < hidden - 2;
  region.classList.toggle("more", more);
};
for (const { parentElement: region } of tables) {
  sideways.observe(region);
  region.addEventListener("scroll", () => hint(region), { passive: true });
}
