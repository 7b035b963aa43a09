// What a page does once it is on the screen: times in the reader's zone, what the clock changes, and news.
// Everything essential is there without it. No rule about incidents is written here: the page carries its steps.
(() => {
  const doc = document, lang = doc.documentElement.lang, body = doc.body;
  const words = body.dataset, minute = 60000;
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const same = (a, b) => a.toDateString() === b.toDateString();
  const say = (date, options) => date.toLocaleString(lang, { hourCycle: "h23", ...options });
  const clock = { hour: "2-digit", minute: "2-digit" };
  const day = { month: "short", day: "numeric" }, full = { year: "numeric", ...day, ...clock };
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });

  const apart = (then) => {
    const minutes = Math.round((then - Date.now()) / minute), size = Math.abs(minutes);
    if (size < 60) return relative.format(minutes, "minute");
    if (size < 2880) return relative.format(Math.round(minutes / 60), "hour");
    return relative.format(Math.round(minutes / 1440), "day");
  };

  // The reader's own zone first, UTC beside it: customers compare notes across zones.
  const universal = (then) => {
    const there = { timeZone: "UTC" }, moved = say(then, day) !== say(then, { ...day, ...there });
    return say(then, { ...(moved ? { ...day, ...clock } : clock), ...there });
  };
  const beside = (element, text) => {
    const span = doc.createElement("span");
    span.className = "utc";
    span.textContent = ` (${text} UTC)`;
    element.querySelector(".utc")?.remove();
    element.append(span);
  };
  const local = (element) => {
    const then = new Date(element.dateTime);
    if (element.dateTime.length < 11 || isNaN(then)) return;
    const brief = element.matches(".h") || (element.matches(".c") && same(then, new Date()));
    const within = element.closest(".w");
    element.textContent = say(then, brief ? clock : full);
    if (within) return;
    if (then.getTimezoneOffset()) beside(element, universal(then));
    else element.append(" UTC");
    if (element.matches(".r")) element.append(` · ${apart(then)}`);
  };
  const range = (element) => {
    const [start, end] = pick("time", element).map((time) => new Date(time.dateTime));
    const dash = pick("time", element)[0].nextSibling.data;
    if (start.getTimezoneOffset()) beside(element, universal(start) + dash + universal(end));
    else element.lastElementChild.append(" UTC");
  };

  const tick = () => {
    const now = Date.now() / 1000;
    for (const step of pick("[data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number);
      step.hidden = now < start || (end && now >= end);
    }
    pick("time").forEach(local);
    pick(".w").forEach(range);
    // The publisher comes by at every boundary; two hours late means that nobody does.
    const due = doc.getElementById("asof").dataset.due;
    doc.getElementById("stale").hidden = !due || now < Number(due) + 7200;
    const lead = doc.querySelector(".lead:not([hidden])");
    if (lead?.dataset.title) {
      doc.title = lead.dataset.title;
      const icon = doc.querySelector("link[data-state]"), colour = getComputedStyle(lead).getPropertyValue("--c").trim();
      if (icon) icon.href = icon.href.replace(/%23\w+/, encodeURIComponent(colour));
    }
  };

  const tell = (text) => {
    const news = doc.getElementById("news");
    if (news && news.textContent !== text) news.textContent = text;
  };

  // What the server sent, before times and steps were put in: the measure of whether anything changed.
  let sent = doc.getElementById("main").innerHTML;

  // Put the newer page's content in place; scroll, focus and what the reader opened stay.
  const take = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const main = doc.getElementById("main"), newer = fresh.getElementById("main");
    if (!newer) throw new Error("not a page of ours");
    if (fresh.querySelector("style")?.textContent !== doc.querySelector("style").textContent) return location.reload();
    doc.getElementById("asof").replaceWith(fresh.getElementById("asof"));
    if (newer.innerHTML === sent) return tick();
    sent = newer.innerHTML;
    const opened = pick("details[open]").map((d) => d.dataset.key);
    const held = doc.activeElement?.closest("#main") && (doc.activeElement.id || doc.activeElement.getAttribute("href"));
    const top = pick("section", main).find((s) => s.getBoundingClientRect().bottom > 0);
    const key = top?.getAttribute("aria-labelledby"), was = top?.getBoundingClientRect().top;
    main.replaceChildren(...newer.childNodes);
    for (const d of pick("details")) if (opened.includes(d.dataset.key)) d.open = true;
    doc.title = fresh.title;
    tick();
    if (held) pick("#main [id],#main [href]").find((e) => e.id === held || e.getAttribute("href") === held)?.focus({ preventScroll: true });
    const now = key && doc.querySelector(`section[aria-labelledby="${key}"]`);
    if (now && scrollY) scrollBy({ top: now.getBoundingClientRect().top - was, behavior: "instant" });
    tell(words.changed.replace("{}", () => doc.querySelector("h1")?.textContent ?? ""));
  };

  let wait = minute, timer = 0;
  const look = async () => {
    clearTimeout(timer);
    if (doc.hidden) return;
    const asof = doc.getElementById("asof");
    try {
      const answer = await fetch(`${words.root}build.json`, { cache: "no-cache" });
      if (!answer.ok) throw new Error(answer.status);
      const build = await answer.json();
      if (typeof build.now !== "string") throw new Error("no build");
      if (build.now > asof.dateTime) {
        const page = await fetch(location.pathname, { cache: "no-cache" });
        if (!page.ok) throw new Error(page.status);
        take(await page.text());
      }
      wait = minute;
      doc.getElementById("lost").hidden = true;
    } catch {
      wait = Math.min(wait * 2, 10 * minute);
      doc.getElementById("lost").hidden = false;
    }
    timer = setTimeout(look, wait * (0.9 + Math.random() / 5));
  };

  tick();
  setInterval(tick, 15000);
  if ("live" in words && location.protocol !== "file:") {
    doc.addEventListener("visibilitychange", () => doc.hidden || look());
    addEventListener("online", look);
    look();
  }
})();
