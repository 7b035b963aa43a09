// Shows times in the reader's zone, the current steps of values that change with time, and newer builds of the page.
// The page is complete without it. It contains no rules about incidents: the page has all steps as data.
// Statements such as "overdue" depend on the server's clock, and on a check for news within the last minute.
(() => {
  const doc = document, words = doc.body.dataset, minute = 60000;
  const isLive = location.protocol !== "file:";
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const named = (id) => doc.getElementById(id);
  const same = (a, b) => a.toDateString() === b.toDateString();
  const lang = [doc.documentElement.lang, "en"], digits = { numberingSystem: "latn" };
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto", ...digits });

  // The formats of the build: a browser's own may have other words, another calendar, other digits.
  const days = words.days.split("|"), two = (number) => String(number).padStart(2, "0");
  const fill = (pattern, values) => pattern.replace(/{(\w)}/g, (_, name) => values[name]);
  // 12 or 24 hours as in the reader's locale; UTC always with 24.
  const halves = Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions().hour12
    && Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", hour12: true, ...digits });
  const clock = (date, of = "") =>
    halves && !of ? halves.format(date) : fill(words.clock, { h: two(date[`get${of}Hours`]()), m: two(date[`get${of}Minutes`]()) });
  const day = (date, of = "", short = 0) => {
    const d = date[`get${of}Date`]();
    return fill(days[date[`get${of}Month`]() + short], { y: date[`get${of}FullYear`](), d, D: two(d) });
  };
  const full = (...when) => fill(words.moment, [clock(...when), day(...when)]);

  // Bounds of the server's clock: an answer is sent before it is read, and (minus its age in caches) after the request.
  // Within these bounds, the reader's clock is taken as right.
  let memory = {}, low = -Infinity, high = Infinity, isCurrent = false;
  // Some browsers throw on any use of sessionStorage.
  try {
    memory = sessionStorage;
  } catch {}
  // The server's time is never before the build of this page.
  const since = () => Date.parse(named("asof").dateTime) - Date.now();
  let skew = Math.max(Number(memory.outspoken) || 0, since());
  const current = () => Date.now() + skew;
  const learn = (headers, asked) => {
    const sent = Date.parse(headers.get("date")), age = Number(headers.get("age")) || 0;
    isCurrent = !isNaN(sent);
    if (!isCurrent) return (skew = Math.max(skew, since()));
    const earliest = sent - Date.now(), latest = sent + 1000 * (age + 1) - asked;
    low = Math.max(low, earliest);
    high = Math.min(high, latest);
    // The bounds contradict each other, so one of the clocks was set: start again.
    if (low > high) [low, high] = [earliest, latest];
    memory.outspoken = skew = Math.min(high, Math.max(low, 0));
  };

  const apart = (then) => {
    const minutes = Math.round((then - current()) / minute), size = Math.abs(minutes);
    if (!size) return words.recent;
    if (size < 60) return relative.format(minutes, "minute");
    if (size < 2880) return relative.format(Math.round(minutes / 60), "hour");
    return relative.format(Math.round(minutes / 1440), "day");
  };

  // The reader's zone first, then UTC: customers in different zones compare times.
  const offset = (then) => then.getTimezoneOffset();
  const isMoved = (then) => day(then) !== day(then, "UTC");
  const universal = (then, dated) => (dated ? full(then, "UTC", 12) : clock(then, "UTC"));
  // Not written if it is equal: that would remove the reader's selection.
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
  // If the zone's offset changes within a window, each end shows its zone.
  const zone = (then, ends) => {
    if (ends.every((end) => offset(end) === offset(then))) return "";
    const parts = new Intl.DateTimeFormat(lang, { timeZoneName: "short", ...digits }).formatToParts(then);
    return ` ${parts.find((part) => part.type === "timeZoneName").value}`;
  };
  const local = (element) => {
    const then = new Date(element.dateTime), within = element.closest(".w");
    if (element.dateTime.length < 11 || isNaN(then)) return;
    const ends = within ? instants(within) : [then], beginning = element.matches(".h") ? ends[0] : new Date(current());
    if (element.matches(".a")) return (element.textContent = apart(then));
    const text = (element.matches(".h,.c") && same(then, beginning) ? clock : full)(then) + zone(then, ends);
    if (element.firstChild?.data !== text) element.textContent = text;
    // The zone is already in another bracket or in the line above.
    if (within || element.closest(".facts b,.fresh")) return;
    beside(element, ends, () => universal(then, isMoved(then)));
    if (element.matches(".r") && !element.closest(".strip")) note(element, "ago", `· ${apart(then)}`);
  };
  const range = (element) => {
    const ends = instants(element), [start, end] = ends, dash = element.querySelector("time").nextSibling.data;
    const again = isMoved(end) || (isMoved(start) && day(start, "UTC") !== day(end, "UTC"));
    beside(element, ends, () => universal(start, isMoved(start)) + dash + universal(end, again));
  };

  // Announcements for assistive technology: new statements are read out, one sentence for each title.
  // Compared by their first time, not by their text, which changes at midnight.
  const statements = () => {
    const found = new Map();
    for (const one of pick("[data-say]")) {
      if (one.closest("[hidden]")) continue;
      // An element right below the headline belongs to it.
      const near = one.closest("article,.card,.lead") ?? doc.querySelector(".lead:not([hidden])");
      const from = one.localName === "a" ? one : near.querySelector("h1,h2,h3");
      const title = from.textContent, text = [one.dataset.say, title].filter(Boolean).join(": ");
      found.set(`${text} ${one.querySelector("time")?.dateTime}`, [title, text]);
    }
    return found;
  };
  let announced;
  const readOut = (text) => {
    const news = named("news");
    // An equal text would not be read out again, so a no-break space is added.
    if (text) news.textContent = news.textContent === text ? `${text}\u00a0` : text;
  };
  const announce = (otherwise) => {
    const before = announced, sentences = new Map();
    announced = statements();
    for (const [key, [title, text]] of announced) if (!before.has(key) && !sentences.has(title)) sentences.set(title, text);
    readOut([...sentences.values()].join(". ") || otherwise);
  };

  // Not every browser opens the <details> around the target of a URL's fragment.
  const unfold = () => {
    const place = named(location.hash.slice(1)), folds = pick("details:not([open])").filter((fold) => fold.contains(place));
    for (const fold of folds) fold.open = true;
    if (folds.length) place.scrollIntoView();
  };

  // Times of the last answer and of a pending request (0: none), and why the last check failed (undefined: it did not).
  let checked = 0, asked = 0, why, ticked = Date.now();
  const isSure = () => isCurrent && why === undefined && Math.abs(current() - checked) < minute;
  // Fill in the time of a sentence about this page; a site's own template may not have the element.
  const reveal = (id, isShown, then) => {
    const sentence = named(id);
    if (!sentence) return;
    sentence.hidden = !isShown;
    const place = sentence.querySelector("[data-time]"), time = place.firstChild ?? doc.createElement("time");
    time.className = place.dataset.time;
    time.dateTime = new Date(then).toISOString();
    place.append(time);
  };
  const showFreshness = () => {
    const { dateTime, dataset } = named("asof"), known = checked || dateTime, isLost = why !== undefined;
    const isOld = (isLost || !isLive) && current() - new Date(known) > 1440 * minute;
    // The site is built again at every boundary: if that is two hours late, builds have stopped.
    const isDue = isSure() && current() / 1000 > Number(dataset.due ?? Infinity) + 7200;
    reveal("seen", checked && !isLost, known);
    reveal("lost", isLost, known);
    reveal("aged", isOld && checked, known);
    reveal("stale", isDue || (isOld && !checked), dateTime);
    const reason = named("why");
    if (reason) reason.textContent = reason.dataset[why] ?? "";
  };

  const tick = () => {
    const now = current() / 1000, wrong = isSure() ? "unchecked" : "checked";
    for (const step of pick("[data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number);
      step.hidden = now < start || !!(end && now >= end) || wrong in step.dataset;
    }
    showFreshness();
    pick("time").forEach(local);
    pick(".w").forEach(range);
    const lead = doc.querySelector(".lead[data-title]:not([hidden]),.lead>[data-title]:not([hidden])");
    if (lead) {
      doc.title = lead.dataset.title;
      const icon = doc.querySelector("link[data-state]"), colour = getComputedStyle(lead).getPropertyValue("--c").trim();
      if (icon) icon.href = icon.href.replace(/%23\w+/, encodeURIComponent(colour));
    }
  };
  // After sleep, in a hidden tab or after the clock was set: check for news before anything is stated.
  const wake = () => {
    tick();
    look();
  };
  const tock = () => {
    const gap = Math.abs(Date.now() - ticked);
    ticked = Date.now();
    if (gap > minute) return wake();
    tick();
    if (isSure()) announce();
  };

  // The HTML as the server sent it, before times and steps were filled in: compared to find changes.
  for (const part of pick("noscript")) part.remove();
  const sent = named("main").innerHTML;

  // The script that replaces the page is loaded only with the first newer page.
  const loaded = () =>
    new Promise((done, fail) => {
      if (self.renew) return done();
      const script = doc.createElement("script");
      script.src = `${words.root}assets/outspoken/renew.js`;
      script.onload = done;
      script.onerror = () => fail("");
      setTimeout(script.onerror, minute / 2);
      doc.head.append(script);
    });
  const take = async (text) => {
    await loaded();
    return self.renew(text, sent, tick);
  };

  // Fetch the page's text, and update the bounds of the server's clock; throws the name of the reason if it fails.
  const get = async (path) => {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), minute / 2), begun = Date.now();
    try {
      // Networks with a login page (captive portals) redirect every request to it.
      const answer = await fetch(path, { cache: "no-cache", redirect: "manual", signal: stop.signal }).catch(() => {
        throw navigator.onLine ? "" : "offline";
      });
      if (!answer.ok) throw [404, 410].includes(answer.status) ? "gone" : "broken";
      return [await answer.text(), answer.headers, begun];
    } finally {
      clearTimeout(late);
    }
  };
  const news = async () => {
    const page = words.page ?? location.pathname;
    const [text, ...sent] = await get(`${words.root}build.json`).catch(async (reason) => {
      if (reason === "gone") await get(page);
      throw reason === "gone" ? "broken" : reason;
    });
    const build = JSON.parse(text).now;
    if (typeof build !== "string") throw "broken";
    learn(...sent);
    if (!checked) {
      tick();
      announced = statements();
    }
    const isBehind = () => build > named("asof").dateTime, changed = isBehind() && (await take((await get(page))[0]));
    // A cache still has the old page although there is a newer build.
    if (isBehind()) isCurrent = false;
    return changed;
  };

  let wait = minute, timer = 0;
  const look = async () => {
    clearTimeout(timer);
    const mine = Date.now(), before = why;
    if (!isLive || doc.hidden || Math.abs(mine - asked) < minute) return;
    asked = mine;
    let changed, problem;
    try {
      changed = await news();
    } catch (reason) {
      problem = reason.length === undefined ? "broken" : reason;
    }
    // Ignore the answer of a request from before sleep: it was sent again afterwards.
    if (mine !== asked) return;
    asked = 0;
    why = problem;
    const isLost = why !== undefined;
    if (!isLost) checked = current();
    wait = isLost ? Math.min(wait * 2, 10 * minute) : minute;
    tick();
    if (!isLost) announce(changed);
    else if (before === undefined) readOut(named("lost")?.innerText);
    // In less than the minute for which an answer is valid.
    timer = setTimeout(look, wait * (0.9 + Math.random() / 30));
  };

  tick();
  announced = statements();
  setInterval(tock, 15000);
  unfold();
  addEventListener("hashchange", unfold);
  if (isLive) {
    doc.addEventListener("visibilitychange", () => doc.hidden || wake());
    addEventListener("pageshow", (event) => event.persisted && wake());
    for (const event of ["online", "offline"]) addEventListener(event, look);
    addEventListener("load", () => setTimeout(look));
  }
})();
