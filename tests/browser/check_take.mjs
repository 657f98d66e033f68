// Usage: node check_take.mjs <folder> <chapter> <item>. Takes a table or figure along with mouse,
// keyboard and touch, and without scripts; prints what came of it as JSON.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, chapter, item] = [path.resolve(process.argv[2]), ...process.argv.slice(3)];
const page_ = `chapters/${chapter}.html`;
const browser = await launch();

const opened = async (options) => {
  const { page, seen, close } = await open(browser, folder, page_, options);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const menu = page.locator(".block", { has: page.locator(`[id="${item}"]`) }).locator(".take");
  return { page, seen, close, menu };
};
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const told = async (menu) => { // copying takes a moment, longer on a busy machine
  const place = menu.locator(".told");
  await place.filter({ hasText: /\S/ }).waitFor({ timeout: 8000 });
  return place.textContent();
};

const withMouse = async () => {
  const { page, seen, close, menu } = await opened({});
  await menu.locator("summary").click();
  await menu.getByRole("button", { name: "Kopier tallene" }).click();
  const result = { told: await told(menu), numbers: await clipboard(page) };
  await menu.getByRole("button", { name: "Kopier sitatet" }).click();
  result.citation = await clipboard(page);
  result.shown = await menu.locator(".citation").textContent();
  for (const link of await menu.locator("a[download]").all()) {
    const kind = (await link.textContent()).match(/\((\w+)/)[1];
    if (["PNG", "SVG", "JSON"].includes(kind)) continue; // a browser shows them
    const [file] = await Promise.all([page.waitForEvent("download", { timeout: 8000 }), link.click()]);
    result[kind] = (await readFile(await file.path())).toString("base64");
  }
  result.lasting = await menu.locator(".lasting").evaluate((link) => link.href);
  await close();
  return { ...result, ...seen };
};

const withKeyboard = async () => {
  const { page, close, menu } = await opened({});
  await menu.locator("summary").focus();
  await page.keyboard.press("Enter");
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.hasAttribute("data-copy"))) break;
  }
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.activeElement.closest(".take").querySelector(".told").textContent);
  const numbers = await clipboard(page);
  await close();
  return { numbers };
};

const onPhone = async () => {
  const { page, close, menu } = await opened({ width: 375, touch: true });
  await menu.locator("summary").tap();
  await menu.getByRole("button", { name: "Kopier tallene" }).tap();
  const numbers = await clipboard(page);
  const small = await menu.locator("a, button, summary").evaluateAll((all) =>
    all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.textContent));
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await close();
  return { numbers, small, sideways };
};

const withoutScripts = async () => {
  const { close, menu } = await opened({ script: false });
  await menu.locator("summary").click();
  const links = await menu.getByRole("link").count();
  const buttons = await menu.getByRole("button").count();
  const citation = await menu.locator(".citation").isVisible();
  await close();
  return { links, buttons, citation };
};

const result = {
  mouse: await withMouse(), keyboard: await withKeyboard(), phone: await onPhone(),
  plain: await withoutScripts(),
};
await browser.close();
console.log(JSON.stringify(result));
