// The ledger of verdicts: choose rows by report, chapter, evidence and verdict. Without this script
// all rows show. The choice stands in the address, so that it can be linked to.
const place = document.querySelector(".ledger-filters");
if (place) {
  const rows = [...document.querySelectorAll('td [id^="verdict-"]')].map((target) => {
    const row = target.closest("tr");
    const cells = row.cells;
    return {
      row,
      report: target.id.split("-")[1].toUpperCase(),
      chapter: row.closest("section").querySelector("h2").firstChild.textContent.trim(),
      evidence: cells[3].textContent.match(/record|identity|literature/i)[0].toLowerCase(),
      verdict: cells[1].textContent.trim(),
    };
  });
  const chosen = new URLSearchParams(location.search);
  const state = document.createElement("output");
  const selects = ["report", "chapter", "evidence", "verdict"].map((kind) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.name = kind;
    select.append(new Option("all", ""));
    for (const value of new Set(rows.map((row) => row[kind])))
      select.append(new Option(value, value));
    select.value = chosen.get(kind) ?? "";
    if (select.selectedIndex < 0) select.value = "";
    label.append(kind, select);
    place.append(label);
    return select;
  });
  const show = () => {
    const set = selects.filter((select) => select.value);
    let shown = 0;
    for (const entry of rows) {
      entry.row.hidden = set.some((select) => entry[select.name] !== select.value);
      shown += !entry.row.hidden;
    }
    for (const section of new Set(rows.map((entry) => entry.row.closest("section"))))
      section.hidden = !section.querySelector("tr:not([hidden]) td");
    state.value = `${shown} of ${rows.length} claims`;
    const query = new URLSearchParams(set.map((select) => [select.name, select.value])).toString();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  };
  place.append(state);
  place.addEventListener("change", show);
  // A link to a row that the filters hide must still arrive.
  addEventListener("hashchange", () => {
    const row = document.getElementById(location.hash.slice(1))?.closest("tr");
    if (!row?.hidden) return;
    for (const select of selects) select.value = "";
    show();
    row.scrollIntoView();
  });
  place.hidden = false;
  show();
}
