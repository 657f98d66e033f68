// Usage: node check_finder.mjs <folder> <query>. Tries the search field of the finder, with JavaScript
// and without, and prints what is shown as JSON.
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, query] = [path.resolve(process.argv[2]), process.argv[3]];
const browser = await launch();
const visible = (page, selector) => page.locator(`${selector}:visible`).allTextContents();
const type = async (page, text) => {
  await page.locator("#sok_").fill("");
  await page.locator("#sok_").pressSequentially(text);
  return page.locator("#treff_").textContent();
};

const bare = await open(browser, folder, "municipalities.html", { script: false });
const finder = await open(browser, folder, "municipalities.html");
const bareIndex = await open(browser, folder, "index.html", { script: false });

const result = {
  withoutScript: {
    units: (await visible(bare.page, ".unit")).length,
    field: await bare.page.locator("#sok_").isVisible(),
    counties: (await visible(bare.page, ".unit .county")).length,
    chapters: (await visible(bareIndex.page, ".entry h3")).length,
  },
  start: (await visible(finder.page, ".unit")).length,
  status: await type(finder.page, query),
  names: await visible(finder.page, ".unit .name"),
  folded: (await type(finder.page, "vaaler"), await visible(finder.page, ".unit .name")),
  nothing: (await type(finder.page, "qqqq"), await visible(finder.page, ".unit .name")),
  cleared: (await type(finder.page, " "), (await visible(finder.page, ".unit")).length),
};
await browser.close();
console.log(JSON.stringify(result, null, 1));
