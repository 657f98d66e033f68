// Usage: node check_find.mjs <folder> <chapter page>. Uses the search and the terms of a chapter with
// mouse, keyboard and touch, and without JavaScript, and prints what happened as JSON.
import axe from "axe-core";
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, chapter] = [path.resolve(process.argv[2]), process.argv[3]];
const browser = await launch();
const PHONE = { width: 375, scheme: "dark", touch: true };

const faults = async (page) => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
};
const overflow = (page) => page.evaluate(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
const waitFor = (page, status) => page.waitForFunction(
  (text) => document.querySelector("#treff_").textContent.includes(text), status);

// ---- search ---------------------------------------------------------------------------------------

const searched = async () => {
  const { page, seen, close } = await open(browser, folder, "search.html");
  const result = {};
  const reached = () => page.evaluate(() => document.activeElement.id === "sok_");
  for (let stops = 0; stops < 100 && !(await reached()); stops++) await page.keyboard.press("Tab");
  await page.keyboard.type("kriseplan");
  await waitFor(page, "treff i");
  result.status = await page.locator("#treff_").textContent();
  result.hash = await page.evaluate(() => location.hash);
  result.marks = await page.locator(".hit").first().locator("mark").allTextContents();
  result.groups = await page.locator(".hits h2").allTextContents();
  result.faults = await faults(page);
  await page.keyboard.press("Tab"); // the heading of the first group, then its first result
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/chapters\//);
  result.landed = await page.evaluate(() => Boolean(document.querySelector(":target")));
  await page.goBack();
  await waitFor(page, "treff i");
  result.kept = await page.locator("#sok_").inputValue();
  await page.locator("#sok_").fill("qqqqqq");
  await waitFor(page, "Ingen treff");
  result.nothing = await page.locator(".ways").isVisible();
  await close();
  return { ...result, ...seen };
};

const searchedByTouch = async () => {
  const { page, seen, close } = await open(browser, folder, "search.html", PHONE);
  await page.locator("#sok_").tap();
  await page.keyboard.type("Telemark");
  await waitFor(page, "treff i");
  const more = page.locator(".hits details").first();
  await more.locator("summary").tap();
  await more.locator("li").first().waitFor();
  const result = {
    rows: await page.locator(".hit .found mark").allTextContents(),
    overflow: await overflow(page), faults: await faults(page),
  };
  await page.locator(".hit a").first().tap();
  await page.waitForURL(/municipalities.html#/);
  result.landed = await page.evaluate(() => document.querySelector(":target").textContent);
  await close();
  return { ...result, ...seen };
};

const withoutScript = async () => {
  const search = await open(browser, folder, "search.html", { script: false });
  const page = await open(browser, folder, chapter, { script: false });
  const result = {
    field: await search.page.locator("#sok_").isVisible(),
    says: await search.page.locator("main .lead").textContent(),
    ways: await search.page.locator(".ways a:visible").count(),
    terms: await page.page.locator("a.term").evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
    buttons: await page.page.locator("button.term").count(),
  };
  await Promise.all([search.close(), page.close()]);
  return result;
};

// ---- terms ----------------------------------------------------------------------------------------

const shown = (page) => page.locator(".explanation:popover-open");

const explained = async () => {
  const { page, seen, close } = await open(browser, folder, chapter);
  const terms = page.locator("button.term");
  const result = { terms: await terms.count(), links: await page.locator("a.term").count() };
  await terms.first().click();
  result.mouse = await shown(page).locator("p").first().textContent();
  result.expanded = await terms.first().getAttribute("aria-expanded") ??
    await terms.first().evaluate((button) => String(button.popoverTargetElement.matches(":popover-open")));
  await terms.last().click();
  result.oneAtATime = await shown(page).count();
  await page.locator("h1").click();
  result.clickElsewhere = await shown(page).count();
  await terms.first().focus();
  await page.keyboard.press("Enter");
  result.keyboard = await shown(page).count();
  result.faults = await faults(page);
  await page.keyboard.press("Tab");
  result.next = await focused(page);
  await page.keyboard.press("Escape");
  result.escaped = await shown(page).count();
  result.back = await focused(page);
  result.nested = await page.locator("h1 .term, h2 .term, h3 .term, a .term, th .term, caption .term").count();
  await close();
  return { ...result, ...seen };
};

const explainedByTouch = async () => {
  const { page, seen, close } = await open(browser, folder, chapter, PHONE);
  const terms = page.locator("button.term");
  const boxes = [];
  for (let i = 0; i < await terms.count(); i++) {
    await terms.nth(i).tap();
    boxes.push(await shown(page).boundingBox());
    await page.keyboard.press("Escape"); // a card may lie over the next term
  }
  const result = { inside: boxes.every((box) => box && box.x >= 0 && box.x + box.width <= 375), cards: boxes.length };
  result.overflow = await overflow(page);
  await terms.first().tap();
  result.faults = await faults(page);
  await page.locator("h1").tap();
  result.closed = await shown(page).count();
  await close();
  return { ...result, ...seen };
};

const result = {
  searched: await searched(), searchedByTouch: await searchedByTouch(), withoutScript: await withoutScript(),
  explained: await explained(), explainedByTouch: await explainedByTouch(),
};
await browser.close();
console.log(JSON.stringify(result, null, 1));
