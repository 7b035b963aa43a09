// Filters the history by component and impact, on this page or over all months. Loaded when it is used.
(() => {
  const doc = document, words = {{ words }}, enough = 20, together = 4;
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const make = (name, values = {}, ...inside) => {
    const element = Object.assign(doc.createElement(name), values);
    element.append(...inside);
    return element;
  };
  const keys = ["component", "impact"], none = (wanted) => keys.every((key) => !wanted[key]);
  const asked = () => {
    const query = new URLSearchParams(location.search);
    return Object.fromEntries(keys.map((key) => [key, query.get(key) ?? ""]));
  };
  // A line's class is the worst level of its incident; an incident without impact has the class operational.
  const level = { none: "operational" };
  const matches = (line, { component, impact }) =>
    (!impact || line.classList.contains(level[impact] ?? impact)) &&
    (!component || pick("a", line).some((link) => new URL(link.href).pathname.endsWith(`/components/${component}/`)));

  // Months are fetched when they are needed, so that there is no index of the whole history.
  const months = new Map();
  const read = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const link of pick("a[href]", page)) link.href = new URL(link.getAttribute("href"), url).href;
    // h2 on the month's own page; here h3, since they are below the month's name.
    for (const title of pick(".log2 h2", page)) title.replaceWith(make("h3", {}, ...title.childNodes));
    return pick(".log2>li", page);
  };
  const lines = (url) => {
    if (!months.has(url)) months.set(url, read(url).catch((error) => (months.delete(url), Promise.reject(error))));
    return months.get(url);
  };

  const output = make("p", { className: "soft" });
  output.setAttribute("role", "status");
  const report = (number, more) => (output.textContent = words.matches.replace("{}", number) + (more ? ` (${words.more})` : ""));
  let turn = 0;

  // Append months until there are enough matches for a screen.
  const over = async (wanted, main, own, isCurrent) => {
    const found = make("section", { className: "found" }), seen = new Set(), left = pick(".months a", main);
    for (const part of own) part.hidden = true;
    main.append(found);
    const go = async (least) => {
      output.textContent = words.loading;
      try {
        while (left.length && seen.size < least) {
          const next = left.splice(0, together);
          const read = await Promise.all(next.map((link) => lines(link.href))).catch((error) => {
            left.unshift(...next);
            throw error;
          });
          if (!isCurrent()) return;
          next.forEach((link, place) => {
            // An incident that lasted over several months is in each of them, so it is shown once.
            const fresh = read[place].filter((line) => matches(line, wanted) && !seen.has(line.querySelector("a").href));
            if (!fresh.length) return;
            for (const line of fresh) seen.add(line.querySelector("a").href);
            const list = make("ul", { className: "list log2" }, ...fresh.map((line) => line.cloneNode(true)));
            found.append(make("h2", {}, link.textContent), list);
          });
        }
        report(seen.size, left.length);
      } catch {
        output.textContent = words.failed;
      }
      found.querySelector("button")?.remove();
      if (!left.length) return;
      const button = make("button", { type: "button" }, words.earlier);
      button.addEventListener("click", () => go(seen.size + enough));
      found.append(button);
    };
    await go(enough);
  };

  // On the page of a month, only its own lines are filtered.
  const within = (wanted, main) => {
    const all = pick(".log2>li", main);
    for (const line of all) line.hidden = !matches(line, wanted);
    report(all.filter((line) => !line.hidden).length);
  };

  const apply = async () => {
    const wanted = asked(), main = doc.getElementById("main"), mine = ++turn;
    pick(".found", main).forEach((part) => part.remove());
    const own = pick(":scope>section", main);
    for (const part of [...own, ...pick(".log2>li", main)]) part.hidden = false;
    output.textContent = "";
    if (none(wanted)) return;
    if (main.querySelector(".months")) await over(wanted, main, own, () => mine === turn);
    else within(wanted, main);
  };

  const choice = (key, name, all, options) => {
    const select = make("select", { name: key }, new Option(all, ""), ...options.map(([value, text]) => new Option(text, value)));
    select.value = asked()[key];
    select.addEventListener("change", () => {
      const query = new URLSearchParams(location.search);
      select.value ? query.set(key, select.value) : query.delete(key);
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
      apply();
    });
    return make("label", {}, name, select);
  };
  const build = () => {
    const box = doc.querySelector("details.by"), list = box?.querySelector("ul");
    if (!list) return;
    const components = pick("a", list).map((link) => [link.pathname.split("/").at(-2), link.textContent]);
    list.replaceWith(
      make(
        "fieldset",
        {},
        choice("component", words.component, words.all, components),
        choice("impact", words.impact, words.any, Object.entries(words.impacts)),
      ),
      output,
    );
    apply();
  };
  build();
  // The filter is added again after a newer page has replaced the content.
  new MutationObserver(build).observe(doc.getElementById("main"), { childList: true });
  addEventListener("popstate", apply);
})();
