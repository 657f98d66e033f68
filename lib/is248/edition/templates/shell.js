"use strict";
// What surrounds a page: the link to search becomes a field, and the menu closes when it is used.
const link = document.querySelector(".to-search a");

const searchField = (href) => {
  const form = document.createElement("form");
  form.className = "to-search";
  form.setAttribute("role", "search");
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
