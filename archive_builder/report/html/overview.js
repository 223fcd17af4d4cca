"use strict";
(() => {
  const root = document.documentElement;
  const table = document.querySelector(".units");
  const bodies = [...table.tBodies].filter((body) => body.parentNode === table);
  const units = bodies.filter((body) => body.classList.contains("unit"));
  root.classList.add("js");
  document.querySelector(".tools").hidden = false;

  const act = (element, does) => {
    element.addEventListener("click", does);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") does(event);
    });
  };

  // A unit's list opens under its line; on paper all lists follow the table.
  const listOf = (unit) => document.getElementById(unit.querySelector("a")?.getAttribute("href").slice(1));
  const open = (unit, yes) => {
    if (!listOf(unit) || unit.classList.contains("open") === yes) return;
    unit.classList.toggle("open", yes);
    unit.querySelector("a").setAttribute("aria-expanded", yes);
    if (!yes) return unit.deleteRow(1);
    const row = unit.insertRow();
    row.className = "items";
    const cell = row.insertCell();
    cell.colSpan = 10;
    cell.append(...[...listOf(unit).children].map((list) => list.cloneNode(true)));
  };
  for (const unit of units.filter(listOf)) {
    const link = unit.querySelector("a");
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", false);
    act(link, (event) => {
      event.preventDefault();
      open(unit, !unit.classList.contains("open"));
    });
  }
  const openAll = (yes) => units.forEach((unit) => open(unit, yes));
  document.getElementById("unfold").addEventListener("click", () => openAll(true));
  document.getElementById("fold").addEventListener("click", () => openAll(false));

  const find = document.getElementById("find");
  const texts = new Map(units.map((unit) => [unit, `${unit.textContent} ${listOf(unit)?.textContent}`.toLowerCase()]));
  let sorted = false;
  const show = () => {
    const wanted = find.value.trim().toLowerCase();
    let group = null;
    let shown = 0;
    for (const body of bodies) {
      if (body.className === "group") {
        group = body;
        group.hidden = sorted || wanted !== "";
      } else {
        body.hidden = !texts.get(body).includes(wanted);
        shown += body.hidden ? 0 : 1;
        if (!body.hidden && !sorted) group.hidden = false;
      }
    }
    document.getElementById("found").value = wanted ? `${shown} 个单位` : "";
  };
  find.addEventListener("input", show);

  const heads = [...table.tHead.rows[0].cells];
  const value = (unit, place) => unit.rows[0].cells[place].textContent;
  const number = (unit, place) => parseInt(value(unit, place), 10) || 0;
  const compare = (a, b, place, kind) =>
    kind === "text"
      ? value(a, place).localeCompare(value(b, place), "zh-CN")
      : number(a, place) - number(b, place);
  const sort = (head) => {
    const steps = head.dataset.sort === "text" ? ["ascending", "descending", ""] : ["descending", "ascending", ""];
    const before = head.getAttribute("aria-sort") ?? "";
    const next = steps[(steps.indexOf(before) + 1) % 3];
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    sorted = next !== "";
    if (!sorted) {
      table.append(...bodies);
    } else {
      head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const { cellIndex: place, dataset } = head;
      table.append(...[...units].sort((a, b) => sign * compare(a, b, place, dataset.sort)));
    }
    show();
  };
  for (const head of heads.filter((cell) => cell.dataset.sort)) {
    head.tabIndex = 0;
    act(head, () => sort(head));
  }

  const folded = [...document.querySelectorAll("details:not([open])")];
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = folded.filter((details) => !details.open);
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
