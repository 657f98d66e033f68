"use strict";
// What surrounds a page: the link to search becomes a field, and the menu closes when it is used.
const link = document.querySelector(".to-search a");

const searchField = (href) => {
  const form = document.createElement("form");
  form.className = link.parentElement.className;
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Hele rapporten"); // some pages have a search of their own
  form.innerHTML =
    '<label class="hidden" for="sporring_">Søk i rapporten</label>' +
    '<input type="search" id="sporring_" placeholder="Søk i rapporten" autocomplete="off">' +
    '<button type="submit">Søk</button>';
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // the policy of the page lets no form be sent
    location.href = `${href}#q=${encodeURIComponent(form.elements[0].value.trim())}`;
  });
  return form;
};
if (link) link.parentElement.replaceWith(searchField(link.getAttribute("href")));

// The sidebar of a long report opens where one is.
const here = document.querySelector(".sidebar.wide [aria-current]");
if (here) here.closest(".sidebar").scrollTop = here.offsetTop - window.innerHeight / 3;

for (const menu of document.querySelectorAll(".menu")) {
  menu.addEventListener("click", (event) => {
    if (event.target.closest("a")) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
