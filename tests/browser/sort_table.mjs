// Usage: node sort_table.mjs <folder> <page> <filter>. Presses each header of the first table twice,
// then narrows it, and prints the rows that are seen after each as JSON.
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, name, word] = [path.resolve(process.argv[2]), ...process.argv.slice(3)];
const browser = await launch();
const { page } = await open(browser, folder, name);
const rows = () => page.evaluate(() =>
  [...document.querySelector(".scroll > table").querySelectorAll("tbody tr")]
    .filter((row) => !row.hidden).map((row) => row.cells[0].textContent));
const heads = await page.locator(".scroll > table").first().locator(".sort").all();
const sorted = [];
for (const head of heads) {
  await head.click();
  const once = await rows();
  await head.click();
  sorted.push([await head.textContent(), once, await rows()]);
}
await page.locator(".table-order button").first().click();
const printed = await rows();
await page.locator(".table-tools input").first().fill(word);
const filtered = await rows();
await browser.close();
console.log(JSON.stringify({ sorted, printed, filtered }));
