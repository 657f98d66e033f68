// Usage: node check_preview.mjs <address> <notebook>. Saves the notebook as an editor would while the
// preview of it is open, and prints what its reader sees as JSON.
import axe from "axe-core";
import { readFile, writeFile } from "node:fs/promises";
import { launch } from "./browser.mjs";

const [address, path] = process.argv.slice(2);
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 900, height: 600 } })).newPage();
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
await page.goto(address);
const chapter = page.frameLocator("iframe:not(.waiting)");
let stands = await readFile(path, "utf-8");

/** Saves the notebook with a word replaced; seconds until the chapter shows another. */
const save = async (from, to, shown = to) => {
  if (!stands.includes(from)) throw new Error(`nothing to replace: ${from}`);
  stands = stands.replaceAll(from, to);
  const start = performance.now();
  await writeFile(path, stands);
  await chapter.getByText(shown).first().waitFor({ timeout: 60000 });
  return (performance.now() - start) / 1000;
};
const scrolled = () => chapter.locator("html").evaluate((root) => root.scrollTop);
const faults = async () => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    () => window.axe.run({ exclude: ["iframe"] }, { resultTypes: ["violations"], iframes: false }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
};

await chapter.getByText("Nederst.").first().waitFor({ timeout: 60000 });
const result = { title: await page.title(), faults: await faults() };
await chapter.locator("html").evaluate((root) => root.scrollTo(0, root.scrollHeight));
result.before = await scrolled();
result.prose = await save("Nederst.", "Nederst, og nytt.");
result.after = await scrolled();
result.button = await page.locator("#change").isVisible(); // the change is where one reads

result.above = await save("Innledning.", "Innledning, og nytt.");
await page.locator("#change").click(); // the change is elsewhere
result.led = await chapter.getByText("Innledning, og nytt.").isVisible() && await scrolled() < result.after;

result.cell = await save("1 + 1", "40 + 2", "42");
await writeFile(path, stands.replace("40 + 2", "1 / 0"));
await page.locator("#trace").waitFor({ timeout: 60000 });
result.trace = await page.locator("#trace").textContent();
result.words = await page.locator("#words").textContent();
result.stands = await chapter.getByText("Nederst, og nytt.").first().isVisible();
result.failing = await faults();
await save("Nederst, og nytt.", "Nederst igjen.");
result.mended = await page.locator("#trace").isHidden();

await browser.close();
console.log(JSON.stringify({ ...result, complaints }));
