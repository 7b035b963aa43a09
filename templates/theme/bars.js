// Shows a tip for a day of a bar on hover, touch and arrow keys: the day, its state, how long, and the incidents.
// Without it, the lists below the bars and the components' pages have the same facts.
(() => {
  const doc = document, page = doc.body.dataset, words = {{ words }};
  const pick = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const lang = [doc.documentElement.lang, "en"], isMirrored = doc.dir === "rtl";
  const make = (name, values, ...children) => {
    const element = Object.assign(doc.createElement(name), values);
    element.append(...children);
    return element;
  };

  const patterns = page.days.split("|");
  const dayWords = (date) => {
    const d = date.getUTCDate();
    return patterns[date.getUTCMonth() + 12].replace(/{(\w)}/, (_, name) => (name === "d" ? d : String(d).padStart(2, "0")));
  };
  const amount = (value, unit) =>
    Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long", numberingSystem: "latn" }).format(value);
  const lengthWords = (minutes) => {
    const parts = [];
    for (const [unit, size] of [["day", 1440], ["hour", 60], ["minute", 1]]) {
      if (minutes >= size) parts.push(amount(Math.floor(minutes / size), unit));
      minutes %= size;
    }
    return parts.slice(0, 2).join(" ");
  };

  // The days of the home page's bars are in a separate file, which would make the page too large.
  let known = { days: {}, incidents: [] }, asked;
  const ask = (done) => {
    asked ??= fetch(`${page.root}days.json`, { cache: "no-cache" }).then((answer) => answer.json());
    asked.then((answer) => {
      known = answer;
      done();
    }).catch(() => (asked = undefined));
  };

  const isMonth = (svg) => "first" in svg.dataset;
  const home = (svg) => svg.closest("[data-first]").dataset;
  const begin = (svg) => new Date(`${home(svg).first}T00:00Z`);
  const pad = (svg) => (begin(svg).getUTCDay() + 6) % 7;
  const count = (svg) => {
    const first = begin(svg);
    return isMonth(svg) ? new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate() : Number(home(svg).length);
  };
  const key = (svg) => svg.dataset.first ?? svg.closest("li")?.querySelector("a").getAttribute("href") ?? svg.closest(".group").id;
  const datum = (svg, place) => {
    const data = (svg.dataset.d ?? known.days[key(svg)] ?? "").split(" ").find((each) => each.startsWith(`${place}.`));
    if (data) return data.split(".").slice(1);
    // The colours of the bar can be shown before the file is loaded.
    const drawn = isMonth(svg) ? [] : pick("path[class]:not(.at)", svg).filter((path) =>
      [...path.getAttribute("d").matchAll(/M(\d+) \d+h(\d+)/g)].some(([, from, wide]) => place >= from && place < Number(from) + Number(wide)));
    return [drawn[0] ? pick("#legend li").findIndex((each) => each.className === drawn[0].getAttribute("class")) : 0];
  };
  const cause = (number) => {
    const copied = doc.getElementById("causes")?.content.children[number];
    if (copied) return copied.cloneNode(true);
    const [id, title] = known.incidents[number];
    return make("a", { href: `${page.root}incidents/${id}/`, dir: "auto" }, title);
  };
  const answer = (svg, place) => {
    const [from, to] = (svg.dataset.o ?? `0 ${count(svg) - 1}`).split(" "), names = pick("#legend li");
    const [state, minutes, ...causes] = place < from || place > Number(to) ? [names.length - 1] : datum(svg, place);
    const first = begin(svg), date = new Date(first.setUTCDate(first.getUTCDate() + place)), parts = [names[state].textContent];
    if (minutes) {
      const length = lengthWords(parseInt(minutes));
      parts.push(minutes.endsWith("s") ? words.scheduled.replace("{}", length) : length);
    }
    return { day: dayWords(date), sign: names[state].firstChild, state: parts.join(words.comma), causes: causes.map(cause) };
  };

  const tip = make("div", { className: "tip" }), chosen = new Map();
  let current, mark;
  const hide = () => {
    tip.remove();
    mark?.remove();
    current = undefined;
  };
  const put = (svg, left, width) => {
    const box = svg.getBoundingClientRect(), around = tip.offsetParent.getBoundingClientRect();
    const middle = box.left + left + width / 2 - tip.offsetWidth / 2;
    const above = box.top - tip.offsetHeight;
    tip.style.left = `${Math.max(8, Math.min(middle, doc.documentElement.clientWidth - tip.offsetWidth - 8)) - around.left}px`;
    tip.style.top = `${(above < 0 ? box.bottom : above) - around.top}px`;
  };
  const show = (svg, place) => {
    const { day, sign, state, causes } = answer(svg, place), cell = place + (isMonth(svg) ? pad(svg) : 0);
    if (current !== svg) hide();
    current = svg;
    chosen.set(key(svg), place);
    svg.setAttribute("aria-valuenow", place);
    svg.setAttribute("aria-valuetext", [day, state, ...causes.map((each) => each.textContent)].join(words.comma));
    tip.className = `tip ${sign.parentNode.className}`;
    tip.replaceChildren(make("p", {}, make("b", {}, day), " ", sign.cloneNode(true), ` ${state}`), ...causes.map((each) => make("p", {}, each)));
    if (tip.previousElementSibling !== svg) svg.after(tip);
    mark ??= doc.createElementNS(svg.namespaceURI, "path");
    const [x, y, wide, high, all] = isMonth(svg) ? [(cell % 7) * 10, Math.floor(cell / 7) * 10, 9, 9, 69] : [cell, 0, 1, 10, count(svg)];
    mark.setAttribute("class", "at");
    mark.setAttribute("d", `M${x} ${y}h${wide}v${high}h-${wide}z`);
    svg.append(mark);
    const scale = svg.getBoundingClientRect().width / all;
    put(svg, (isMirrored ? all - x - wide : x) * scale, wide * scale);
    if (!("d" in svg.dataset) && !isMonth(svg) && !known.first) ask(() => current === svg && show(svg, chosen.get(key(svg))));
  };

  const under = (svg, { clientX, clientY }) => {
    const box = svg.getBoundingClientRect(), across = (clientX - box.left) / box.width, x = isMirrored ? 1 - across : across;
    const place = isMonth(svg) ? Math.floor(((clientY - box.top) / box.height) * 5.9) * 7 + Math.floor(x * 7) - pad(svg) : Math.floor(x * count(svg));
    return place >= 0 && place < count(svg) ? place : undefined;
  };
  const charts = (within = doc) => pick("svg.bar,.year figure>svg", within);
  const chart = (target) => target.closest?.("svg.bar,.year figure>svg");
  const point = (event) => {
    const svg = chart(event.target), place = svg ? under(svg, event) : undefined;
    if (place !== undefined && (current !== svg || chosen.get(key(svg)) !== place)) show(svg, place);
  };
  const isHeld = () => current && (current === doc.activeElement || tip.contains(doc.activeElement));
  let leaving;
  doc.addEventListener("pointermove", point);
  doc.addEventListener("pointerdown", (event) => (chart(event.target) ? point(event) : tip.contains(event.target) || hide()));
  // The tip stays while the pointer moves from the day to the links in it.
  doc.addEventListener("pointerover", (event) => {
    clearTimeout(leaving);
    const isOn = chart(event.target) || tip.contains(event.target);
    if (!isOn && event.pointerType === "mouse") leaving = setTimeout(() => isHeld() || hide(), 300);
  });
  doc.addEventListener("focusin", ({ target }) => {
    const svg = chart(target);
    if (svg && current !== svg) show(svg, Number(svg.getAttribute("aria-valuenow")));
    else if (!svg && !tip.contains(target)) hide();
  });

  // On a component's page the arrow keys continue in the next month.
  const go = (svg, place, days) => {
    const all = isMonth(svg) ? charts(svg.closest(".year")) : [svg], at = all.indexOf(svg);
    const to = place < 0 ? all[at - 1] : place >= count(svg) ? all[at + 1] : svg;
    if (!to) return show(svg, Math.max(0, Math.min(place, count(svg) - 1)));
    const target = to === svg ? place : place < 0 ? place + count(to) : place - count(svg);
    if (to !== svg) {
      svg.tabIndex = -1;
      to.tabIndex = 0;
      to.setAttribute("aria-valuenow", target);
      to.focus();
    }
    show(to, target);
  };
  const bad = (svg, place, step) => {
    do place += step;
    while (place >= 0 && place < count(svg) && datum(svg, place)[0] == 0);
    return place;
  };
  doc.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) {
      if (tip.contains(doc.activeElement)) current.focus();
      return hide();
    }
    const svg = chart(event.target);
    if (!svg || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = Number(svg.getAttribute("aria-valuenow")), week = isMonth(svg) ? 7 : -1, side = isMirrored ? -1 : 1;
    const steps = { ArrowRight: side, ArrowLeft: -side, ArrowDown: week, ArrowUp: -week };
    const places = { Home: 0, End: count(svg) - 1, PageUp: bad(svg, place, 1), PageDown: bad(svg, place, -1) };
    const target = event.key in steps ? place + steps[event.key] : places[event.key];
    if (target === undefined) return;
    event.preventDefault();
    go(svg, target);
  });

  doc.head.append(make("link", { rel: "stylesheet", href: new URL("tips.css", doc.currentScript.src).href }));
  const prepare = () => {
    hide();
    for (const svg of charts()) {
      const last = count(svg) - 1, place = chosen.get(key(svg)) ?? Math.min(last, svg.dataset.o?.split(" ")[1] ?? last);
      const item = svg.closest("li");
      if (svg.ariaHidden) {
        const [figure, ...counts] = item.querySelector(".figure").textContent.split(" · ");
        const spoken = [svg.dataset.o ? figure : words.within.replace("{}", figure), ...(counts[0] ? counts : [words.none])];
        svg.setAttribute("aria-label", `${item.querySelector("a").textContent}: ${spoken.join(words.comma)}`);
        svg.removeAttribute("aria-hidden");
      }
      const { day, state, causes } = answer(svg, place);
      const values = { role: "slider", "aria-valuemin": 0, "aria-valuemax": last, "aria-valuenow": place };
      values["aria-valuetext"] = [day, state, ...causes.map((each) => each.textContent)].join(words.comma);
      for (const [name, value] of Object.entries(values)) svg.setAttribute(name, value);
      svg.tabIndex = isMonth(svg) && svg.closest("figure").nextElementSibling ? -1 : 0;
    }
  };
  doc.addEventListener("renewed", () => {
    asked = undefined;
    known = { days: {}, incidents: [] };
    prepare();
  });
  addEventListener("resize", hide);
  prepare();
})();
