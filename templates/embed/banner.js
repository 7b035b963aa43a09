// Shows a banner in a product's own pages while an incident is open. It requests only /embed/status.json.
// Attributes of its element: data-status, data-component, data-group, data-min, data-position.
(() => {
  const doc = document, me = doc.currentScript, minute = 60000, name = "outspoken-banner";
  if (!me || doc.querySelector(name)) return;
  const { status = "..", min, position } = me.dataset;
  const base = new URL(status.replace(/\/*$/, "/"), me.src);
  const chosen = ["component", "group"].flatMap((kind) => (me.dataset[kind] ?? "").split(/[\s,]+/).map((id) => `${kind}/${id}`));
  const make = (tag, values, ...children) => {
    const element = Object.assign(doc.createElement(tag), values);
    element.append(...children);
    return element;
  };

  const host = make(name), root = host.attachShadow({ mode: "open" });
  // Adopted style sheets are allowed by every Content-Security-Policy, unlike a <style> element.
  let sheet;
  try {
    root.adoptedStyleSheets = [(sheet = new CSSStyleSheet())];
  } catch {}
  const region = make("div", { role: "status" }), button = make("button", { type: "button", textContent: "\u00d7", hidden: true });
  const box = make("section", {}, region, button);
  root.append(box);
  if (position !== "top") host.className = "bottom";
  // A live region must exist before its text is set; it is added again if a framework has removed it.
  const put = () => host.isConnected || doc.body[position === "top" ? "prepend" : "append"](host);

  // Stored only after the reader's click, and only until the tab is closed.
  let closed = {};
  try {
    closed = JSON.parse(sessionStorage[name]);
  } catch {}

  let data, checked = 0, asked = 0, skew = 0, knowsTime = false, isLost = false, wait = 2 * minute, timer, shown = [];
  // 12 or 24 hours, as in the reader's locale.
  const { hourCycle } = Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions();
  const when = (then) => {
    const date = new Date(then), isToday = date.toDateString() === new Date().toDateString();
    const day = isToday ? {} : { day: "numeric", month: "short" };
    return date.toLocaleString(`${data.language}-u-nu-latn`, { ...day, hour: "numeric", minute: "2-digit", hourCycle, timeZoneName: "short" });
  };
  const link = (path, text) => make("a", { href: new URL(path, base), target: "_blank", rel: "noopener", dir: "auto" }, text);

  const draw = () => {
    put();
    if (!data) return;
    const now = Date.now() + skew, gap = Math.abs(Date.now() - checked), isSure = knowsTime && !isLost && gap < minute;
    // Without data-min, or with an unknown value: maintenance and worse.
    const least = data.levels[min] ?? 1;
    const wanted = chosen.filter((part) => data.parts.includes(part)), current = [];
    for (const { id, title, parts, steps } of data.items) {
      const [, , rank, words, cautious = words] = steps.find(([from, to]) => now >= from * 1000 && (!to || now < to * 1000)) ?? [];
      // An item without components is about all of them.
      const isWanted = !wanted.length || !parts.length || parts.some((part) => wanted.includes(part));
      if (isWanted && rank >= least && !(closed[id] >= rank)) current.push({ id, title, rank, words: isSure ? words : cautious });
    }
    // After half an hour without a successful check, nothing is shown.
    shown = isLost && gap > 30 * minute ? [] : current.sort((a, b) => b.rank - a.rank);
    const lines = shown.slice(0, 3).map(({ id, title, words }) =>
      make("p", {}, link(`incidents/${encodeURIComponent(id)}/`, title), " ", make("bdi", {}, words.replace(/{(\d+)}/g, (_, then) => when(then * 1000)))));
    const top = shown[0], more = shown.length - 3, age = isLost ? ` \u00b7 ${data.words.asof.replace("{}", when(checked + skew))}` : "";
    if (top) lines.push(make("p", {}, link("", data.site + (more > 0 ? ` (+${more})` : "")), age));
    button.hidden = !top;
    box.className = top ? `r${top.rank}` : "empty";
    box.ariaLabel = top ? data.site : null;
    // Not written if it is equal: it would be read out again, and lose the focus.
    if (make("div", { role: "status" }, ...lines).isEqualNode(region)) return;
    box.lang = data.language;
    box.dir = data.direction;
    button.ariaLabel = data.words.close;
    sheet?.replaceSync(data.style);
    region.replaceChildren(...lines);
  };

  const look = async () => {
    clearTimeout(timer);
    const begun = Date.now();
    if (doc.hidden || Math.abs(begun - asked) < minute / 2) return;
    asked = begun;
    put();
    let pause;
    try {
      const answer = await fetch(new URL("embed/status.json", base), { cache: "no-cache", signal: AbortSignal.timeout?.(minute / 2) });
      const { headers } = answer, sent = Date.parse(headers.get("date")), before = data;
      pause = Number(headers.get("retry-after")) * 1000;
      const fresh = answer.ok && (await answer.json());
      if (fresh.version !== 1) throw 0;
      // Caches may have different builds for a while: an older one is ignored.
      if (!(fresh.now < before?.now)) data = fresh;
      // Across origins, these headers are readable only if the host exposes them; otherwise the cautious wording is used.
      const low = (sent || fresh.now * 1000) - Date.now(), high = sent + 1000 * ((Number(headers.get("age")) || 0) + 1) - begun;
      skew = Math.max(low, sent ? Math.min(high, 0) : 0);
      knowsTime = !!sent;
      checked = Date.now();
      isLost = false;
      try {
        draw();
      } catch (fault) {
        data = before;
        throw fault;
      }
      wait = shown.length ? minute : 2 * minute;
    } catch {
      isLost = true;
      wait = Math.min(wait * 2, 30 * minute);
      draw();
    }
    timer = setTimeout(look, Math.max(wait * (0.8 + Math.random() / 8), Math.min(pause || 0, 60 * minute)));
  };

  button.onclick = () => {
    for (const { id, rank } of shown) closed[id] = rank;
    try {
      sessionStorage[name] = JSON.stringify(closed);
    } catch {}
    draw();
  };
  box.onkeydown = ({ key }) => {
    if (key === "Escape") button.click();
  };
  const start = () => {
    setInterval(draw, minute / 4);
    doc.addEventListener("visibilitychange", look);
    look();
  };
  if (doc.body) start();
  else doc.addEventListener("DOMContentLoaded", start);
})();
