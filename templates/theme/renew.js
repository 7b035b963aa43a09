// Replaces the page's content with a newer build; loaded by live.js when there is one.
// A page of an earlier version may load this script, so its arguments must not change.
(() => {
  const doc = document, minute = 60000;
  const pick = (selector, from) => [...from.querySelectorAll(selector)];
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // Figures that change every minute (`data-quiet`) are replaced like the rest, but not announced.
  const gist = (main) => pick(":scope>:not([data-quiet])", main).map((part) => part.textContent).join();

  // Keys of elements, to find them again in the newer page: the nth element with this id, link or line.
  const line = (element) => {
    const item = element.closest("li");
    return element.id || item?.id || item?.querySelector("a")?.getAttribute("href") || element.textContent;
  };
  const places = (main) => {
    const count = new Map(), found = new Map();
    for (const element of pick("[id],a[href],summary,[role=slider]", main)) {
      const name = `${element.localName} ${element.id || element.getAttribute("href") || line(element)}`;
      count.set(name, (count.get(name) ?? 0) + 1);
      found.set(`${name} ${count.get(name)}`, element);
    }
    return found;
  };
  const top = (element) => element?.getClientRects()[0]?.top;

  let last;
  // Replace the content that was `sent` first with that of `text`, a whole page; keep scroll position, focus and
  // open details. `tick` fills in times and steps. Returns the sentence to announce, if a part that is not quiet changed.
  self.renew = (text, sent, tick) => {
    last ??= sent;
    const fresh = parsed(text), main = doc.getElementById("main"), newer = fresh.getElementById("main");
    const asof = fresh.getElementById("asof"), known = doc.getElementById("asof");
    // Without the footer, the answer was truncated.
    if (!newer || !asof) throw "broken";
    // A host's caches may have different builds for a while: an older one is ignored.
    if (asof.dateTime <= known.dateTime) return;
    const [navigation] = performance.getEntriesByType("navigation");
    const again = navigation?.type === "reload" && performance.now() < 10 * minute;
    if (!again && fresh.querySelector("style")?.textContent !== doc.querySelector("style").textContent) return location.reload();
    known.replaceWith(asof);
    for (const part of pick("noscript", newer)) part.remove();
    if (newer.innerHTML === last) return;
    const isQuiet = gist(newer) === gist(parsed(`<main>${last}</main>`).querySelector("main"));
    last = newer.innerHTML;
    const opened = pick("details[open]", main).map(line), before = [...places(main)];
    const held = before.find(([, element]) => element === doc.activeElement)?.[0], within = main.contains(doc.activeElement);
    const seen = before.map(([name, element]) => [name, top(element)]).filter(([, height]) => height >= 0).slice(0, 30);
    main.replaceChildren(...newer.childNodes);
    for (const details of pick("details", main)) details.open = opened.includes(line(details));
    doc.title = fresh.title;
    tick();
    // Other scripts prepare the new elements before the focus is set.
    doc.dispatchEvent(new Event("renewed"));
    const after = places(main), target = after.get(held) ?? main;
    if (within) {
      if (target === main) main.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    const [name, was] = seen.find(([name]) => top(after.get(name)) !== undefined) ?? [];
    if (name && scrollY) scrollBy({ top: top(after.get(name)) - was, behavior: "instant" });
    if (isQuiet) return;
    return doc.body.dataset.changed.replace("{}", () => doc.querySelector(".lead:not([hidden]) h1")?.textContent ?? "");
  };
})();
