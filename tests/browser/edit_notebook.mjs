// Usage: node edit_notebook.mjs <address of a notebook in JupyterLab> <old> <new>. Changes the text of
// the cell that holds it, saves, and prints as JSON what the cell says and whether it was saved.
import { launch } from "./browser.mjs";

const [address, before, after] = process.argv.slice(2);
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
await page.goto(address, { waitUntil: "domcontentloaded" });
const holding = (words) =>
  page.locator(".jp-Notebook .jp-CodeCell .cm-content", { hasText: words }).first();
const cell = holding(before);
await cell.waitFor({ timeout: 90_000 });
const text = (await cell.locator(".cm-line").allTextContents()).join("\n");
await cell.click();
await page.keyboard.press("ControlOrMeta+a");
await page.keyboard.insertText(text.replace(before, after));
const saved = page.waitForResponse(
  (response) => response.request().method() === "PUT" && /\/api\/contents\//.test(response.url()),
  { timeout: 60_000 },
);
await page.keyboard.press("ControlOrMeta+s");
const status = (await saved).status();
const now = (await holding(after).locator(".cm-line").allTextContents()).join("\n");
await browser.close();
console.log(JSON.stringify({ cell: now, status }));
