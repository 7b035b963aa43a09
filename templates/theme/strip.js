// On pages of the prose engine: the step of the strip that is in force. The status pages have live.js.
// These pages never look for news: of two wordings they use the one for which nothing was checked.
(() => {
  const tick = () => {
    const now = Date.now() / 1000;
    for (const step of document.querySelectorAll(".strips [data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number);
      step.hidden = now < start || (end > 0 && now >= end) || "checked" in step.dataset;
    }
  };
  tick();
  setInterval(tick, 15000);
})();
