// Filters the components of a long list by their name or their group's.
(() => {
  const doc = document, words = {{ words }};
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  // Accents and case are ignored, since people do not remember how a name is written.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const unfolded = new Map();
  let field, query = "";

  const apply = () => {
    const wanted = plain(query).split(/\s+/).filter(Boolean), has = (text) => wanted.every((each) => plain(text).includes(each));
    let count = 0;
    for (const group of pick(".components .group")) {
      const name = group.querySelector("h3")?.textContent ?? "", rows = pick("li:has(>.row)", group);
      for (const row of rows) row.hidden = !has(`${row.querySelector("a").textContent} ${name}`);
      const found = rows.filter((row) => !row.hidden).length, fold = group.querySelector(".fold");
      group.hidden = !found;
      count += found;
      if (!fold) continue;
      if (!unfolded.has(fold.id)) unfolded.set(fold.id, fold.open);
      const isWithin = rows.some((row) => !row.hidden && fold.contains(row));
      fold.hidden = !isWithin;
      fold.open = wanted.length ? isWithin : unfolded.get(fold.id);
      if (!wanted.length) unfolded.delete(fold.id);
    }
    const status = doc.getElementById("found"), text = wanted.length ? words.found.replace("{}", count) : "";
    if (status.textContent !== text) status.textContent = text;
  };
  const prepare = () => {
    const before = field;
    field = doc.getElementById("filter");
    if (!field) return;
    field.parentNode.hidden = false;
    field.value = query;
    if (before) field.setSelectionRange(before.selectionStart, before.selectionEnd);
    field.addEventListener("input", () => {
      query = field.value;
      apply();
    });
    if (query) apply();
  };
  doc.addEventListener("renewed", prepare);
  prepare();
})();
