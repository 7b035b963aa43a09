// Filters the strip by its URL: ?show=state,incidents,maintenance&component=…&group=…&theme=dark
(() => {
  const doc = document, query = new URLSearchParams(location.search);
  const pick = (selector) => [...doc.querySelectorAll(selector)];
  const list = (name) => query.getAll(name).join().split(",").map((one) => one.trim()).filter(Boolean);
  const chosen = ["component", "group"].flatMap((kind) => list(kind).map((id) => `${kind}/${id}`));
  doc.documentElement.dataset.theme = query.get("theme") ?? "";
  const narrow = () => {
    const parts = pick("main>[id]"), known = ({ id }) => list("show").includes(id);
    // Unknown names are ignored: a typing mistake must not hide an incident.
    const rows = pick("[data-row]"), has = (text) => text.split(" ").some((name) => wanted.includes(name));
    const names = new Set(rows.flatMap(({ dataset }) => dataset.row.split(" "))), wanted = chosen.filter((name) => names.has(name));
    const all = !parts.some(known);
    for (const part of parts) part.hidden = !all && !known(part);
    if (wanted.length) {
      // The document's title is about all components, so it is not used for a filtered strip.
      for (const lead of pick(".lead")) delete lead.dataset.title;
      doc.title = doc.querySelector("h1").textContent;
      doc.querySelector("[data-whole]").hidden = true;
      for (const row of rows) row.hidden = !has(row.dataset.row);
      // An item without components is about all of them.
      for (const item of pick("[data-names]")) item.hidden = item.dataset.names && !has(item.dataset.names);
    }
    const [state, incidents, work] = parts, isEmpty = (part) => !part.querySelector("[data-names]:not([hidden])");
    // "No active incidents" is shown only if the state, which says the same, is hidden.
    const none = doc.querySelector(".none");
    none.hidden = !state.hidden || !isEmpty(incidents);
    incidents.hidden ||= none.hidden && isEmpty(incidents);
    work.hidden ||= isEmpty(work);
  };
  narrow();
  doc.addEventListener("renewed", narrow);
})();
