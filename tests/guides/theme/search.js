/* This file is the place where the site is searched: in the page, without a network, garumzīmes or not. */
"use strict";

const MOST = 30;
const AROUND = 70;

const fold = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/* Folded once: titles, then all words. Folding keeps the number of letters of Latvian and English text. */
const folded = SECTIONS.map(([, page, heading, words]) => [fold(`${page} ${heading}`), fold(words)]);

function hits(wanted) {
  const parts = fold(wanted).split(/\s+/).filter(Boolean);
  if (!parts.length) return [];
  const found = [];
  folded.forEach(([title, words], place) => {
    if (!parts.every((part) => title.includes(part) || words.includes(part))) return;
    found.push({ place, inTitle: parts.every((part) => title.includes(part)), parts });
  });
  const isGuide = ({ place }) => /^(guides|palidziba)\//.test(SECTIONS[place][0]);
  return found.sort(
    (one, other) => isGuide(other) - isGuide(one) || other.inTitle - one.inTitle || one.place - other.place,
  );
}

function excerpt(place, parts) {
  const words = SECTIONS[place][3];
  const at = Math.max(0, ...parts.map((part) => folded[place][1].indexOf(part)));
  const from = Math.max(0, at - AROUND);
  return `${from ? "… " : ""}${words.slice(from, at + 2 * AROUND)} …`;
}

function line({ place, parts }, top) {
  const [address, page, heading] = SECTIONS[place];
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${top}/${address}`;
  link.textContent = heading && heading !== page ? `${page} — ${heading}` : page;
  const words = document.createElement("p");
  words.textContent = excerpt(place, parts);
  item.append(link, words);
  return item;
}

const box = document.getElementById("found");
const field = document.getElementById("wanted");

function show() {
  const found = hits(field.value);
  box.hidden = field.value.trim() === "";
  box.replaceChildren();
  if (box.hidden) return;
  if (!found.length) {
    box.textContent = box.dataset.none;
    return;
  }
  const list = document.createElement("ol");
  list.append(...found.slice(0, MOST).map((each) => line(each, document.body.dataset.top)));
  box.append(list);
}

field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    field.value = "";
    show();
  }
});
document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  box.querySelector("a")?.click();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== field) {
    event.preventDefault();
    field.focus();
  }
});
