"use strict";
// Copies the numbers of a table as they are shown, a citation, or the address that stands.
for (const menu of document.querySelectorAll("details.take")) {
  const told = menu.querySelector(".told");
  const copies = (button, text, words) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const content = text();
      try {
        await navigator.clipboard.writeText(content);
        told.textContent = words(content);
      } catch {
        told.textContent = "Nettleseren slapp ikke til utklippstavlen. Last ned filen i stedet.";
      }
    });
  };
  const numbers = menu.querySelector("[data-copy]");
  if (numbers) {
    const table = document.getElementById(numbers.dataset.copy)?.querySelector("table");
    copies(numbers, () => shown(table), (text) => `Kopiert: ${text.split("\n").length} rader.`);
  }
  copies(menu.querySelector("[data-cite]"), () => cited(menu), () => "Kopiert.");
}

// The citation ends with the full address where the page stands on a site.
function cited(menu) {
  const text = menu.querySelector(".citation").textContent;
  const link = menu.querySelector(".lasting");
  return link && /^http/.test(link.href) ? text.replace(/\S+$/, link.href) : text;
}

// Rows as lines, cells apart by tabs; a header over several columns stands over the first of them.
function shown(table) {
  const rows = [...table.rows].filter((row) => !row.hidden && row.style.display !== "none");
  const grid = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of row.cells) {
      while (grid[at][column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan && at + down < grid.length; down += 1)
        for (let right = 0; right < cell.colSpan; right += 1)
          grid[at + down][column + right] = down || right ? "" : plain(cell);
    }
  });
  return grid.map((line) => line.join("\t")).join("\n");
}

// A spreadsheet reads numbers without spaces, and with its own sign for minus.
function plain(cell) {
  const copy = cell.cloneNode(true);
  for (const extra of copy.querySelectorAll("sup, .hidden, [aria-hidden=true]")) extra.remove();
  const text = copy.textContent.replace(/\s+/g, " ").trim();
  return /^[+−]?\d[\d ]*(,\d+)?$/.test(text) ? text.replace(/ /g, "").replace("−", "-") : text;
}
