// Loads scripts when they are first needed.
(() => {
  const doc = document, loaded = new Set();
  const load = (user, done = () => {}) => {
    if (loaded.has(user.dataset.script)) return done();
    const script = doc.createElement("script");
    script.src = user.dataset.script;
    user.ariaBusy = true;
    script.onload = () => {
      loaded.add(user.dataset.script);
      delete user.dataset.script;
      user.ariaBusy = null;
      done();
    };
    // If the script cannot be loaded, a link works as without a script.
    script.onerror = () => {
      user.ariaBusy = null;
      if (user.href) location.href = user.href;
    };
    doc.head.append(script);
  };
  // Scripts that need no click are loaded when the browser is idle.
  addEventListener("load", () => (self.requestIdleCallback ?? setTimeout)(() => {
    for (const { dataset } of doc.querySelectorAll("[data-soon]")) {
      doc.head.append(Object.assign(doc.createElement("script"), { src: dataset.soon }));
    }
  }));
  doc.addEventListener("click", (event) => {
    const user = event.target.closest("a[data-script]");
    if (!user || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!user.ariaBusy) load(user, () => user.click());
  });
  const opened = ({ target }) => target.open && target.dataset.script && !target.ariaBusy && load(target);
  doc.addEventListener("toggle", opened, true);
  // A query in the URL contains a filter, so the filter is opened, which loads its script.
  if (location.search.length > 1) for (const user of doc.querySelectorAll("details[data-query]")) user.open = true;
  doc.addEventListener("keydown", (event) => {
    const { target, key } = event, find = doc.querySelector(".find");
    if (key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!find || target.isContentEditable || target.closest("input,select,textarea,dialog")) return;
    event.preventDefault();
    find.click();
  });
})();
