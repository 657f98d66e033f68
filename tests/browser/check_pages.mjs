// Usage: node check_pages.mjs <folder>. Loads every page light and dark, wide and narrow, runs axe
// with everything unfolded, and prints what was found as JSON.
import axe from "axe-core";
import path from "node:path";
import { launch, open, pagesIn } from "./browser.mjs";

const TAGS = [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
];

const violations = async (page) => {
  // evaluated and not added as an element: the policy of the page rightly refuses strange scripts
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return found.violations.map(({ id, help, nodes }) => ({
    id, help, count: nodes.length,
    where: nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`),
  }));
};

const check = async (browser, folder, name, width, scheme) => {
  const { page, seen, close } = await open(browser, folder, name, { width, scheme });
  const overflow = () => page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const folded = await overflow();
  await page.keyboard.press("Tab");
  const firstStop = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  const result = {
    page: name, width, scheme, firstStop, violations: await violations(page),
    overflow: Math.max(folded, await overflow()), ...seen,
  };
  await close();
  return result;
};

const folder = path.resolve(process.argv[2]);
const browser = await launch();
const results = [];
for (const name of await pagesIn(folder)) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 320]) {
      results.push(await check(browser, folder, name, width, scheme));
    }
  }
}
await browser.close();
console.log(JSON.stringify(results, null, 1));
