// Usage: node check_pages.mjs <folder> [--whole]. Loads every page light and dark, wide and narrow,
// uses all that can be unfolded, sorted, filtered or ticked, runs axe, and prints what was found as
// JSON. Each page has one of two widths of each kind in each theme; --whole tries all of them, and
// the page as it opens too.
import axe from "axe-core";
import path from "node:path";
import { launch, open, pagesIn } from "./browser.mjs";

const TAGS = [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
];
const [WIDE, NARROW, THEMES] = [[1280, 768], [320, 375], ["light", "dark"]];

const violations = async (page) => {
  // evaluated and not added as an element: the policy of the page rightly refuses strange scripts
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (tags) => {
    // the link to the top lies over whatever is scrolled to its corner: it is looked at by itself
    const [top, options] = [document.querySelector(".to-top"), { runOnly: tags, resultTypes: ["violations"] }];
    if (top) top.hidden = true;
    const all = (await window.axe.run(document, options)).violations;
    if (top) top.hidden = false;
    return top ? [...all, ...(await window.axe.run(".to-top", options)).violations] : all;
  }, TAGS);
  return found.map(({ id, help, nodes }) => ({
    id, help, count: nodes.length,
    where: nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`),
  }));
};

/** Unfolds all, ticks what can be ticked, sorts a table, and narrows one to rows with an a. */
const use = (page) => page.evaluate(() => {
  document.querySelectorAll("details").forEach((one) => (one.open = true));
  document.querySelectorAll("input[type=checkbox]").forEach((one) => (one.checked = true));
  document.querySelector("th .sort")?.click();
  const field = document.querySelector(".table-tools input");
  if (!field) return;
  field.value = "a";
  field.dispatchEvent(new Event("input"));
});

/** Tables that scroll sideways: whether the eye can tell, and whether the first column is held. */
const sideways = (page) => page.evaluate(async () => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
  const wide = [...document.querySelectorAll(".scroll")]
    .filter((region) => region.checkVisibility() && region.scrollWidth > region.clientWidth + 2);
  return wide.flatMap((region) => {
    const row = region.querySelector("tbody th[scope=row]");
    const style = row && getComputedStyle(row);
    const words = region.nextElementSibling?.matches(".sideways")
      && getComputedStyle(region.nextElementSibling).display !== "none";
    const shadow = getComputedStyle(region).backgroundAttachment.includes("local");
    const held = !row || (style.position === "sticky" && style.left === "0px");
    return words && shadow && held ? [] : [region.getAttribute("aria-label")];
  });
});

const check = async (browser, folder, name, width, scheme) => {
  const { page, seen, close } = await open(browser, folder, name, { width, scheme });
  const overflow = () => page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const folded = { overflow: await overflow(), violations: whole ? await violations(page) : [] };
  await page.keyboard.press("Tab");
  const firstStop = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await use(page);
  const uncued = await sideways(page);
  const result = {
    page: name, width, scheme, firstStop, uncued,
    violations: [...folded.violations, ...await violations(page)],
    overflow: Math.max(folded.overflow, await overflow()), ...seen,
  };
  await close();
  return result;
};

const folder = path.resolve(process.argv[2]);
const whole = process.argv.includes("--whole");
const browser = await launch();
const visits = [];
for (const [at, name] of (await pagesIn(folder)).entries()) {
  for (const widths of [WIDE, NARROW]) {
    for (const [turn, scheme] of THEMES.entries()) {
      const chosen = whole ? widths : [widths[(at + turn) % 2]];
      for (const width of chosen) visits.push([name, width, scheme]);
    }
  }
}
const results = [];
let next = 0;
const visitor = async () => {
  while (next < visits.length) {
    const at = next;
    next += 1;
    results[at] = await check(browser, folder, ...visits[at]);
  }
};
await Promise.all([visitor(), visitor()]); // two at once: axe keeps one core busy
await browser.close();
console.log(JSON.stringify(results, null, 1));
