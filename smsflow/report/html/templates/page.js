"use strict";
// The page is whole without this: it adds search, filters, and what a printer needs.
const get = (id) => document.getElementById(id);
const form = document.querySelector(".filters");
const cards = [...document.querySelectorAll("article.s")];
const fields = { o: get("fo"), w: get("fw"), c: get("fc"), t: get("ft") };
const cuts = { o: " ", w: "␞", c: " ", t: "␞" };
const texts = new Map();
let timer = 0;

const textOf = (card) => {
  if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
  return texts.get(card);
};
const fits = (card, key) => {
  const wanted = fields[key].value;
  if (!wanted) return true;
  const has = card.dataset[key];
  return wanted === "*" ? has !== "" : has.split(cuts[key]).includes(wanted);
};
const shown = () => cards.filter((card) => !card.hidden);
const narrowed = () => get("q").value.trim() || Object.values(fields).some((one) => one.value);

const apply = () => {
  const words = get("q").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards) {
    card.hidden = !(
      Object.keys(fields).every((key) => fits(card, key)) &&
      words.every((word) => textOf(card).includes(word))
    );
  }
  get("shown").textContent = narrowed()
    ? `${shown().length} of ${cards.length} shown`
    : `all ${cards.length} shown`;
  get("all").textContent = "Open all shown";
};
const choose = (key, value) => {
  form.reset();
  fields[key].value = value;
  apply();
  get("list").scrollIntoView();
  get("list").focus({ preventScroll: true });
};
const reveal = () => {
  const target = location.hash.length > 1 && get(location.hash.slice(1));
  const card = target && target.closest("article.s");
  if (!card) return;
  if (card.hidden) { form.reset(); apply(); }
  const details = card.querySelector("details");
  if (details) details.open = true;
  card.scrollIntoView();
};

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("change", apply);
get("q").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
get("all").addEventListener("click", (event) => {
  const open = event.target.textContent.startsWith("Open");
  for (const card of shown()) {
    const details = card.querySelector("details");
    if (details) details.open = open;
  }
  event.target.textContent = open ? "Close all shown" : "Open all shown";
});
for (const [name, key] of [["cause", "w"], ["clause", "c"]]) {
  for (const place of document.querySelectorAll(`[data-${name}]`)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.textContent || "show only these";
    button.setAttribute("aria-label", `Show only the scenarios of ${place.dataset[name]}`);
    button.addEventListener("click", () => choose(key, place.dataset[name]));
    place.replaceChildren(button);
  }
}
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => document.body.classList.toggle("few", shown().length <= Number(document.body.dataset.few)));
if (cards.length === 1 && cards[0].querySelector("details")) cards[0].querySelector("details").open = true;
apply();
reveal();
