// Usage: node check_search.mjs <folder> <queries as JSON>. Asks the search page each query and prints
// the addresses that it shows, in order, with what it announces, as JSON.
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, queries] = [path.resolve(process.argv[2]), JSON.parse(process.argv[3])];
const browser = await launch();
const { page, seen, close } = await open(browser, folder, "search.html");

const answers = [];
for (const ask of queries) {
  await page.evaluate((q) => { location.hash = new URLSearchParams({ q }).toString(); }, ask);
  await page.waitForFunction((q) => document.querySelector("#sok_").value === q, ask);
  answers.push({
    ask,
    status: await page.locator("#treff_").textContent(),
    hrefs: await page.locator(".hit a").evaluateAll((links) => links.map((a) => a.getAttribute("href"))),
  });
}
await close();
await browser.close();
console.log(JSON.stringify({ answers, seen }, null, 1));
