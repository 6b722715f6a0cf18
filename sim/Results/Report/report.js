"use strict";

const keyOf = cell => cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);

const compare = (left, right) => {
  if (typeof left === typeof right) {
    return typeof left === "number" ? left - right : left.localeCompare(right, "en", { numeric: true });
  }
  return typeof left === "number" ? -1 : 1;
};

const sort = button => {
  const head = button.parentElement;
  const heads = Array.from(head.parentElement.children);
  const column = heads.indexOf(head);
  const isRising = head.getAttribute("aria-sort") !== "ascending";
  const body = head.closest("table").tBodies[0];
  const rows = Array.from(body.rows);
  rows.sort((left, right) => {
    const order = compare(keyOf(left.cells[column]), keyOf(right.cells[column]));
    return isRising ? order : -order;
  });
  body.append(...rows);
  heads.forEach(other => other.setAttribute("aria-sort", "none"));
  head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
};

document.querySelectorAll("th button").forEach(button => button.addEventListener("click", () => sort(button)));

// Paper has nothing to press: everything is open while it is printed.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = Array.from(document.querySelectorAll("details:not([open])"));
  closed.forEach(details => { details.open = true; });
});
window.addEventListener("afterprint", () => closed.forEach(details => { details.open = false; }));
