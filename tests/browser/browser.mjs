// Starts chromium and opens pages from disk; shared by the checks.
import { chromium } from "playwright-core";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** Every page of a folder and those below it, in order. */
export const pagesIn = async (folder) => {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".html")).sort();
};

/** Opens a page and records what it asks for from outside and what it complains about. */
export const open = async (browser, folder, name, options = {}) => {
  const { width = 1280, scheme = "light", script = true, touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: script,
    reducedMotion: "reduce", hasTouch: touch, isMobile: touch,
  });
  const page = await context.newPage();
  const seen = { requests: [], console: [] };
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.console.push(message.text());
  });
  page.on("pageerror", (error) => seen.console.push(String(error)));
  await page.goto(pathToFileURL(path.join(folder, name)).href, { waitUntil: "load" });
  return { page, seen, close: () => context.close() };
};
