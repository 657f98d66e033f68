// Usage: node check_reading.mjs <folder> <chapter page>. Finds its way, takes permanent links, sorts
// and filters a table by mouse, by keyboard and by touch on a phone, and reads the page without
// JavaScript; prints what happened as JSON. The chapter needs a table that is long enough to filter.
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, name] = [path.resolve(process.argv[2]), process.argv[3]];
const browser = await launch();
const at = (page) => decodeURIComponent(page.url().split("/").slice(-2).join("/"));
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("href"));
const LONG = ".table-tools + .scroll";

/** The first column and one other of a table's rows in sight, as they stand. */
const shown = (page, column) => page.evaluate(([selector, at]) => {
  const rows = [...document.querySelector(selector).querySelectorAll("tbody tr")];
  return rows.filter((row) => !row.hidden).map((row) => ({
    role: row.className, name: row.cells[0].textContent,
    text: row.cells[at] ? row.cells[at].textContent : "",
  }));
}, [LONG, column]);
const unfold = (page) => page.evaluate((selector) => {
  const region = document.querySelector(selector);
  region.closest("details")?.setAttribute("open", "");
}, LONG);
const live = (page) => page.locator("main > p[role=status]").textContent();

const mouse = async () => {
  const { page, close, seen } = await open(browser, folder, name);
  const trail = await page.locator(".breadcrumb").innerText();
  await page.locator(".neighbours .next").click();
  const next = at(page);
  await page.locator(".neighbours .previous").click();
  const back = at(page);
  const section = page.locator(".sidebar.wide .sections > li > a").first();
  await section.click();
  const sectionAt = at(page);
  await page.locator(".headed").first().hover();
  await page.locator(".headed .permalink").first().click();
  const heading = at(page);
  const sentence = page.locator("p[id^=text-]:has(> .permalink)").first();
  const before = await sentence.locator(".permalink").isVisible();
  await sentence.hover();
  await sentence.locator(".permalink").click();
  const sentenceAt = at(page);
  await page.locator(".block a.label").first().click();
  const item = at(page);
  await page.locator(".to-top a").click();
  await page.waitForFunction(() => window.scrollY === 0);
  const top = at(page);
  await page.locator("#sporring_").fill("tvang & vold");
  await page.locator("#sporring_").press("Enter");
  await page.waitForURL(/search\.html#q=/);
  const result = {
    trail, next, back, sectionAt, heading, sentenceHidden: !before, sentenceAt, item, top,
    search: at(page), console: seen.console,
  };
  await close();
  return result;
};

const keyboard = async () => {
  const { page, close } = await open(browser, folder, name);
  const stops = [];
  for (let n = 0; n < 4; n += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  const sentences = () => page.evaluate(() => [...document.querySelectorAll("p > .permalink")]
    .filter((link) => getComputedStyle(link).visibility === "visible").length);
  const quiet = await sentences();
  await page.locator("#lenker_").focus();
  await page.keyboard.press("Space");
  const told = await sentences();
  await page.locator("p > .permalink").first().focus();
  await page.keyboard.press("Enter");
  const sentenceAt = at(page);
  await unfold(page);
  const printed = await shown(page, 1);
  const sort = page.locator(`${LONG} .sort`).nth(1);
  await sort.focus();
  await page.keyboard.press("Enter");
  const largest = { rows: await shown(page, 1), told: await live(page) };
  const state = await page.locator(`${LONG} th[aria-sort]`).getAttribute("aria-sort");
  await page.keyboard.press("Enter");
  const smallest = { rows: await shown(page, 1), told: await live(page) };
  await page.locator(".table-order:visible button").focus();
  await page.keyboard.press("Enter");
  const again = { rows: await shown(page, 1), told: await live(page) };
  const unsorted = await page.locator(`${LONG} th[aria-sort]`).count();
  await close();
  return { stops, ring, quiet, told, sentenceAt, printed, largest, state, smallest, again, unsorted };
};

const touch = async () => {
  const { page, close } = await open(browser, folder, name, { width: 375, touch: true });
  const menu = page.locator(".menu > summary");
  await menu.tap();
  const opened = await page.locator(".menu .sections a").first().isVisible();
  await page.locator(".menu .sections > li > a").first().tap();
  const closed = !(await page.locator(".menu .sections a").first().isVisible());
  const section = at(page);
  await unfold(page);
  const printed = await shown(page, 1);
  const word = printed.find((row) => row.role === "body").name;
  await page.locator(".table-tools input").first().tap();
  await page.keyboard.type(word);
  const filtered = { rows: await shown(page, 1), told: await live(page) };
  await page.locator(".table-tools input").first().fill("");
  await page.locator(`${LONG} .sort`).first().tap();
  const sorted = { rows: await shown(page, 0), told: await live(page) };
  const link = page.locator(".headed .permalink").first();
  const seen = await link.evaluate((one) => getComputedStyle(one).opacity);
  await link.tap();
  const heading = at(page);
  const target = await page.locator(".to-top a").boundingBox();
  await close();
  return { opened, closed, section, printed, word, filtered, sorted, seen, heading, target };
};

const bare = async () => {
  const { page, close } = await open(browser, folder, name, { script: false });
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  const dead = await page.locator("button:visible, input:not([type=checkbox]):visible").count();
  const search = await page.locator("p.to-search a").getAttribute("href");
  const rows = await page.locator("main tbody tr").count();
  await page.locator("#lenker_").check(); // of style alone
  const links = await page.locator("p > .permalink").first().isVisible();
  await close();
  return { dead, search, rows, links };
};

console.log(JSON.stringify({
  mouse: await mouse(), keyboard: await keyboard(), touch: await touch(), bare: await bare(),
}, null, 1));
await browser.close();
