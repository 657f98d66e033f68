"use strict";
// Shows what a term means where it stands. Without this script each term is a link to the glossary.
const MARGIN = 16;

const paragraph = (text, tag = "p") => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

// what the browser does of itself: one open at a time, Esc and a click elsewhere close it, focus stays
const cardOf = (link, id) => {
  const card = document.createElement("div");
  card.id = id;
  card.className = "explanation";
  card.popover = "auto";
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", link.dataset.term);
  const more = paragraph("Hele ordlisten", "a");
  more.href = link.href;
  const last = document.createElement("p");
  last.append(more);
  card.append(paragraph(link.dataset.term, "strong"), paragraph(link.dataset.says), last);
  return card;
};

const buttonOf = (link, id) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "term";
  button.append(...link.childNodes);
  button.setAttribute("popovertarget", id);
  return button;
};

// below the term, or above it in the lower part of the window; never outside the window's sides
const place = (card, button) => {
  const box = button.getBoundingClientRect();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const width = Math.min(21 * rem, document.documentElement.clientWidth - 2 * MARGIN);
  const right = document.documentElement.clientWidth - MARGIN - width;
  const above = box.bottom > window.innerHeight * 0.65;
  card.classList.toggle("above", above);
  card.style.width = `${width}px`;
  card.style.left = `${window.scrollX + Math.max(MARGIN, Math.min(box.left, right))}px`;
  card.style.top = `${window.scrollY + (above ? box.top - 6 : box.bottom + 6)}px`;
};

if ("popover" in HTMLElement.prototype) {
  document.querySelectorAll("a.term").forEach((link, number) => {
    const id = `ord_${number}`;
    const [card, button] = [cardOf(link, id), buttonOf(link, id)];
    link.replaceWith(button);
    document.querySelector("main").append(card);
    card.addEventListener("beforetoggle", () => place(card, button));
  });
}
