// Usage: node check_site.mjs <site folder> <address of the same site on loopback>. Goes from year to
// year, from latest to the newest and from an old version to a newer, with mouse, keyboard and touch,
// from disk and from a server; prints where it came to as JSON.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const folder = path.resolve(process.argv[2]);
const origins = { file: pathToFileURL(folder).href + "/", http: process.argv[3] };
const browser = await launch();

const open = async (origin, name, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const outside = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) outside.push(url);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) outside.push(message.text());
  });
  await page.goto(origin + name, { waitUntil: "load" });
  return { page, outside, close: () => context.close() };
};
const year = (page, text) => page.locator("nav.years a", { hasText: text });
const placed = (origin, page) => page.url().replace(origin, "");

const visit = async (origin) => {
  const found = { outside: [] };
  const step = async (key, name, options, act) => {
    const opened = await open(origin, name, options);
    await act(opened.page);
    found[key] = placed(origin, opened.page);
    found.outside.push(...opened.outside);
    await opened.close();
  };
  const to = (page, end, act) =>
    Promise.all([page.waitForURL((url) => url.href.endsWith(end), { timeout: 5000 }), act()]);
  await step("mouse", "2016/v2/chapters/01-alpha.html", {}, (page) =>
    to(page, "2015/v1/chapters/03-alpha.html", () => year(page, "2015").click()));
  await step("keyboard", "2016/v2/chapters/02-beta.html", {}, async (page) => {
    await year(page, "2015").focus();
    await to(page, "2015/v1/index.html", () => page.keyboard.press("Enter"));
  });
  const phone = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };
  await step("touch", "2015/v1/quality.html", phone, (page) =>
    to(page, "2016/v2/quality.html", () => year(page, "2016").tap()));
  await step("front", "2015/v1/quality.html", {}, (page) =>
    to(page, "index.html", () => year(page, "Alle år").click()));
  await step("old", "2016/v1/chapters/02-beta.html", {}, (page) =>
    to(page, "2016/v2/chapters/02-beta.html", () => page.locator(".outdated a").click()));
  const ahead = (page) => page.waitForURL((url) => url.href.includes("/v2/"), { timeout: 5000 });
  await step("latest", "2016/latest/chapters/01-alpha.html#table-size", {}, ahead);
  await step("latestBare", "2016/latest/index.html", { javaScriptEnabled: false }, ahead);
  return found;
};

const result = {};
for (const [name, origin] of Object.entries(origins)) result[name] = await visit(origin);
await browser.close();
console.log(JSON.stringify(result, null, 1));
