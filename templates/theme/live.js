// Shows times in the reader's zone, what the clock changes, and a newer build of the page.
// The page is complete without it. It has no rule about incidents: the page carries its steps.
(() => {
  const doc = document, words = doc.body.dataset, minute = 60000;
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const named = (id) => doc.getElementById(id);
  const same = (a, b) => a.toDateString() === b.toDateString();
  const lang = [doc.documentElement.lang, "en"], digits = { numberingSystem: "latn" };
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto", ...digits });

  // Days and times as the build writes them: a browser may use other words, another calendar, other digits.
  const days = words.days.split("|"), two = (number) => String(number).padStart(2, "0");
  const fill = (pattern, values) => pattern.replace(/{(\w)}/g, (_, name) => values[name]);
  // Readers count hours as their own locale does, by 12 or 24; UTC always has 24.
  const halves = Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions().hour12
    && Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", hour12: true, ...digits });
  const clock = (date, of = "") =>
    halves && !of ? halves.format(date) : fill(words.clock, { h: two(date[`get${of}Hours`]()), m: two(date[`get${of}Minutes`]()) });
  const day = (date, of = "", short = 0) => {
    const d = date[`get${of}Date`]();
    return fill(days[date[`get${of}Month`]() + short], { y: date[`get${of}FullYear`](), d, D: two(d) });
  };
  const full = (...when) => fill(words.moment, [clock(...when), day(...when)]);

  const apart = (then) => {
    const minutes = Math.round((then - Date.now()) / minute), size = Math.abs(minutes);
    if (!size) return words.recent;
    if (size < 60) return relative.format(minutes, "minute");
    if (size < 2880) return relative.format(Math.round(minutes / 60), "hour");
    return relative.format(Math.round(minutes / 1440), "day");
  };

  // The reader's own zone first, UTC beside it: customers compare notes across zones.
  const offset = (then) => then.getTimezoneOffset();
  const isMoved = (then) => day(then) !== day(then, "UTC");
  const universal = (then, dated) => (dated ? full(then, "UTC", 12) : clock(then, "UTC"));
  // Writing the same text again would remove the reader's selection.
  const note = (element, name, text) => {
    let span = element.querySelector(`:scope>.${name}`);
    if (!span) {
      span = doc.createElement("span");
      span.className = name;
      element.append(" ", span);
    }
    if (span.textContent !== text) span.textContent = text;
  };
  const beside = (element, instants, text) => note(element, "utc", instants.some(offset) ? `(${text()} UTC)` : "UTC");
  const instants = (element) => pick("time", element).map((time) => new Date(time.dateTime));
  // If the clocks change within a window, each end names its zone.
  const zone = (then, ends) => {
    if (ends.every((end) => offset(end) === offset(then))) return "";
    const parts = new Intl.DateTimeFormat(lang, { timeZoneName: "short", ...digits }).formatToParts(then);
    return ` ${parts.find((part) => part.type === "timeZoneName").value}`;
  };
  const local = (element) => {
    const then = new Date(element.dateTime), within = element.closest(".w");
    if (element.dateTime.length < 11 || isNaN(then)) return;
    const ends = within ? instants(within) : [then], beginning = element.matches(".h") ? ends[0] : new Date();
    const text = (element.matches(".h,.c") && same(then, beginning) ? clock : full)(then) + zone(then, ends);
    if (element.firstChild?.data !== text) element.textContent = text;
    if (within) return;
    beside(element, ends, () => universal(then, isMoved(then)));
    if (element.matches(".r")) note(element, "ago", `· ${apart(then)}`);
  };
  // A time within a sentence of the frame; the same time is not written twice.
  const show = (id, then) => {
    const iso = then.toISOString();
    if (named(id).querySelector("time")?.dateTime === iso) return;
    const time = doc.createElement("time");
    time.className = "c";
    time.dateTime = iso;
    named(id).replaceChildren(time);
    local(time);
  };
  const range = (element) => {
    const ends = instants(element), [start, end] = ends, dash = element.querySelector("time").nextSibling.data;
    const again = isMoved(end) || (isMoved(start) && day(start, "UTC") !== day(end, "UTC"));
    beside(element, ends, () => universal(start, isMoved(start)) + dash + universal(end, again));
  };

  // For assistive technology; the same text set twice would not be read twice.
  const announce = () => {
    const news = named("news"), heading = doc.querySelector(".lead:not([hidden]) h1")?.textContent ?? "";
    const text = words.changed.replace("{}", () => heading);
    news.textContent = news.textContent === text ? `${text}\u00a0` : text;
  };

  // Boxes that scroll need focus, for readers who use the keyboard.
  const hold = () => {
    for (const box of pick("pre,.body table")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };

  const tick = () => {
    const now = Date.now() / 1000;
    let moved = false;
    for (const step of pick("[data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number), over = now < start || (end && now >= end);
      moved ||= step.hidden !== !!over;
      step.hidden = over;
    }
    hold();
    pick("time").forEach(local);
    pick(".w").forEach(range);
    // The site is built again at every boundary; two hours late means that builds have stopped.
    const due = named("asof").dataset.due;
    named("stale").hidden = !due || now < Number(due) + 7200;
    if (!named("stale").hidden) show("updated", new Date(named("asof").dateTime));
    const said = doc.querySelector(".lead[data-title]:not([hidden]),.lead>[data-title]:not([hidden])");
    if (said) {
      doc.title = said.dataset.title;
      const icon = doc.querySelector("link[data-state]"), colour = getComputedStyle(said).getPropertyValue("--c").trim();
      if (icon) icon.href = icon.href.replace(/%23\w+/, encodeURIComponent(colour));
    }
    return moved;
  };
  const tock = () => tick() && announce();

  // What the server sent, before times and steps were put in: compared to find out whether anything changed.
  // Figures that change every minute (`data-quiet`) are replaced like the rest, but not announced.
  const gist = (main) => pick(":scope>:not([data-quiet])", main).map((part) => part.textContent).join();
  let sent = named("main").innerHTML, told = gist(named("main"));

  // Names of places that can be found again in the newer page: the nth element with this id, link or line.
  const line = (element) => {
    const item = element.closest("li");
    return item?.id || item?.querySelector("a")?.getAttribute("href") || element.textContent;
  };
  const places = () => {
    const count = new Map(), found = new Map();
    for (const element of pick("[id],a[href],summary", named("main"))) {
      const name = `${element.localName} ${element.id || element.getAttribute("href") || line(element)}`;
      count.set(name, (count.get(name) ?? 0) + 1);
      found.set(`${name} ${count.get(name)}`, element);
    }
    return found;
  };
  const top = (element) => element?.getClientRects()[0]?.top;

  // Put the newer page's content in place; keep scroll position, focus and open details.
  const take = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const main = named("main"), newer = fresh.getElementById("main"), asof = fresh.getElementById("asof");
    // The footer proves that the whole page arrived.
    if (!newer || !asof) throw new Error("not a page of ours");
    // A host's caches may disagree for a while: never go back in time.
    if (asof.dateTime <= named("asof").dateTime) return;
    const [navigation] = performance.getEntriesByType("navigation");
    const again = navigation?.type === "reload" && performance.now() < 10 * minute;
    if (!again && fresh.querySelector("style")?.textContent !== doc.querySelector("style").textContent) return location.reload();
    named("asof").replaceWith(asof);
    if (newer.innerHTML === sent) return tock();
    const quiet = gist(newer) === told;
    sent = newer.innerHTML;
    told = gist(newer);
    const opened = pick("details[open]", main).map(line), before = [...places()];
    const held = before.find(([, element]) => element === doc.activeElement)?.[0], within = main.contains(doc.activeElement);
    const seen = before.map(([name, element]) => [name, top(element)]).filter(([, height]) => height >= 0).slice(0, 30);
    main.replaceChildren(...newer.childNodes);
    for (const details of pick("details", main)) details.open = opened.includes(line(details));
    doc.title = fresh.title;
    tick();
    const after = places(), target = after.get(held) ?? main;
    if (within) {
      if (target === main) main.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    const [name, was] = seen.find(([name]) => top(after.get(name)) !== undefined) ?? [];
    if (name && scrollY) scrollBy({ top: top(after.get(name)) - was, behavior: "instant" });
    if (!quiet) announce();
  };

  const get = async (url) => {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), minute / 2);
    try {
      const answer = await fetch(url, { cache: "no-cache", signal: stop.signal });
      if (!answer.ok) throw new Error(answer.status);
      return await answer.text();
    } finally {
      clearTimeout(late);
    }
  };

  let wait = minute, timer = 0, busy = false, known = new Date(named("asof").dateTime);
  const look = async () => {
    clearTimeout(timer);
    if (doc.hidden || busy) return;
    busy = true;
    try {
      const build = JSON.parse(await get(`${words.root}build.json`));
      if (typeof build.now !== "string") throw new Error("no build");
      if (build.now > named("asof").dateTime) take(await get(location.pathname));
      wait = minute;
      known = new Date();
      named("lost").hidden = true;
    } catch {
      wait = Math.min(wait * 2, 10 * minute);
      show("known", known);
      named("lost").hidden = false;
    }
    busy = false;
    timer = setTimeout(look, wait * (0.9 + Math.random() / 10));
  };

  tick();
  setInterval(tock, 15000);
  addEventListener("resize", hold);
  if ("live" in words && location.protocol !== "file:") {
    doc.addEventListener("visibilitychange", () => {
      if (doc.hidden) return;
      tock();
      look();
    });
    addEventListener("online", look);
    addEventListener("load", () => setTimeout(look));
  }
})();
