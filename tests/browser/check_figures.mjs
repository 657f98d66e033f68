// Usage: node check_figures.mjs <folder> <page>. Values of a page's figures by mouse, finger and
// keyboard, in light and dark, and what a phone shows; prints what was seen as JSON.
import axe from "axe-core";
import path from "node:path";
import { launch, open } from "./browser.mjs";

const [folder, name] = [path.resolve(process.argv[2]), process.argv[3]];
const said = (page) => page.locator("output.value").textContent();
const violations = async (page) => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((n) => n.target)}`);
};
/** Rows, columns and table of each figure, as the page itself holds them. */
const figures = (page) => page.evaluate(() => [...document.querySelectorAll("figure.item")].map((f) => ({
  id: f.id, alt: f.querySelector("svg")?.getAttribute("aria-label"),
  marks: f.querySelectorAll(".mark").length,
  cells: [...f.querySelectorAll("table :is(th, td)")].map((cell) => cell.textContent.trim()),
  stops: f.querySelector(".card")?.querySelectorAll("[tabindex], a, button").length,
})));

const browser = await launch();
const results = { states: [] };
const plain = await open(browser, folder, name, { script: false });
results.readable = await plain.page.evaluate(() => document.querySelectorAll(".mark > title").length);
await plain.close();

for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 375], ["dark", 375]]) {
  const { page, seen, close } = await open(browser, folder, name, { scheme, width });
  const all = await figures(page);
  const state = { scheme, width, figures: all, told: {} };
  for (const { id, marks } of all.filter((f) => f.marks).slice(0, 2)) {
    const card = page.locator(`#${id} .card`), mark = page.locator(`#${id} .mark`).last();
    await mark.scrollIntoViewIfNeeded();
    if (width > 1000) {
      const box = await mark.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      state.told[id] = { hover: await said(page) };
      await page.mouse.move(2, 2);
      state.told[id].left = await said(page);
    } else {
      await mark.dispatchEvent("click", await mark.evaluate((m) => {
        const box = m.getBoundingClientRect();
        return { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true };
      }));
      state.told[id] = { touched: await said(page) };
      await page.mouse.click(2, 200);
    }
    await page.keyboard.press("Shift");
    await card.focus();
    const steps = [await said(page)];
    for (let at = 1; at < (scheme === "light" ? Math.min(marks, 24) : 0); at += 1) {
      await page.keyboard.press("ArrowDown");
      steps.push(await said(page));
    }
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    state.told[id].home = await said(page);
    state.told[id].steps = steps;
    if (id === all[0].id) state.violations = await violations(page);
    state.told[id].ring = await page.locator(`#${id} .ring`).count();
    await page.keyboard.press("Escape");
    state.told[id].escaped = await said(page);
  }
  state.phone = await page.evaluate(() => [...document.querySelectorAll("figure.item svg")].map((svg) => {
    const card = svg.closest(".card"), cue = card.querySelector(".sideways");
    const sizes = [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize)
      * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
    return {
      least: Math.min(...sizes), scrolls: card.scrollWidth > card.clientWidth + 1,
      cue: Boolean(cue && cue.getBoundingClientRect().height),
      ground: getComputedStyle(card).backgroundColor,
    };
  }));
  state.seen = seen;
  results.states.push(state);
  await close();
}
await browser.close();
console.log(JSON.stringify(results));
