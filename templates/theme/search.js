// The search dialog of every page, and its index; both are loaded when the search is first used.
(() => {
  const doc = document, find = doc.querySelector(".find"), words = {{ words }};
  const root = new URL("../../", doc.currentScript.src), most = 30, around = 70;
  const make = (name, values = {}, ...inside) => {
    const element = Object.assign(doc.createElement(name), values);
    element.append(...inside);
    return element;
  };

  // Case, accents, full-width letters, and hiragana or katakana are ignored.
  const marks = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
  const special = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i" };
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replace(marks, "").normalize("NFC")
      .replace(/[ßæœøđłı]/g, (letter) => special[letter])
      .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt() - 96));
  const entities = { amp: "&", lt: "<", gt: ">" };
  const plain = (html) => html.replace(/&(amp|lt|gt);/g, (_, name) => entities[name]);

  const entry = ({ location, title, text = "", note = "" }, place) => {
    const found = { location, title: plain(title), text: plain(text), note: plain(note), place };
    // The URL contains the day and the words of an incident's id.
    return Object.assign(found, { head: ` ${fold(found.title)}`, rest: ` ${fold(`${found.note} ${location} ${found.text}`)}` });
  };
  const starts = (text, term) => {
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1))
      if (!/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
    return false;
  };
  // The score: a match in a title is worth more than in a text, and at the start of a word more than inside.
  const score = ({ head, rest }, term) => {
    if (head.includes(term)) return starts(head, term) ? 8 : 4;
    return rest.includes(term) ? (starts(rest, term) ? 2 : 1) : 0;
  };
  const matching = (entries, terms) =>
    entries
      .map((one) => ({ one, scores: terms.map((term) => score(one, term)) }))
      .filter(({ scores }) => scores.every(Boolean))
      .map(({ one, scores }) => ({ one, sum: scores.reduce((sum, each) => sum + each) }))
      .sort((a, b) => b.sum - a.sum || a.one.place - b.one.place)
      .map(({ one }) => one);

  // Mark the matches letter by letter, since a normalised letter may have another length.
  const marked = (text, terms) => {
    const letters = [...text], starts = [];
    let folded = "";
    letters.forEach((letter, place) => {
      const next = fold(letter);
      for (let each = 0; each < next.length; each++) starts.push(place);
      folded += next;
    });
    const hit = new Set();
    for (const term of terms)
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length))
        for (let each = at; each < at + term.length; each++) hit.add(starts[each]);
    return { letters, hit };
  };
  const parts = ({ letters, hit }, from, to) => {
    const found = [];
    for (let place = from; place < to; ) {
      const start = place, on = hit.has(place);
      while (place < to && hit.has(place) === on) place++;
      const piece = letters.slice(start, place).join("");
      found.push(on ? make("mark", {}, piece) : piece);
    }
    return found;
  };
  const excerpt = (text, terms) => {
    const found = marked(text, terms), first = Math.min(...found.hit, found.letters.length);
    let from = first < found.letters.length ? Math.max(0, first - around) : 0;
    // The excerpt begins at the start of a word before the match.
    const space = from ? found.letters.indexOf(" ", from) + 1 : 0;
    if (space && space < first) from = space;
    const to = Math.min(found.letters.length, from + 2.5 * around);
    return [from ? "…" : "", ...parts(found, from, to), to < found.letters.length ? "…" : ""];
  };
  const shown = ({ location, title, text, note }, terms) => {
    const head = marked(title, terms);
    const link = make("a", { href: new URL(location, root).href, dir: "auto" }, ...parts(head, 0, head.letters.length));
    const lines = [make("p", { className: "about" }, ...parts(marked(note, terms), 0, [...note].length))];
    if (text) lines.push(make("p", { dir: "auto" }, ...excerpt(text, terms)));
    return make("li", {}, link, ...(note ? lines : lines.slice(1)));
  };

  const input = make("input", { type: "search", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
  input.setAttribute("aria-label", words.search);
  const close = make("button", { type: "button" }, words.close), output = make("p");
  output.setAttribute("role", "status");
  const list = make("ul"), older = make("a", { href: find.href }, words.history), foot = make("p", { className: "about" }, older);
  const dialog = make("dialog", { className: "seek" }, make("div", { className: "bar" }, input, close), output, list, foot);
  dialog.setAttribute("aria-label", words.search);
  doc.body.append(dialog);

  let entries = null;
  const look = () => {
    const terms = [...new Set(fold(input.value).split(/[\s、。,]+/).filter(Boolean))];
    if (!entries) return;
    const found = terms.length ? matching(entries, terms) : [];
    list.replaceChildren(...found.slice(0, most).map((one) => shown(one, terms)));
    output.textContent = !terms.length ? "" : found.length ? words.found.replace("{}", found.length) : words.none;
  };
  const read = async () => {
    output.textContent = words.loading;
    try {
      const answer = await fetch(new URL("search/search_index.json", root), { cache: "no-cache" });
      if (!answer.ok) throw new Error(answer.status);
      entries = (await answer.json()).docs.map(entry);
      look();
    } catch {
      output.textContent = words.failed;
    }
  };
  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    if (!entries) read();
  };

  const links = () => [...list.querySelectorAll("a")];
  dialog.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(doc.activeElement);
    if (event.isComposing) return;
    if (event.key === "Enter" && doc.activeElement === input) return all[0]?.click();
    // Escape closes at once: some browsers would only clear the field first.
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !all.length) return;
    event.preventDefault();
    (at + step < 0 ? input : (all[at + step] ?? all[at])).focus();
  });
  input.addEventListener("input", look);
  close.addEventListener("click", () => dialog.close());
  // Close on a link within the page, and on a click outside of the dialog.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  find.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  const sheet = make("link", { rel: "stylesheet", href: new URL("search.css", doc.currentScript.src).href });
  doc.head.append(sheet);
})();
